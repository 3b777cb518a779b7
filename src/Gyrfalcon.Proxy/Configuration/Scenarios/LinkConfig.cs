using System;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>What a way is like.</summary>
public sealed record LinkConfig
{
    /// <summary>What anything takes one way, at least. (A duration, <c>0us</c> to <c>1h</c>; default <c>200us</c>.)</summary>
    public TimeSpan Latency { get; init; } = LinkSection.Latency.Default;

    /// <summary>Up to so much is added, evenly spread. (A duration, <c>0us</c> to <c>1h</c>; default <c>100us</c>.)</summary>
    public TimeSpan Jitter { get; init; } = LinkSection.Jitter.Default;

    /// <summary>Bytes per second. (A size in bytes, <c>1KB</c> to <c>1TB</c>; default <c>1GB</c>.)</summary>
    public long Bandwidth { get; init; } = LinkSection.Bandwidth.Default;

    /// <summary>The share of segments that are lost; each costs the 200 ms after which TCP sends it again. (A percentage, <c>0%</c> to <c>100%</c>; default <c>0%</c>.)</summary>
    public int Loss { get; init; } = LinkSection.Loss.Default;
}
