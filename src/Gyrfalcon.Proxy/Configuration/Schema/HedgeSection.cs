using System;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class HedgeSection
{
    public static readonly Setting<int> Quantile = Setting.WithDefault("quantile", Kinds.Percent(50, 99), "95%",
        "When a second endpoint is asked: after the time within which this part of the recent answers began.",
        "percentile", "after-percentile");

    public static readonly Setting<TimeSpan> AtLeast = Setting.WithDefault("at-least", Kinds.Duration("1ms", "1h"), "10ms",
        "The second endpoint is never asked earlier than this. Times are kept to about 10 ms.",
        "minimum", "delay");

    public static readonly Section<HedgeConfig> Section = new(nameof(HedgeConfig), "{ quantile: 95%, at-least: 10ms }",
        [Quantile, AtLeast],
        reader => new HedgeConfig
        {
            Quantile = reader.Get(Quantile),
            AtLeast = reader.Get(AtLeast),
        });
}
