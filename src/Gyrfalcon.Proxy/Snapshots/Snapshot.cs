using System;
using System.Collections.Generic;
using Gyrfalcon.Proxy.Configuration;
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
    /// <summary>The way to change who belongs to the clusters while running, in their order.</summary>
    public IReadOnlyList<ClusterMembership> Memberships { get; init; } = [];

    /// <summary>What it was made of.</summary>
    public required ProxyConfig Config { get; init; }

    /// <summary>Whose requests are explained in their answers; null for nobody's.</summary>
    public ExplainRules? Explain { get; init; }

    /// <summary>The clusters by name, with what each was made of.</summary>
    internal IReadOnlyDictionary<string, ClusterPart> Parts { get; init; } = new Dictionary<string, ClusterPart>();

    /// <summary>What each route was made of, in order.</summary>
    internal IReadOnlyList<RouteConfig> RouteConfigs { get; init; } = [];

    /// <summary>The places of routes in the workers' counters.</summary>
    internal Slots RouteSlots { get; init; } = new();

    /// <summary>The places of listeners in the workers' counters.</summary>
    internal Slots ListenerSlots { get; init; } = new();

    /// <summary>Of a million exchanges so many are recorded as traces, besides those that fail; null if none are.</summary>
    public int? TracedPerMillion { get; init; }

    /// <summary>The most bytes that one worker may hold for exchanges under way.</summary>
    public long MemoryPerWorker { get; init; } = long.MaxValue;

    /// <summary>Lets clusters that go on have the endpoints of this snapshot, and those with other settings know what is known in <paramref name="before"/>, when this one is about to come into force.</summary>
    internal void Succeed(Snapshot before, DateTime at)
    {
        foreach ((string name, ClusterPart part) in Parts)
        {
            if (!before.Parts.TryGetValue(name, out ClusterPart? old)) continue;
            if (old.Membership == part.Membership)
            {
                if (part.RenewedTls is { } tls) part.Membership.RenewTls(tls);
                part.Membership.Set(ClusterMembership.Configuration, part.Endpoints, at);
            }
            else part.Membership.Succeed(old.Membership, keepsDiscovered: old.Discovery is not null && part.Discovery is not null, at);
        }
    }
}
