using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Gyrfalcon.Engine;
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
    /// <param name="request">The request.</param>
    /// <param name="client">Whose it is.</param>
    /// <param name="route">The route that takes it.</param>
    /// <param name="config">The same as it was written.</param>
    /// <param name="snapshot">Where both are from.</param>
    /// <param name="isLive">What is known of endpoints counts.</param>
    /// <param name="most">So many endpoints are told of.</param>
    internal static IEnumerable<ClusterChance> Clusters(RequestHead request, Address client, Route route, RouteConfig config, Snapshot snapshot, bool isLive, int most)
    {
        if (route.Cluster is { } only)
        {
            yield return View(request, client, only, "the only one", isLive, most);
            yield break;
        }

        Cluster? keyed = route.Split!.Key is { } key && TryHash(request, client, key, out ulong hash) ? route.Split.Of(hash) : null;
        int sum = config.Split.Sum(static share => share.Weight);
        foreach (SplitShareConfig share in config.Split)
        {
            Cluster cluster = snapshot.Clusters.First(each => each.Name == share.Cluster);
            if (keyed is not null && cluster != keyed) continue;
            yield return View(request, client, cluster, keyed is not null ? "by the split-key of this request" : string.Create(CultureInfo.InvariantCulture, $"{share.Weight} of {sum} of the route's requests"), isLive, most);
        }
    }

    private static ClusterChance View(RequestHead request, Address client, Cluster cluster, string chosen, bool isLive, int most)
    {
        Endpoint[] usable = isLive ? cluster.Usable : [.. cluster.Endpoints.Where(static endpoint => endpoint.Weight > 0 && !endpoint.IsBackup)];
        if (usable.Length == 0 && !isLive) usable = [.. cluster.Endpoints.Where(static endpoint => endpoint.Weight > 0)];
        Endpoint? session = cluster.Sticky?.Find(request.Fields, out _);
        string cookie = Encoding.ASCII.GetString(cluster.Sticky?.Cookie.Name ?? []);
        string? told = cluster.Sticky is null ? null
            : session is not null ? $"its cookie {cookie} sticks it to {session.Name}"
            : $"it has no cookie {cookie} of an endpoint that can go on, so one is chosen and the cookie set";
        Endpoint? owner = cluster.Balancer is Maglev maglev && cluster.Key is { } key && TryHash(request, client, key, out ulong hash) ? maglev.OwnerOf(hash) : null;
        return new ClusterChance(
            cluster.Name, chosen, Words(cluster, isLive), told,
            [.. cluster.Endpoints.Take(most).Select(endpoint => session is not null
                ? new EndpointChance(endpoint.Name, endpoint == session, endpoint == session ? "the session sticks to it" : "the session sticks to another")
                : View(endpoint, cluster, usable, owner, isLive))]);
    }

    private static bool TryHash(RequestHead request, Address client, BalancingKey key, out ulong hash)
    {
        if (key.Kind != BalancingKeyKind.ClientAddress) return key.TryHash(request, out hash);
        hash = KeyHash.Of(client);
        return true;
    }

    private static EndpointChance View(Endpoint endpoint, Cluster cluster, Endpoint[] usable, Endpoint? owner, bool isLive)
    {
        if (usable.Contains(endpoint)) return new EndpointChance(endpoint.Name, !endpoint.IsFull, endpoint.IsFull ? string.Create(CultureInfo.InvariantCulture, $"it has {endpoint.MaxRequests} under way, its most") : Score(endpoint, cluster, usable, owner, isLive));
        if (isLive && endpoint.State.Conditions is { Length: > 0 } conditions) return new EndpointChance(endpoint.Name, false, string.Join("; ", conditions.Select(Told)));
        return new EndpointChance(endpoint.Name, false, endpoint.Weight == 0 ? "its weight is 0" : "it is a backup, and others are up");
    }

    private static string Score(Endpoint endpoint, Cluster cluster, Endpoint[] usable, Endpoint? owner, bool isLive)
    {
        int weight = isLive ? endpoint.Share : endpoint.Weight;
        int sum = usable.Sum(each => isLive ? each.Share : each.Weight);
        string share = string.Create(CultureInfo.InvariantCulture, $"{100.0 * weight / sum:0.#} % by weight ({weight} of {sum})");
        string busy = isLive ? string.Create(CultureInfo.InvariantCulture, $"{endpoint.Load.InFlight} under way") : "";
        string score = cluster.Balancer switch
        {
            LeastRequests or PowerOfTwo => isLive ? string.Create(CultureInfo.InvariantCulture, $"{busy}, {(double)endpoint.Load.InFlight / weight:0.##} for each unit of weight: fewer is better") : "the fewest under way for its weight is chosen",
            PeakEwma => isLive ? string.Create(CultureInfo.InvariantCulture, $"{endpoint.Load.AverageTime / 1e6:0.##} ms on average, {busy}: less is better") : "the quickest, weighed by what is under way, is chosen",
            Maglev when owner is null => $"the request does not have the key, so any: {share}",
            Maglev when owner == endpoint => $"the key of this request belongs to it{(isLive ? $", {busy}" : "")}",
            Maglev => $"the key belongs to {owner.Name}, and comes here only while that has more than 5/4 of its share under way{(isLive ? $"; {busy}" : "")}",
            _ => isLive ? $"{share}, {busy}" : share,
        };
        bool isPanic = isLive && !endpoint.State.IsUsable;
        return isPanic ? $"{score}; in spite of: {string.Join("; ", endpoint.State.Conditions.Select(Told))}, for too few are well" : score;
    }

    private static string Told(Condition condition)
        => $"{condition.Word}{(condition.Since == DateTime.MinValue ? "" : condition.Since.ToString(" 'since' HH:mm:ss'Z'", CultureInfo.InvariantCulture))}: {condition.Reason}";

    private static string Words(Cluster cluster, bool isLive) => isLive && cluster.IsPanicking ? $"{cluster.Balancer.GetType().Name}, health is ignored, for fewer than {cluster.PanicBelow} % of the endpoints are well" : cluster.Balancer.GetType().Name;
}
