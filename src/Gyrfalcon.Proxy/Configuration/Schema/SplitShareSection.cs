namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class SplitShareSection
{
    public static readonly Setting<string> Cluster = Setting.Required("cluster", Kinds.Name,
        "The name of a cluster.",
        "backend", "service", "upstream", "name");

    public static readonly Setting<int> Weight = Setting.WithDefault("weight", Kinds.Whole(0, 1000), "1",
        "How much of the requests it gets, compared with the others. With 0 it gets none.",
        "percent", "share");

    public static readonly Section<SplitShareConfig> Section = new(nameof(SplitShareConfig), "{ cluster: app-v2, weight: 5 }",
        [Cluster, Weight],
        reader => new SplitShareConfig { Cluster = reader.Get(Cluster), Weight = reader.Get(Weight), Source = reader.Source });
}
