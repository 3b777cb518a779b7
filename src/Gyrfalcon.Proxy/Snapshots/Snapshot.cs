using System.Collections.Generic;
using Gyrfalcon.Proxy.Discovery;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Snapshots;

/// <summary>The compiled configuration that exchanges run against. Immutable; an exchange reads the reference once and keeps it to its end.</summary>
/// <param name="Router">Which route a request takes.</param>
/// <param name="Listeners">Where clients are accepted.</param>
/// <param name="Clusters">Where requests go.</param>
public sealed record Snapshot(Router Router, IReadOnlyList<Listener> Listeners, IReadOnlyList<Cluster> Clusters)
{
    /// <summary>The number of routes.</summary>
    public int RouteCount => Router.Routes.Length;

    /// <summary>The way to change who belongs to the clusters while running, in their order.</summary>
    public IReadOnlyList<ClusterMembership> Memberships { get; init; } = [];

    /// <summary>Where further endpoints of the clusters come from while running.</summary>
    public IReadOnlyList<DiscoveryPlan> Discoveries { get; init; } = [];

    /// <summary>The most bytes that one worker may hold for exchanges under way.</summary>
    public long MemoryPerWorker { get; init; } = long.MaxValue;
}
