using System;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

internal static class TimeSpreadSection
{
    public static readonly Setting<TimeSpan> Exponential = Setting.WithDefault("exponential", ScenarioKinds.ShortTime, "0us",
        "An exponential distribution with this mean.");

    public static readonly Setting<TimeSpreadConfig> Lognormal = Setting.Optional("lognormal", LognormalSection.Section.Shape,
        "A lognormal distribution, what most services come close to.");

    public static readonly Setting<TimeSpreadConfig> Pareto = Setting.Optional("pareto", ParetoSection.Section.Shape,
        "A Pareto distribution, with a heavy tail. It ends at a thousand times its least.");

    public static readonly Setting<TimeSpreadConfig> Bimodal = Setting.Optional("bimodal", BimodalSection.Section.Shape,
        "Two times, such as those of a hit and of a miss in a cache.");

    public static readonly Section<TimeSpreadConfig> Section = new("", "{ lognormal: { median: 5ms, p99: 50ms } }",
        [Exponential, Lognormal, Pareto, Bimodal],
        reader => reader.Has(Exponential) ? new TimeSpreadConfig { Kind = TimeSpreadKind.Exponential, Typical = reader.Get(Exponential) }
            : reader.Find(Lognormal) ?? reader.Find(Pareto) ?? reader.Find(Bimodal) ?? new TimeSpreadConfig { Typical = default });
}

internal static class LognormalSection
{
    public static readonly Setting<TimeSpan> Median = Setting.Required("median", ScenarioKinds.LongerTime, "Half of the times are shorter.", "p50");

    public static readonly Setting<TimeSpan> P99 = Setting.Required("p99", ScenarioKinds.LongerTime, "One in a hundred is longer.");

    public static readonly Section<TimeSpreadConfig> Section = new("", "{ median: 5ms, p99: 50ms }",
        [Median, P99],
        reader => new TimeSpreadConfig { Kind = TimeSpreadKind.Lognormal, Typical = reader.Get(Median), High = reader.Get(P99) });
}

internal static class ParetoSection
{
    public static readonly Setting<TimeSpan> Least = Setting.Required("least", ScenarioKinds.LongerTime, "None is shorter.", "min", "minimum", "scale");

    public static readonly Setting<TimeSpan> P99 = Setting.Required("p99", ScenarioKinds.LongerTime, "One in a hundred is longer.");

    public static readonly Section<TimeSpreadConfig> Section = new("", "{ least: 2ms, p99: 100ms }",
        [Least, P99],
        reader => new TimeSpreadConfig { Kind = TimeSpreadKind.Pareto, Typical = reader.Get(Least), High = reader.Get(P99) });
}

internal static class BimodalSection
{
    public static readonly Setting<TimeSpan> Usual = Setting.Required("usual", ScenarioKinds.LongerTime, "The time of most requests.", "fast", "typical");

    public static readonly Setting<TimeSpan> Rare = Setting.Required("rare", ScenarioKinds.LongerTime, "The time of the others.", "slow");

    public static readonly Setting<int> Share = Setting.WithDefault("share", ScenarioKinds.Percent, "1%", "The share of the others.");

    public static readonly Section<TimeSpreadConfig> Section = new("", "{ usual: 5ms, rare: 200ms, share: 2% }",
        [Usual, Rare, Share],
        reader => new TimeSpreadConfig { Kind = TimeSpreadKind.Bimodal, Typical = reader.Get(Usual), High = reader.Get(Rare), Share = reader.Get(Share) });
}
