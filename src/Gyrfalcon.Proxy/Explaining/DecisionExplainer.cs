using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>How long a request may take, and when it is given up, tried again, hedged, copied.</summary>
internal static class DecisionExplainer
{
    private const string NextWhereNoneComes = "where no connection comes about nothing was sent, and the next endpoint is asked, as long as there is one";
    private const string NoneWhereNoneComes = "where no connection comes about it is given up, for the route's retry is not for connect-failure";

    /// <summary>Of a request that one of these clusters gets.</summary>
    internal static IEnumerable<string> Decisions(RequestHead request, Route route, RouteConfig config, IReadOnlyList<(Cluster Cluster, ClusterConfig Config)> clusters, bool isLive)
    {
        yield return $"response header within {Time(route.ResponseHeaderTimeout)}{(route.AttemptTimeout == WorkerTimer.Never ? "" : $", each attempt within {Time(route.AttemptTimeout)}")}{(route.TotalTimeout == WorkerTimer.Never ? ", no limit for the whole" : $", the whole within {Time(route.TotalTimeout)}")}; pauses of the body up to {Time(route.ResponseIdle)}";
        foreach (string sentence in Connecting(clusters)) yield return sentence;
        if (request.UpgradeRequested || request.Method == Method.Connect) yield return $"if the endpoint agrees it is a tunnel, which ends after a pause of {Time(route.TunnelIdle)} on both sides";
        yield return route.Retry.OnConnectFailure ? NextWhereNoneComes : NoneWhereNoneComes;
        yield return SentAgain(request, route.Retry, config);
        if (route.Hedge is { } hedge) yield return Hedged(request, hedge, config);
        if (route.Mirror is { } mirror) yield return Mirrored(request, mirror);
        foreach (string sentence in Limits(clusters, isLive)) yield return sentence;
    }

    /// <summary>Of a connection that is passed on.</summary>
    internal static IEnumerable<string> OfPassedOn(Route route, IReadOnlyList<(Cluster Cluster, ClusterConfig Config)> clusters, bool isLive)
        => [.. Connecting(clusters), route.Retry.OnConnectFailure ? NextWhereNoneComes : NoneWhereNoneComes, $"it ends after a pause of {Time(route.TunnelIdle)} on both sides", .. Limits(clusters, isLive)];

    private static string SentAgain(RequestHead request, RetryRules rules, RouteConfig config)
    {
        string[] causes = [.. config.Retry.On.Where(static each => each != RetryCondition.ConnectFailure).Select(Told)];
        if (rules.Attempts <= 1 || causes.Length == 0) return "once sent, it is not sent again";
        if (!request.Method.IsIdempotent()) return $"{MethodOf(request)} is not idempotent: once sent, it is not sent again";
        if (!MayBeHeld(request)) return $"once sent, it is not sent again, for of its body only {LongestBody} are held";
        return string.Create(CultureInfo.InvariantCulture, $"once sent, it is sent again after {string.Join(", ", causes)}: to {rules.Attempts} endpoints at most, {IfHeld(request)}while retries are no more than {rules.BudgetPercent} % of the requests that wait, or {ClusterLoad.LeastRetries}");
    }

    private static string Hedged(RequestHead request, HedgeRules rules, RouteConfig config)
        => HedgeRules.AreFor(request) ? $"after the time that {config.Hedge!.Quantile} % of answers take, at least {Time(rules.AtLeast)}, a second endpoint is asked too"
            : !request.Method.IsIdempotent() ? $"{MethodOf(request)} is not idempotent: no second endpoint is asked beside the first"
            : $"it {(request.UpgradeRequested ? "asks for an upgrade" : "has a body")}: no second endpoint is asked beside the first";

    private static string Mirrored(RequestHead request, MirrorRules rules)
        => !MirrorRules.AreFor(request) ? $"it asks for a tunnel: it is not copied to cluster {rules.Cluster.Name}"
            : !MayBeHeld(request) ? $"its body is longer than the {LongestBody} that are held: it is not copied to cluster {rules.Cluster.Name}"
            : string.Create(CultureInfo.InvariantCulture, $"{rules.Percent} % of such requests are copied to cluster {rules.Cluster.Name}{(request.Framing.Kind == FramingKind.Chunked ? $", if the body is no longer than {LongestBody}" : "")}; the answers are thrown away");

    private static string LongestBody => string.Create(CultureInfo.InvariantCulture, $"{RetryRules.LongestBody / 1024} KiB");

    private static bool MayBeHeld(RequestHead request) => request.Framing.Kind != FramingKind.ContentLength || request.Framing.Length <= RetryRules.LongestBody;

    private static string IfHeld(RequestHead request) => request.Framing.IsEmpty ? "" : $"if its body, up to {LongestBody}, is still here, ";

    private static IEnumerable<string> Connecting(IReadOnlyList<(Cluster Cluster, ClusterConfig Config)> clusters)
        => clusters.Select(static each => string.Create(CultureInfo.InvariantCulture, $"a connection to cluster {each.Cluster.Name} within {each.Config.Connections.ConnectTimeout.TotalSeconds:0.###} s, unless one is kept"));

    private static IEnumerable<string> Limits(IReadOnlyList<(Cluster Cluster, ClusterConfig Config)> clusters, bool isLive)
    {
        foreach ((Cluster cluster, ClusterConfig config) in clusters)
        {
            foreach (string limit in Limits(cluster, isLive)) yield return limit;
            if (!isLive && config.Discovery is not null) yield return $"cluster {cluster.Name} has the endpoints besides that its discovery finds, which only a running process knows";
        }
    }

    /// <summary>What a cluster may have under way, and, in a running process, has.</summary>
    private static IEnumerable<string> Limits(Cluster cluster, bool isLive)
    {
        BreakerRules rules = cluster.Breaker.Rules;
        if (rules.MaxRequests > 0) yield return $"with more than {Count(rules.MaxRequests)} requests under way in cluster {cluster.Name} it is answered 503{Now(cluster.Breaker.Requests, rules.MaxRequests, "it")}";
        if (rules.MaxConnections > 0) yield return $"no more than {Count(rules.MaxConnections)} connections are open to cluster {cluster.Name}{Now(cluster.Breaker.Connections, rules.MaxConnections, "a further one")}";
        if (isLive && cluster.Endpoints.Length > 0 && cluster.Usable.Length == 0) yield return $"no endpoint of cluster {cluster.Name} can be asked now";
        if (!Array.Exists(cluster.Endpoints, static endpoint => endpoint.MaxRequests > 0)) yield break;
        string now = !isLive ? "" : $"; now {(Array.TrueForAll(cluster.Usable, static endpoint => endpoint.IsFull) ? "none has a place" : "there is a place")}, and {Count(cluster.Pending.Count)} wait";
        yield return $"while every endpoint of cluster {cluster.Name} has as many requests under way as it may, it waits for a place, {Time(rules.QueueTimeout)} at most (503 after that), if fewer than {Count(cluster.Pending.Most)} wait already (503 otherwise){now}";

        string Now(int count, int most, string further) => !isLive ? "" : count >= most ? $": now there are {Count(count)}, and {further} would be refused" : $": now there are {Count(count)}";
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Told(RetryCondition condition) => condition switch
    {
        RetryCondition.ConnectFailure => "connect-failure",
        RetryCondition.Reset => "reset",
        RetryCondition.Timeout => "timeout",
        _ => Count((int)condition),
    };

    private static string Time(long nanoseconds) => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e9:0.###} s");

    private static string MethodOf(RequestHead request) => Encoding.ASCII.GetString(request.MethodToken);
}
