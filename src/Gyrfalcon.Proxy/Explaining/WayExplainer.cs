using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>What happens to a request between its route and its endpoint, and when it is given up or tried again.</summary>
internal static class WayExplainer
{
    /// <summary>What is changed on the way.</summary>
    internal static IEnumerable<string> Policies(string client, RequestHead request, Listener listener, RouteConfig config, Snapshot snapshot)
    {
        bool isTrusted = System.Net.IPAddress.TryParse(client, out System.Net.IPAddress? ip) && listener.TrustedProxies.Any(range => range.Contains(ip));
        if (request.Fields.Contains(KnownField.Connection)) yield return $"the fields that `Connection: {Text(request.Fields[KnownField.Connection])}` names end here, and so does Connection";
        foreach (KnownField field in (KnownField[])[KnownField.XForwardedFor, KnownField.XForwardedProto, KnownField.XForwardedHost, KnownField.XRequestID])
        {
            if (request.Fields.Contains(field)) yield return isTrusted ? $"{field} is kept and added to, for {client} is a trusted proxy" : $"{field} of the client is replaced, for {client} is no trusted proxy";
        }

        yield return $"X-Forwarded-For: {client}, X-Forwarded-Proto: {(listener.SpeaksTls ? "https" : "http")}, X-Forwarded-Host: {Text(request.Authority)}, X-Request-ID and Via are set";
        foreach (string name in (IEnumerable<string>)[.. config.Cluster is { } own ? (string[])[own] : [], .. config.Split.Select(static share => share.Cluster)])
        {
            ClusterConfig cluster = snapshot.Config.Clusters.First(each => each.Name == name);
            if (cluster.Host.Source != EndpointHostSource.Auto) yield return $"Host towards cluster {name}: {cluster.Host}";
            if (cluster.ProxyProtocol is { } version) yield return $"a connection to cluster {name} begins with a PROXY header, {version.ToString().ToLowerInvariant()}, and serves this client alone";
        }

        if (snapshot.TracedPercent is { } percent)
        {
            bool isTold = request.Fields.Contains(KnownField.TraceParent);
            string sampled = isTold && isTrusted ? "whether it is recorded is what it says" : string.Create(CultureInfo.InvariantCulture, $"{percent} % are recorded, and what fails");
            yield return $"traceparent {(isTold ? "goes on with the trace that it tells, under a span of each attempt's" : "begins a trace named like the request")}; {sampled}";
        }

        if (listener.Hsts.Length > 0) yield return $"the answer gets {Encoding.ASCII.GetString(listener.Hsts).Trim()}";
        if (listener.MaxBody != long.MaxValue) yield return string.Create(CultureInfo.InvariantCulture, $"a body of more than {listener.MaxBody} bytes is answered 413");
    }

    /// <summary>How long it may take, when it is tried again, hedged, copied.</summary>
    internal static IEnumerable<string> Decisions(RequestHead request, Route route, RouteConfig config, bool isLive)
    {
        yield return $"response header within {Time(route.ResponseHeaderTimeout)}{(route.AttemptTimeout == WorkerTimer.Never ? "" : $", each attempt within {Time(route.AttemptTimeout)}")}{(route.TotalTimeout == WorkerTimer.Never ? ", no limit for the whole" : $", the whole within {Time(route.TotalTimeout)}")}; pauses of the body up to {Time(route.ResponseIdle)}";
        string method = Encoding.ASCII.GetString(request.MethodToken);
        if (route.Retry.Attempts <= 1) yield return "it is not tried again, except where no connection came about";
        else if (!request.Method.IsIdempotent()) yield return $"{method} is not idempotent: it is tried again only where the endpoint cannot have acted on it";
        else yield return string.Create(CultureInfo.InvariantCulture, $"up to {route.Retry.Attempts} attempts, at other endpoints, within a budget of {config.Retry.Budget} % of the requests that wait, after {string.Join(", ", config.Retry.On.Select(Told))}");
        if (route.Hedge is { } hedge) yield return request.Method.IsIdempotent() ? $"after the time that {config.Hedge!.Quantile} % of answers take, at least {Time(hedge.AtLeast)}, a second endpoint is asked too" : $"{method} is not idempotent: no second endpoint is asked beside the first";
        if (config.Mirror is { } mirror) yield return string.Create(CultureInfo.InvariantCulture, $"{mirror.Share} % of such requests are copied to cluster {mirror.Cluster}; the answers are thrown away");
        foreach (Cluster cluster in route.Cluster is { } only ? [only] : route.Split!.Clusters)
        {
            foreach (string limit in Limits(cluster, isLive)) yield return limit;
        }
    }

    /// <summary>What a cluster may have under way, and, in a running process, has.</summary>
    private static IEnumerable<string> Limits(Cluster cluster, bool isLive)
    {
        BreakerRules rules = cluster.Breaker.Rules;
        if (rules.MaxRequests > 0) yield return $"with more than {Count(rules.MaxRequests)} requests under way in cluster {cluster.Name} it is answered 503{Now(cluster.Breaker.Requests, rules.MaxRequests)}";
        if (rules.MaxConnections > 0) yield return $"no more than {Count(rules.MaxConnections)} connections are open to cluster {cluster.Name}{Now(cluster.Breaker.Connections, rules.MaxConnections)}";
        if (isLive && cluster.Pending.Count is > 0 and var waiting) yield return $"{Count(waiting)} requests wait for a place at an endpoint of cluster {cluster.Name}, {Count(cluster.Pending.Most)} at most";

        string Now(int count, int most) => !isLive ? "" : count >= most ? $": now there are {Count(count)}, and it would be refused" : $": now there are {Count(count)}";
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

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes);
}
