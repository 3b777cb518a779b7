using System;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class MirrorSection
{
    public static readonly Setting<string> Cluster = Setting.Required("cluster", Kinds.Name,
        "The name of the cluster that gets the copies. Each has the field `X-Gyr-Mirror: 1`.",
        "backend", "service", "upstream", "to");

    public static readonly Setting<int> Share = Setting.WithDefault("share", Kinds.Percent(0, 100), "100%",
        "How many of the requests are copied, drawn at random.",
        "percent", "percentage", "sample");

    public static readonly Setting<TimeSpan> Timeout = Setting.WithDefault("timeout", Kinds.Duration("1ms", "10m"), "10s",
        "How long a copy may take, from the connect to the end of the answer.");

    public static readonly Section<MirrorConfig> Section = new(nameof(MirrorConfig), "{ cluster: shadow, share: 10% }",
        [Cluster, Share, Timeout],
        reader => new MirrorConfig { Cluster = reader.Get(Cluster), Share = reader.Get(Share), Timeout = reader.Get(Timeout), Source = reader.Source });
}
