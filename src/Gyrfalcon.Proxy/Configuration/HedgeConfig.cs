using System;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>When a request is sent to a second endpoint although the first may still answer.</summary>
public sealed record HedgeConfig
{
    /// <summary>When a second endpoint is asked: after the time within which this part of the recent answers began. (A percentage, <c>50%</c> to <c>99%</c>; default <c>95%</c>.)</summary>
    public int Quantile { get; init; } = HedgeSection.Quantile.Default;

    /// <summary>The second endpoint is never asked earlier than this. Times are kept to about 10 ms. (A duration, <c>1ms</c> to <c>1h</c>; default <c>10ms</c>.)</summary>
    public TimeSpan AtLeast { get; init; } = HedgeSection.AtLeast.Default;
}
