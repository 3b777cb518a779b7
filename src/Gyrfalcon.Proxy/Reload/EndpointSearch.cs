using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Discovery;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Reload;

/// <summary>Finds out where the endpoints of running clusters are: names are resolved, further endpoints discovered. On the thread pool, for one caller at a time.</summary>
public sealed class EndpointSearch(OperationalLog log) : IAsyncDisposable
{
    /// <summary>How long new clusters are waited for; what takes longer comes in later.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly NameResolver _resolver = new(log);
    private readonly Discoveries _discoveries = new(log);

    // One that was watched before it joined is not watched twice.
    private readonly ConditionalWeakTable<Endpoint, EndpointSearch> _watched = [];

    /// <summary>Begins for the clusters and endpoints that <paramref name="before"/> does not have, and waits for the first answers, so that the first requests find somebody.</summary>
    public async Task BeginAsync(Snapshot? before, Snapshot next)
    {
        ArgumentNullException.ThrowIfNull(next);
        var limit = Task.Delay(Limit);
        var names = new ConcurrentBag<Task>();
        var found = new List<Task>();
        foreach (ClusterPart part in Besides(next, before))
        {
            Cluster cluster = part.Membership.Cluster;
            cluster.MembersChanged += (joined, _) => Resolve(cluster, joined, names);
            Resolve(cluster, cluster.Endpoints, names);
            if (part.Discovery is { } plan) found.Add(_discoveries.Start(plan));
        }

        foreach (ClusterPart part in next.Parts.Values.Except(Besides(next, before))) Resolve(part.Membership.Cluster, part.Membership.Prepare(part.Endpoints), names);

        // What is discovered may have names, so these are waited for last.
        if (found.Count > 0) await Task.WhenAny(Task.WhenAll(found), limit);
        if (!names.IsEmpty) await Task.WhenAny(Task.WhenAll(names), limit);
    }

    /// <summary>Ends discovery for the clusters of <paramref name="before"/> that <paramref name="next"/> does not have. Names are resolved until their endpoints leave.</summary>
    public void End(Snapshot before, Snapshot next)
    {
        foreach (ClusterPart part in Besides(before, next))
        {
            if (part.Discovery is { } plan) _discoveries.Stop(plan);
        }
    }

    /// <summary>Ends all that was begun for <paramref name="next"/>, which did not come into force.</summary>
    public void Withdraw(Snapshot before, Snapshot next)
    {
        ArgumentNullException.ThrowIfNull(next);
        End(next, before);
        foreach (ClusterPart part in Besides(next, before)) part.Membership.Cluster.Retire();
        foreach (ClusterPart part in next.Parts.Values) part.Membership.Discard(DateTime.UtcNow);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _discoveries.DisposeAsync();
        await _resolver.DisposeAsync();
    }

    private static IEnumerable<ClusterPart> Besides(Snapshot snapshot, Snapshot? other)
        => snapshot.Parts.Where(part => other?.Parts.GetValueOrDefault(part.Key)?.Membership != part.Value.Membership).Select(static part => part.Value);

    private void Resolve(Cluster cluster, IEnumerable<Endpoint> endpoints, ConcurrentBag<Task> first)
    {
        foreach (Endpoint endpoint in endpoints.Where(static endpoint => endpoint.State.Addresses.Length == 0))
        {
            if (_watched.TryAdd(endpoint, this)) first.Add(_resolver.Watch(endpoint, cluster.ResolveInterval));
        }
    }
}
