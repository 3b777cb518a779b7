using System;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

internal static class LinkSection
{
    public static readonly Setting<TimeSpan> Latency = Setting.WithDefault("latency", ScenarioKinds.ShortTime, "200us",
        "What anything takes one way, at least.",
        "delay", "rtt");

    public static readonly Setting<TimeSpan> Jitter = Setting.WithDefault("jitter", ScenarioKinds.ShortTime, "100us",
        "Up to so much is added, evenly spread.");

    public static readonly Setting<long> Bandwidth = Setting.WithDefault("bandwidth", Kinds.Size("1KB", "1TB"), "1GB",
        "Bytes per second.");

    public static readonly Setting<int> Loss = Setting.WithDefault("loss", ScenarioKinds.Percent, "0%",
        "The share of segments that are lost; each costs the 200 ms after which TCP sends it again.");

    public static readonly Section<LinkConfig> Section = new(nameof(LinkConfig), "{ latency: 1ms }",
        [Latency, Jitter, Bandwidth, Loss],
        reader => new LinkConfig { Latency = reader.Get(Latency), Jitter = reader.Get(Jitter), Bandwidth = reader.Get(Bandwidth), Loss = reader.Get(Loss) });
}
