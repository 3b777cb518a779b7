using System;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>When an endpoint is ejected for its answers.</summary>
public sealed record OutlierConfig
{
    /// <summary>After how many faults in a row an endpoint is ejected. A fault is an attempt without a whole response, or one with a status of 500 or more other than 501 and 505. A connection that does not come about is none: the endpoint gets no requests until one does. (A whole number, 1 to 100000, or <c>off</c>; default <c>5</c>.) Null is <c>off</c>.</summary>
    public int? ConsecutiveFaults { get; init; } = OutlierSection.ConsecutiveFaults.Default;

    /// <summary>By how many points the share of successful attempts may lie below that of the other endpoints of the cluster, over an <c>interval</c>, before the endpoint is ejected. (A percentage, <c>1%</c> to <c>100%</c>, or <c>off</c>; default <c>30%</c>.) Null is <c>off</c>.</summary>
    public int? SuccessRateGap { get; init; } = OutlierSection.SuccessRateGap.Default;

    /// <summary>How many attempts in an <c>interval</c> it takes, at the endpoint and at the others together, before shares are compared. (A whole number, 1 to 1000000; default <c>50</c>.)</summary>
    public int SuccessRateRequests { get; init; } = OutlierSection.SuccessRateRequests.Default;

    /// <summary>How often shares are compared. An endpoint that stays in for an interval has one ejection fewer on its record. (A duration, <c>100ms</c> to <c>1h</c>; default <c>10s</c>.)</summary>
    public TimeSpan Interval { get; init; } = OutlierSection.Interval.Default;

    /// <summary>How long an endpoint gets no requests the first time; twice as long the second time, and so on. Where probes (<c>active</c>) have noticed the illness too, it ends when they call the endpoint healthy again. (A duration, <c>10ms</c> to <c>24h</c>; default <c>30s</c>.)</summary>
    public TimeSpan Ejection { get; init; } = OutlierSection.Ejection.Default;

    /// <summary>The longest time, however often it was ejected. (A duration, <c>10ms</c> to <c>24h</c>; default <c>5m</c>.)</summary>
    public TimeSpan LongestEjection { get; init; } = OutlierSection.LongestEjection.Default;

    /// <summary>The most endpoints of the cluster that are ejected at a time. Beyond it nobody is. (A percentage, <c>1%</c> to <c>100%</c>; default <c>50%</c>.)</summary>
    public int MaxEjected { get; init; } = OutlierSection.MaxEjected.Default;
}
