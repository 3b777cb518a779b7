namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class BalancerSection
{
    public static readonly Setting<MaglevConfig> Maglev = Setting.Required("maglev", MaglevSection.Section.Shape,
        "Consistent hashing with bounded load: requests of one key go to one endpoint, unless that has more than 5/4 of its share of the requests under way, and few keys move when an endpoint comes or goes.",
        "ring-hash", "consistent-hash", "hash", "ip-hash", "source");

    public static readonly Section<BalancerConfig> Section = new(nameof(BalancerConfig), "{ maglev: { key: \"cookie:session\" } }",
        [Maglev],
        reader => new BalancerConfig { Kind = BalancerKind.Maglev, Maglev = reader.Get(Maglev) });
}
