using System;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>Which part of a request is hashed for a cluster whose balancer wants a key. Immutable.</summary>
public sealed class BalancingKey(BalancingKeyKind kind, byte[] name)
{
    private readonly KnownField _known = KnownFields.Classify(name);

    /// <summary>Which part.</summary>
    public BalancingKeyKind Kind => kind;

    /// <summary>The hash of that part; false if the request does not have it. Not for <see cref="BalancingKeyKind.ClientAddress"/>, which is no part of the request.</summary>
    public bool TryHash(RequestHead request, out ulong hash)
    {
        ArgumentNullException.ThrowIfNull(request);
        ReadOnlySpan<byte> part = kind switch
        {
            BalancingKeyKind.Path => request.Path,
            BalancingKeyKind.Header => Header(request.Fields),
            BalancingKeyKind.Cookie => Cookie(request.Fields),
            _ => Parameter(request.Query),
        };
        hash = KeyHash.Of(part);
        return !part.IsEmpty;
    }

    private ReadOnlySpan<byte> Header(HeaderBlock fields)
    {
        if (_known != KnownField.Other) return fields[_known];
        for (int i = 0; i < fields.Count; i++)
        {
            if (FieldSyntax.SameToken(fields[i].Name, name)) return fields[i].Value;
        }

        return default;
    }

    /// <summary>cookie-string (RFC 6265 §4.2.1): pairs parted by semicolons; names are compared byte by byte.</summary>
    private ReadOnlySpan<byte> Cookie(HeaderBlock fields)
    {
        for (int i = fields.IndexOf(KnownField.Cookie); i >= 0; i = fields.IndexOf(KnownField.Cookie, i + 1))
        {
            ReadOnlySpan<byte> found = Find(fields[i].Value, (byte)';');
            if (!found.IsEmpty) return found;
        }

        return default;
    }

    private ReadOnlySpan<byte> Parameter(ReadOnlySpan<byte> query) => Find(query, (byte)'&');

    private ReadOnlySpan<byte> Find(ReadOnlySpan<byte> pairs, byte separator)
    {
        while (!pairs.IsEmpty)
        {
            int end = pairs.IndexOf(separator);
            ReadOnlySpan<byte> pair = FieldSyntax.TrimWhiteSpace(end < 0 ? pairs : pairs[..end]);
            pairs = end < 0 ? default : pairs[(end + 1)..];
            if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name)) return pair[(name.Length + 1)..];
        }

        return default;
    }
}

/// <summary>Parts of a request that can be hashed.</summary>
public enum BalancingKeyKind : byte
{
    /// <summary>The address that the connection comes from.</summary>
    ClientAddress,

    /// <summary>The path.</summary>
    Path,

    /// <summary>A header field.</summary>
    Header,

    /// <summary>A cookie.</summary>
    Cookie,

    /// <summary>A query parameter.</summary>
    Query,
}
