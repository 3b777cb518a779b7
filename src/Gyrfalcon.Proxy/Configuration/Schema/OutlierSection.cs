using System;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class OutlierSection
{
    public static readonly Setting<int?> ConsecutiveFaults = Setting.WithDefault("consecutive-faults", Kinds.OrWord(Kinds.Whole(1, 100_000), "off"), "5",
        "After how many faults in a row an endpoint is ejected. A fault is an attempt without a whole response, or one with a status of 500 or more other than 501 and 505. A connection that does not come about is none: the endpoint gets no requests until one does.",
        "consecutive-errors", "max-fails", "error-limit", "consecutive-gateway-errors");

    public static readonly Setting<int?> SuccessRateGap = Setting.WithDefault("success-rate-gap", Kinds.OrWord(Kinds.Percent(1, 100), "off"), "30%",
        "By how many points the share of successful attempts may lie below that of the other endpoints of the cluster, over an `interval`, before the endpoint is ejected.",
        "success-rate", "failure-percentage-threshold");

    public static readonly Setting<int> SuccessRateRequests = Setting.WithDefault("success-rate-requests", Kinds.Whole(1, 1_000_000), "50",
        "How many attempts in an `interval` it takes, at the endpoint and at the others together, before shares are compared.",
        "success-rate-request-volume", "minimum-requests");

    public static readonly Setting<TimeSpan> Interval = Setting.WithDefault("interval", Kinds.Duration("100ms", "1h"), "10s",
        "How often shares are compared. An endpoint that stays in for an interval has one ejection fewer on its record.");

    public static readonly Setting<TimeSpan> Ejection = Setting.WithDefault("ejection", Kinds.Duration("10ms", "24h"), "30s",
        "How long an endpoint gets no requests the first time; twice as long the second time, and so on. Where probes (`active`) have noticed the illness too, it ends when they call the endpoint healthy again.",
        "base-ejection-time", "fail-timeout", "sleep-window");

    public static readonly Setting<TimeSpan> LongestEjection = Setting.WithDefault("longest-ejection", Kinds.Duration("10ms", "24h"), "5m",
        "The longest time, however often it was ejected.",
        "max-ejection-time");

    public static readonly Setting<int> MaxEjected = Setting.WithDefault("max-ejected", Kinds.Percent(1, 100), "50%",
        "The most endpoints of the cluster that are ejected at a time. Beyond it nobody is.",
        "max-ejection-percent");

    public static readonly Section<OutlierConfig> Section = new(nameof(OutlierConfig), "{ consecutive-faults: 5, ejection: 30s }",
        [ConsecutiveFaults, SuccessRateGap, SuccessRateRequests, Interval, Ejection, LongestEjection, MaxEjected],
        reader => new OutlierConfig
        {
            ConsecutiveFaults = reader.Get(ConsecutiveFaults),
            SuccessRateGap = reader.Get(SuccessRateGap),
            SuccessRateRequests = reader.Get(SuccessRateRequests),
            Interval = reader.Get(Interval),
            Ejection = reader.Get(Ejection),
            LongestEjection = reader.Get(LongestEjection),
            MaxEjected = reader.Get(MaxEjected),
        });
}
