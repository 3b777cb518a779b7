using System;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

internal static class WarmUpSection
{
    public static readonly Setting<int> Factor = Setting.WithDefault("factor", Kinds.Whole(1, 1000), "10",
        "By how much longer the first request takes.",
        "times", "slow");

    public static readonly Setting<TimeSpan> Over = Setting.WithDefault("over", Kinds.Duration("1ms", "24h"), "30s",
        "After this time it is warm; until then the factor falls evenly.",
        "for", "duration", "time");

    public static readonly Setting<int?> Requests = Setting.Optional("requests", ScenarioKinds.Absent(Kinds.Whole(1, 1_000_000)),
        "It is warm after so many requests, too, if that comes earlier.");

    public static readonly Section<WarmUpConfig> Section = new(nameof(WarmUpConfig), "{ factor: 10, over: 30s }",
        [Factor, Over, Requests],
        reader => new WarmUpConfig { Factor = reader.Get(Factor), Over = reader.Get(Over), Requests = reader.Get(Requests) });
}
