using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Gyrfalcon.Engine;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Balancing;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>Which cluster a request goes to, and which of its endpoints it may reach.</summary>
internal static class ClusterExplainer
{
    /// <summary>The clusters that it may go to, each with why.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Whose it is.</param>
    /// <param name="route">The route that takes it.</param>
    internal static (Cluster Cluster, string Chosen)[] Choices(RequestHead request, Address client, Route route)
    {
        if (route.Split is not { } split) return [(route.Cluster!, "the only one")];
        if (split.Key is { } key && TryHash(request, client, key, out ulong hash)) return [(split.Of(hash), "by the split-key of this request")];
        int sum = split.Shares.Sum(static share => share.Weight);
        return [.. split.Shares.Select(share => (share.Cluster, string.Create(CultureInfo.InvariantCulture, $"{share.Weight} of {sum} of the route's requests")))];
    }

    /// <param name="request">The request.</param>
    /// <param name="client">Whose it is.</param>
    /// <param name="cluster">A cluster that it may go to.</param>
    /// <param name="chosen">Why.</param>
    /// <param name="isLive">What is known of endpoints counts.</param>
    /// <param name="most">So many endpoints are told of.</param>
    internal static ClusterChance View(RequestHead request, Address client, Cluster cluster, string chosen, bool isLive, int most)
    {
        Endpoint[] usable = isLive ? cluster.Usable : [.. cluster.Endpoints.Where(static endpoint => endpoint.Weight > 0 && !endpoint.IsBackup)];
        if (usable.Length == 0 && !isLive) usable = [.. cluster.Endpoints.Where(static endpoint => endpoint.Weight > 0)];
        Endpoint? session = cluster.Sticky?.Find(request.Fields, out _);
        string cookie = Encoding.ASCII.GetString(cluster.Sticky?.Cookie.Name ?? []);
        string? sticks = cluster.Sticky is null ? null
            : session is not null ? $"its cookie {cookie} sticks it to {session.Name}"
            : $"it has no cookie {cookie} of an endpoint that can go on, so one is chosen and the cookie set";
        Endpoint? owner = cluster.Balancer is Maglev maglev && cluster.Key is { } key && TryHash(request, client, key, out ulong hash) ? maglev.OwnerOf(hash) : null;
        Endpoint[] all = cluster.Endpoints;
        Endpoint[] told = all.Length <= most ? all : session is not null && Array.IndexOf(all, session) >= most ? [.. all.Take(most - 1), session] : all[..most];
        return new ClusterChance(cluster.Name, chosen, Words(cluster, isLive), sticks, [.. told.Select(One)]) { Untold = all.Length - told.Length };

        EndpointChance One(Endpoint endpoint)
            => isLive && cluster.Breaker.IsFull ? new EndpointChance(endpoint.Name, false, string.Create(CultureInfo.InvariantCulture, $"the cluster has {cluster.Breaker.Rules.MaxRequests} requests under way, its most"))
                : session is null ? View(endpoint, cluster, usable, owner, isLive)
                : new EndpointChance(endpoint.Name, endpoint == session, endpoint == session ? "the session sticks to it" : "the session sticks to another");
    }

    /// <summary>What is answered if none of the clusters takes a request now; null if one does.</summary>
    internal static string? WhenNoneTakesIt((Cluster Cluster, ClusterChance Chance)[] clusters)
    {
        var refusals = new List<(FaultKind Fault, string Why)>();
        foreach ((Cluster cluster, ClusterChance chance) in clusters)
        {
            if (RefusalOf(cluster, chance) is not { } refusal) return null;
            refusals.Add(refusal);
        }

        return string.Join("; or ", refusals.GroupBy(static each => each.Fault).Select(kind => $"{Refusals.Told(kind.Key)}: {string.Join(" or ", kind.Select(static each => each.Why))}"));
    }

    private static (FaultKind Fault, string Why)? RefusalOf(Cluster cluster, ClusterChance chance)
    {
        if (cluster.Breaker.IsFull) return (FaultKind.BreakerOpen, string.Create(CultureInfo.InvariantCulture, $"cluster {cluster.Name} has {cluster.Breaker.Requests} requests under way, its most"));
        bool isStuck = chance.Endpoints.Any(static endpoint => endpoint.IsCandidate);
        if (cluster.Usable.Length == 0 && !isStuck) return (cluster.IsUnresolved ? FaultKind.NameNotResolved : FaultKind.NoEndpoint, $"no endpoint of {cluster.Name} can be asked");
        bool mustWait = cluster.Pending.Count > 0 || (!isStuck && Array.TrueForAll(cluster.Usable, static endpoint => endpoint.IsFull));
        return mustWait && cluster.Pending.Count >= cluster.Pending.Most ? (FaultKind.QueueFull, string.Create(CultureInfo.InvariantCulture, $"as many requests as may, {cluster.Pending.Most}, wait for a place in cluster {cluster.Name}")) : null;
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
