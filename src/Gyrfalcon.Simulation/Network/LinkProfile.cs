namespace Gyrfalcon.Simulation.Network;

/// <summary>What the way between two parties is like. Times in nanoseconds.</summary>
public sealed record LinkProfile
{
    /// <summary>Shortest time that anything takes one way.</summary>
    public long Latency { get; init; } = 100_000;

    /// <summary>Up to so much is added, evenly spread, to each segment.</summary>
    public long Jitter { get; init; } = 50_000;

    /// <summary>Bytes per second.</summary>
    public long Bandwidth { get; init; } = 1_000_000_000;

    /// <summary>Probability, for each segment, that it is lost and sent again after <see cref="RetransmissionTime"/>.</summary>
    public double Loss { get; init; }

    /// <summary>What the loss of a segment costs; Linux waits 200 ms at least.</summary>
    public long RetransmissionTime { get; init; } = 200_000_000;

    /// <summary>Bytes that a sender may have on the way or unread at the receiver.</summary>
    public int Window { get; init; } = 64 * 1024;

    /// <summary>Bytes in the largest segment; each has a random length up to this.</summary>
    public int LargestSegment { get; init; } = 16 * 1024;

    /// <summary>What happens to a connect; chosen per connect.</summary>
    public ConnectFate Connects { get; init; } = ConnectFate.Succeeds;

    /// <summary>Probability that a connection breaks after a random number of bytes, up to <see cref="BreaksWithin"/>.</summary>
    public double BreakChance { get; init; }

    /// <summary>Bytes, of both directions together, within which such a connection breaks.</summary>
    public int BreaksWithin { get; init; } = 4096;

    /// <summary>Share of those that do not break with a reset but fall silent: nothing arrives any more and nobody is told.</summary>
    public double SilentShare { get; init; }
}

/// <summary>What happens to a connect.</summary>
public enum ConnectFate
{
    /// <summary>It succeeds, if somebody listens.</summary>
    Succeeds,

    /// <summary>It is refused.</summary>
    Refused,

    /// <summary>There is no answer.</summary>
    Hangs,
}
