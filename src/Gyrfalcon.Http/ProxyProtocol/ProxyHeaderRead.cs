namespace Gyrfalcon.Http.ProxyProtocol;

/// <summary>What became of the bytes that <see cref="ProxyHeaderReader.Read"/> was given.</summary>
public enum ProxyHeaderStatus : byte
{
    /// <summary>They are the beginning of a header: call again with them and what follows.</summary>
    Incomplete,

    /// <summary>They begin with a whole header.</summary>
    Complete,

    /// <summary>They begin with no header, or with one that is malformed; whatever followed would change nothing.</summary>
    Refused,
}

/// <summary>Outcome of a call to <see cref="ProxyHeaderReader.Read"/>.</summary>
public readonly struct ProxyHeaderRead
{
    private ProxyHeaderRead(ProxyHeaderStatus status, int length, ProxyHeader? header, Violation? violation)
    {
        Status = status;
        Length = length;
        Header = header;
        Violation = violation;
    }

    /// <summary>What was found.</summary>
    public ProxyHeaderStatus Status { get; }

    /// <summary>Bytes of the whole header, 1 to <see cref="ProxyHeader.MaxLength"/>; what lies behind them belongs to the connection's stream. 0 unless it is complete.</summary>
    public int Length { get; }

    /// <summary>The header; null unless it is complete.</summary>
    public ProxyHeader? Header { get; }

    /// <summary>The rule that was broken, for the log; null unless it is refused.</summary>
    public Violation? Violation { get; }

    internal static ProxyHeaderRead Incomplete => default;

    internal static ProxyHeaderRead Complete(ProxyHeader header, int length) => new(ProxyHeaderStatus.Complete, length, header, null);

    internal static ProxyHeaderRead Refused(Violation violation) => new(ProxyHeaderStatus.Refused, 0, null, violation);
}
