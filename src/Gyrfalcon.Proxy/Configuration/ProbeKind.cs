namespace Gyrfalcon.Proxy.Configuration;

/// <summary>What a probe is.</summary>
public enum ProbeKind
{
    /// <summary>A request and its answer.</summary>
    Http,

    /// <summary>A connection.</summary>
    Tcp,
}

/// <summary>A header field of a probe.</summary>
/// <param name="Name">A token.</param>
/// <param name="Value">Visible ASCII.</param>
public sealed record ProbeField(string Name, string Value);

/// <summary>Statuses from one to another, ends included.</summary>
/// <param name="First">100 to 599.</param>
/// <param name="Last">The same or more.</param>
public sealed record StatusRange(int First, int Last);
