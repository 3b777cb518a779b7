using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>The cluster that an exchange goes to: that of its route, or one of those that share it. Chosen once for each exchange.</summary>
internal static class ClusterChoice
{
    internal static Cluster? Of(Exchange exchange, Route route)
    {
        if (route.Split is not { } split) return route.Cluster;
        return split.Key is { } part && KeyOfExchange.TryHash(exchange, part, out ulong key) ? split.Of(key) : split.Draw(exchange.Worker.Worker.Driver.NextRandom());
    }
}
