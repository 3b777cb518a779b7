namespace Gyrfalcon.Simulation.Peers;

/// <summary>What a client asks and how it behaves. Times in nanoseconds; chances 0 to 1.</summary>
public sealed record ClientBehaviour
{
    /// <summary>Requests before it is content.</summary>
    public int Requests { get; init; } = 20;

    /// <summary>Longest pause between two requests.</summary>
    public long ThinkTime { get; init; } = 2_000_000;

    /// <summary>Bytes of the largest response asked for.</summary>
    public int LargestResponse { get; init; } = 100_000;

    /// <summary>Bytes of the largest request body.</summary>
    public int LargestRequest { get; init; } = 50_000;

    /// <summary>Share of POST, which must not be sent twice.</summary>
    public double PostShare { get; init; } = 0.3;

    /// <summary>Share of PUT, which may be sent again.</summary>
    public double PutShare { get; init; } = 0.1;

    /// <summary>Share of HEAD.</summary>
    public double HeadShare { get; init; } = 0.1;

    /// <summary>It vanishes in the middle of its request or of the response.</summary>
    public double VanishChance { get; init; }

    /// <summary>It breaks the framing of a request in chunks.</summary>
    public double GarbleChance { get; init; }

    /// <summary>How long it waits for the whole of an answer before it calls the exchange one that outlived its timeouts.</summary>
    public long Patience { get; init; } = 600L * 1_000_000_000;
}
