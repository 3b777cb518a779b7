namespace Gyrfalcon.Proxy.Configuration;

/// <summary>The part of a request that is hashed.</summary>
/// <param name="Kind">Which part.</param>
/// <param name="Name">Name of the field, cookie or query parameter; empty for the others.</param>
public sealed record HashKey(HashKeyKind Kind, string Name = "")
{
    /// <summary>The client's address.</summary>
    public static readonly HashKey ClientAddress = new(HashKeyKind.ClientAddress);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        HashKeyKind.ClientAddress => "client-address",
        HashKeyKind.Path => "path",
        HashKeyKind.Header => $"header:{Name}",
        HashKeyKind.Cookie => $"cookie:{Name}",
        _ => $"query:{Name}",
    };
}

/// <summary>Parts of a request that can be hashed.</summary>
public enum HashKeyKind
{
    /// <summary>The address that the connection comes from, or that a trusted proxy says it does.</summary>
    ClientAddress,

    /// <summary>The path as it was sent, without the query.</summary>
    Path,

    /// <summary>The value of a header field.</summary>
    Header,

    /// <summary>The value of a cookie.</summary>
    Cookie,

    /// <summary>The value of a query parameter, as it was sent.</summary>
    Query,
}
