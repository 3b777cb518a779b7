using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Balancing;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>Which cluster a request goes to, and which of its endpoints it may reach.</summary>
internal static class ClusterExplainer
{
    internal static IEnumerable<ClusterChance> Clusters(RequestHead request, Route route, RouteConfig config, Snapshot snapshot, bool isLive, int most)
    {
        if (route.Cluster is { } only)
        {
            yield return View(request, only, "the only one", isLive, most);
            yield break;
        }

        Cluster? keyed = route.Split!.Key is { } key && key.Kind != BalancingKeyKind.ClientAddress && key.TryHash(request, out ulong hash) ? route.Split.Of(hash) : null;
        int sum = config.Split.Sum(static share => share.Weight);
        foreach (SplitShareConfig share in config.Split)
        {
            Cluster cluster = snapshot.Clusters.First(each => each.Name == share.Cluster);
            if (keyed is not null && cluster != keyed) continue;
            yield return View(request, cluster, keyed is not null ? "by the split-key of this request" : string.Create(CultureInfo.InvariantCulture, $"{share.Weight} of {sum} of the route's requests"), isLive, most);
        }
    }

    private static ClusterChance View(RequestHead request, Cluster cluster, string chosen, bool isLive, int most)
    {
        Endpoint[] usable = isLive ? cluster.Usable : [.. cluster.Endpoints.Where(static endpoint => endpoint.Weight > 0 && !endpoint.IsBackup)];
        if (usable.Length == 0 && !isLive) usable = [.. cluster.Endpoints.Where(static endpoint => endpoint.Weight > 0)];
        Endpoint? session = cluster.Sticky?.Find(request.Fields, out _);
        string? told = cluster.Sticky is null ? null
            : session is not null ? $"its cookie {cluster.Sticky.Cookie.Name} sticks it to {session.Name}"
            : $"it has no cookie {cluster.Sticky.Cookie.Name} of an endpoint that can go on, so one is chosen and the cookie set";
        return new ClusterChance(
            cluster.Name, chosen, Words(cluster, isLive), told,
            [.. cluster.Endpoints.Take(most).Select(endpoint => session is not null
                ? new EndpointChance(endpoint.Name, endpoint == session, endpoint == session ? "the session sticks to it" : "the session sticks to another")
                : View(endpoint, cluster, usable, isLive))]);
    }

    private static EndpointChance View(Endpoint endpoint, Cluster cluster, Endpoint[] usable, bool isLive)
    {
        if (usable.Contains(endpoint)) return new EndpointChance(endpoint.Name, !endpoint.IsFull, endpoint.IsFull ? string.Create(CultureInfo.InvariantCulture, $"it has {endpoint.MaxRequests} requests under way, its most") : Score(endpoint, cluster, usable, isLive));
        if (isLive && endpoint.State.Conditions is { Length: > 0 } conditions) return new EndpointChance(endpoint.Name, false, string.Join("; ", conditions.Select(Told)));
        return new EndpointChance(endpoint.Name, false, endpoint.Weight == 0 ? "its weight is 0" : "it is a backup, and others are up");
    }

    private static string Score(Endpoint endpoint, Cluster cluster, Endpoint[] usable, bool isLive)
    {
        int weight = isLive ? endpoint.Share : endpoint.Weight;
        int sum = usable.Sum(each => isLive ? each.Share : each.Weight);
        string share = string.Create(CultureInfo.InvariantCulture, $"{100.0 * weight / sum:0.#} % by weight ({weight} of {sum})");
        string busy = isLive ? string.Create(CultureInfo.InvariantCulture, $"{endpoint.Load.InFlight} under way") : "";
        string score = cluster.Balancer switch
        {
            LeastRequests or PowerOfTwo => isLive ? string.Create(CultureInfo.InvariantCulture, $"{busy}, {(double)endpoint.Load.InFlight / weight:0.##} for each unit of weight: fewer is better") : "the fewest under way for its weight is chosen",
            PeakEwma => isLive ? string.Create(CultureInfo.InvariantCulture, $"{endpoint.Load.AverageTime / 1e6:0.##} ms on average, {busy}: less is better") : "the quickest, weighed by what is under way, is chosen",
            Maglev => $"by the key, {share}",
            _ => isLive ? $"{share}, {busy}" : share,
        };
        bool isPanic = isLive && !endpoint.State.IsUsable;
        return isPanic ? $"{score}; in spite of: {string.Join("; ", endpoint.State.Conditions.Select(Told))}, for too few are well" : score;
    }

    private static string Told(Condition condition)
        => $"{condition.Word}{(condition.Since == DateTime.MinValue ? "" : condition.Since.ToString(" 'since' HH:mm:ss'Z'", CultureInfo.InvariantCulture))}: {condition.Reason}";

    private static string Words(Cluster cluster, bool isLive) => isLive && cluster.IsPanicking ? $"{cluster.Balancer.GetType().Name}, health is ignored, for fewer than {cluster.PanicBelow} % of the endpoints are well" : cluster.Balancer.GetType().Name;
}
