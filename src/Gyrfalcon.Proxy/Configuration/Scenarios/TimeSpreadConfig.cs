using System;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>How times spread.</summary>
public sealed record TimeSpreadConfig
{
    /// <summary>The kind of the distribution.</summary>
    public TimeSpreadKind Kind { get; init; }

    /// <summary>The time itself, the mean, the median, the least or the usual one: as the kind has it.</summary>
    public required TimeSpan Typical { get; init; }

    /// <summary>The 99th percentile, or the rare time.</summary>
    public TimeSpan High { get; init; }

    /// <summary>The share of rare times, in percent.</summary>
    public int Share { get; init; }
}

/// <summary>Distributions of times.</summary>
public enum TimeSpreadKind
{
    /// <summary>Always the same.</summary>
    Fixed,

    /// <summary>By its mean.</summary>
    Exponential,

    /// <summary>By its median and 99th percentile.</summary>
    Lognormal,

    /// <summary>By its least and 99th percentile.</summary>
    Pareto,

    /// <summary>Two values.</summary>
    Bimodal,
}
