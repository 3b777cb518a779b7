namespace Gyrfalcon.Simulation.Peers;

/// <summary>How an origin answers. Times in nanoseconds; chances 0 to 1, of which at most one comes true for a request.</summary>
public sealed record OriginBehaviour
{
    /// <summary>Shortest time from request to response.</summary>
    public long ServiceTime { get; init; } = 500_000;

    /// <summary>Up to so much is added.</summary>
    public long ServiceSpread { get; init; } = 1_000_000;

    /// <summary>It answers 503.</summary>
    public double ErrorChance { get; init; }

    /// <summary>It resets the connection instead of answering.</summary>
    public double ResetChance { get; init; }

    /// <summary>It never answers.</summary>
    public double StallChance { get; init; }

    /// <summary>It ends the connection in the middle of the response.</summary>
    public double CutChance { get; init; }

    /// <summary>It says something that is not HTTP.</summary>
    public double GarbageChance { get; init; }

    /// <summary>It breaks the framing in the middle of a response in chunks.</summary>
    public double GarbleChance { get; init; }

    /// <summary>It closes the kept connection after a complete response, without having said so.</summary>
    public double CloseChance { get; init; }

    /// <summary>Share of responses in chunks.</summary>
    public double ChunkedShare { get; init; } = 0.3;
}
