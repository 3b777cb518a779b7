using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Gyrfalcon.Admin.Api.Views;
using Gyrfalcon.Admin.Live;
using Gyrfalcon.Admin.State;
using Gyrfalcon.Engine;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Admin.Api;

/// <summary>How things look to whoever asks. Reads what workers have written, without asking them.</summary>
internal static class Describe
{
    internal static StatusView Status(AdminContext context)
    {
        // Before anything else: what it shows may be newer than the number that it tells, never older.
        long version = context.Reloader.Version;
        ProxyServer proxy = context.Proxy;
        Snapshot snapshot = proxy.Snapshot;
        Revision revision = context.Reloader.Revisions.Current;
        Endpoint[] endpoints = [.. snapshot.Clusters.SelectMany(static cluster => cluster.Endpoints)];
        return new StatusView(
            typeof(ProxyServer).Assembly.GetName().Version?.ToString(3) ?? "", proxy.DriverName, proxy.Workers.Count, Environment.ProcessId, context.StartedAt, version, revision.Number, revision.At, revision.By,
            context.Reloader.LastSucceeded, [.. Drift.Of(snapshot, context.Reloader, context.CanReload)], context.State?.Problem,
            snapshot.Listeners.Sum(static listener => (long)listener.Connections), proxy.Workers.Sum(static worker => worker.Counters.Requests), proxy.Workers.Sum(static worker => (long)worker.OpenTunnels),
            proxy.Workers.Sum(static worker => worker.Counters.Faults), endpoints.Count(static endpoint => endpoint.IsUp), endpoints.Length);
    }

    internal static IEnumerable<ListenerView> Listeners(ProxyServer proxy)
    {
        IReadOnlyList<Address> addresses = proxy.Addresses;
        foreach ((Listener listener, int i) in proxy.Snapshot.Listeners.Select(static (listener, i) => (listener, i)))
        {
            yield return new ListenerView(
                listener.Name, (i < addresses.Count ? addresses[i] : listener.Address).ToString(), listener.SpeaksTls, listener.Connections,
                proxy.Workers.Sum(worker => worker.Counters.ConnectionsOf(listener.Slot)), Requests(proxy, listener));
        }
    }

    internal static IEnumerable<RouteView> Routes(ProxyServer proxy)
    {
        Snapshot snapshot = proxy.Snapshot;
        Route[] routes = snapshot.Router.Routes.ToArray();
        foreach ((RouteConfig config, Route route) in snapshot.Config.Routes.Zip(routes))
        {
            var statuses = new SortedDictionary<string, long>(StringComparer.Ordinal);
            RouteCounters[] counters = [.. proxy.Workers.Select(worker => worker.Counters.OfRoute(route.Slot))];
            foreach ((int status, Method _, long count) in counters.SelectMany(static each => each.Read()))
            {
                string key = CountedStatus.Label(status);
                statuses[key] = statuses.GetValueOrDefault(key) + count;
            }

            var times = new LatencySum([.. counters.Select(static each => each.Durations)]);

            RouteView.Share[] shares = config.Cluster is { } own ? [new RouteView.Share(own, 1)] : [.. config.Split.Select(static share => new RouteView.Share(share.Cluster, share.Weight))];
            yield return new RouteView(
                route.Name, [.. config.Listeners], [.. config.Match.Host.Select(static host => host.ToString())], config.Match.Path == PathPattern.Any ? null : config.Match.Path.ToString(), [.. config.Match.Methods], shares,
                route.Response?.Status, statuses.Values.Sum(), statuses, Math.Round(times.Seconds, 6), QuantilesView.Of(times));
        }
    }

    internal static ClusterView Cluster(ClusterMembership membership)
    {
        Cluster cluster = membership.Cluster;
        AttemptCounts[] counts = [.. cluster.Endpoints.Select(static endpoint => endpoint.Tally.Sum())];
        return new ClusterView(
            cluster.Name, Words(cluster.Balancer.GetType().Name), cluster.Endpoints.Length, cluster.Usable.Length, cluster.IsPanicking, cluster.Load.Waiting, cluster.Pending.Count, cluster.Load.Retries, cluster.Load.RetriesDenied, cluster.Load.Hedges, cluster.Load.HedgesWon,
            cluster.Breaker.Refused, cluster.Load.Requests, cluster.Load.Failed, counts.Sum(static each => each.Attempts), counts.Sum(static each => each.Faults),
            QuantilesView.Of(new LatencySum([.. cluster.Endpoints.SelectMany(static each => each.Tally.Durations)])), [.. membership.Changes.Sentences(cluster.Name)]);
    }

    /// <summary>The member of that name; one that has left has nothing but it.</summary>
    internal static EndpointView Endpoint(Cluster cluster, string name)
        => cluster.Endpoints.FirstOrDefault(each => each.Name == name) is { } member ? Endpoint(cluster, member) : new EndpointView(cluster.Name, name, [], "no member", [], 0, false, null, 0, 0, 0, null);

    internal static EndpointView Endpoint(Cluster cluster, Endpoint endpoint)
    {
        AttemptCounts counts = endpoint.Tally.Sum();
        Condition[] conditions = endpoint.State.Conditions;
        return new EndpointView(
            cluster.Name, endpoint.Name, [.. endpoint.State.Addresses.Select(static address => address.ToString())],
            StateOf(conditions, endpoint.Weight), ReasonsOf(conditions),
            endpoint.Weight, endpoint.IsBackup, endpoint.MaxRequests == 0 ? null : endpoint.MaxRequests, endpoint.Load.InFlight, counts.Attempts, counts.Faults,
            QuantilesView.Of(new LatencySum(endpoint.Tally.Durations)));
    }

    /// <summary>Everything, in the order in which <paramref name="state"/> has it; null if other things are there by now.</summary>
    internal static TopologyView? Topology(AdminContext context, LiveState state)
    {
        Snapshot snapshot = context.Proxy.Snapshot;
        ListenerView[] listeners = [.. Listeners(context.Proxy)];
        RouteView[] routes = [.. Routes(context.Proxy)];
        ClusterView[] clusters = [.. snapshot.Memberships.Select(Cluster)];
        EndpointView[] endpoints = [.. snapshot.Clusters.SelectMany(static cluster => cluster.Endpoints.Select(endpoint => Endpoint(cluster, endpoint)))];
        bool isSame = Names(listeners.Select(static view => view.Name), state.Listeners) && Names([.. routes.Select(static view => view.Name), ProxyReader.NoRoute], state.Routes)
            && Names(clusters.Select(static view => view.Name), state.Clusters) && Names(endpoints.Select(static view => $"{view.Cluster}/{view.Url}"), state.Endpoints);
        return isSame ? new TopologyView(Status(context), listeners, routes, clusters, endpoints, Tick(state, onlyChanged: false)) : null;
    }

    /// <summary>What a second brought.</summary>
    internal static TickView Tick(LiveState state, bool onlyChanged)
        => new(
            state.Number, state.Second, state.Reading.Version, state.Reading.LastReloadSucceeded, state.Reading.Whole.Connections, state.Reading.Whole.Tunnels, state.Reading.Whole.Faults, state.Standing.Count(static each => each.IsUp), state.Process.Sample.ToRow(0),
            LiveState.RowsOf(state.Listeners, onlyChanged), LiveState.RowsOf(state.Routes[..^1], onlyChanged), LiveState.RowsOf(state.Clusters, onlyChanged), LiveState.RowsOf(state.Endpoints, onlyChanged),
            [.. Enumerable.Range(0, state.Reading.Clusters.Count).Where(i => state.Reading.Clusters[i].IsPanicking)],
            [.. state.ChangedStanding.Select(i => new TickView.Standing(i, StateOf(state.Standing[i].Conditions, state.Standing[i].Weight), state.Standing[i].Weight, ReasonsOf(state.Standing[i].Conditions)))]);

    private static bool Names(IEnumerable<string> names, IReadOnlyList<Row> rows) => names.SequenceEqual(rows.Select(static row => row.Name));

    internal static RevisionView Revision(Revision revision, Revision current)
        => new(revision.Number, revision.At, revision.By, revision == current, true, [.. revision.Changes.Select(ReloadAnswer.LineOf)]);

    private static string StateOf(Condition[] conditions, int weight) => conditions.Length > 0 ? conditions[0].Word : weight == 0 ? "weight 0" : "up";

    private static EndpointView.Reason[] ReasonsOf(Condition[] conditions)
        => [.. conditions.Select(static each => new EndpointView.Reason(each.Word, each.Reason, each.Since == DateTime.MinValue ? null : DateTime.SpecifyKind(each.Since, DateTimeKind.Utc)))];

    private static long Requests(ProxyServer proxy, Listener listener) => proxy.Workers.Sum(worker => worker.Counters.RequestsOf(listener.Slot));

    /// <summary>LeastRequests: least-requests.</summary>
    private static string Words(string name)
    {
        var words = new StringBuilder();
        foreach (char c in name)
        {
            if (char.IsUpper(c) && words.Length > 0) words.Append('-');
            words.Append(char.ToLowerInvariant(c));
        }

        return words.ToString();
    }
}
