using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Admin.Live;

/// <summary>Reads the counters of a proxy. Workers notice nothing of it but that a cache line was read.</summary>
internal static class ProxyReader
{
    /// <summary>The route of requests that took none, in the workers' counters and in metrics.</summary>
    internal const string NoRoute = "_none";

    internal static Reading Read(ProxyServer proxy, Reloader reloader)
    {
        // Before everything else: what changes meanwhile must pass for newer than what was seen.
        long version = reloader.Version;
        Snapshot snapshot = proxy.Snapshot;
        List<NamedCounts> routes = [.. snapshot.Router.Routes.ToArray().Select(route => new NamedCounts(route.Name, OfRoute(proxy, route.Slot))), new(NoRoute, OfRoute(proxy, 0))];
        return new Reading(
            version,
            reloader.LastSucceeded,
            [.. snapshot.Listeners.Select(listener => new NamedCounts(listener.Name, new Counts(proxy.Workers.Sum(worker => worker.Counters.RequestsOf(listener.Slot)), 0, listener.Connections)))],
            routes,
            [.. snapshot.Clusters.Select(static cluster => new ClusterReading(cluster.Name, cluster.IsPanicking, cluster.Load.Requests, cluster.Load.Failed, [.. cluster.Endpoints.Select(OfEndpoint)]))],
            new ProcessReading(snapshot.Listeners.Sum(static listener => (long)listener.Connections), proxy.Workers.Sum(static worker => (long)worker.OpenTunnels), proxy.Workers.Sum(static worker => worker.Counters.Faults), proxy.Workers.Sum(static worker => worker.Counters.Requests)));
    }

    private static Counts OfRoute(ProxyServer proxy, int slot)
    {
        long requests = 0;
        long failed = 0;
        RouteCounters[] shares = [.. proxy.Workers.Select(worker => worker.Counters.OfRoute(slot))];
        foreach ((int status, Method _, long count) in shares.SelectMany(static counters => counters.Read()))
        {
            requests += count;
            if (CountedStatus.IsServerError(status)) failed += count;
        }

        return new Counts(requests, failed, 0, Durations.Of(new LatencySum([.. shares.Select(static counters => counters.Durations)])));
    }

    private static EndpointReading OfEndpoint(Endpoint endpoint)
    {
        AttemptCounts counts = endpoint.Tally.Sum();
        return new EndpointReading(endpoint.Name, new Counts(counts.Attempts, counts.Faults, endpoint.Load.InFlight, Durations.Of(new LatencySum(endpoint.Tally.Durations))), endpoint.Weight, endpoint.State.Conditions);
    }
}
