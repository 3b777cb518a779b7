namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class MaglevSection
{
    public static readonly Setting<HashKey> Key = Setting.WithDefault("key", Kinds.HashKey, "client-address",
        "What requests that are to meet the same endpoint have in common: `client-address` (behind `trusted-proxies` the one that X-Forwarded-For tells), `path`, `header:NAME`, `cookie:NAME` or `query:NAME`. A request that lacks it goes to any endpoint.",
        "hash", "hash-key", "hash-policy");

    public static readonly Section<MaglevConfig> Section = new(nameof(MaglevConfig), "{ key: \"cookie:session\" }",
        [Key],
        reader => new MaglevConfig { Key = reader.Get(Key) });
}
