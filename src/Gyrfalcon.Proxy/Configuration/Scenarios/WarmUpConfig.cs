using System;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>How an endpoint that has just started gets faster.</summary>
public sealed record WarmUpConfig
{
    /// <summary>By how much longer the first request takes. (A whole number, 1 to 1000; default <c>10</c>.)</summary>
    public int Factor { get; init; } = WarmUpSection.Factor.Default;

    /// <summary>After this time it is warm; until then the factor falls evenly. (A duration, <c>1ms</c> to <c>24h</c>; default <c>30s</c>.)</summary>
    public TimeSpan Over { get; init; } = WarmUpSection.Over.Default;

    /// <summary>It is warm after so many requests, too, if that comes earlier. (A whole number, 1 to 1000000; optional.)</summary>
    public int? Requests { get; init; }
}
