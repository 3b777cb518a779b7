using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Consistent hashing.</summary>
public sealed record MaglevConfig
{
    /// <summary>What requests that are to meet the same endpoint have in common: <c>client-address</c> (behind <c>trusted-proxies</c> the one that X-Forwarded-For tells), <c>path</c>, <c>header:NAME</c>, <c>cookie:NAME</c> or <c>query:NAME</c>. A request that lacks it goes to any endpoint. (<c>client-address</c>, <c>path</c>, <c>header:NAME</c>, <c>cookie:NAME</c> or <c>query:NAME</c>; default <c>client-address</c>.)</summary>
    public HashKey Key { get; init; } = MaglevSection.Key.Default;
}
