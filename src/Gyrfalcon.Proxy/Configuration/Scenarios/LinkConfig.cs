using System;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>What a way is like.</summary>
public sealed record LinkConfig
{
    /// <summary>.</summary>
    public TimeSpan Latency { get; init; } = LinkSection.Latency.Default;

    /// <summary>.</summary>
    public TimeSpan Jitter { get; init; } = LinkSection.Jitter.Default;

    /// <summary>.</summary>
    public long Bandwidth { get; init; } = LinkSection.Bandwidth.Default;

    /// <summary>.</summary>
    public int Loss { get; init; } = LinkSection.Loss.Default;
}
