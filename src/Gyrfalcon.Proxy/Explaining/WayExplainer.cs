using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using Gyrfalcon.Engine;
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
    /// <summary>Fields of one connection that are told of elsewhere, or of which the next may have its own.</summary>
    private static readonly FieldSet WrittenAnew = FieldSet.Of(KnownField.Connection, KnownField.TransferEncoding, KnownField.Upgrade, KnownField.TE);

    /// <summary>What is changed on the way.</summary>
    internal static IEnumerable<string> Policies(string client, RequestHead request, Listener listener, RouteConfig config, Snapshot snapshot)
    {
        bool isTrusted = IPAddress.TryParse(client, out IPAddress? ip) && listener.Trusts(new Address(ip, 0));
        foreach (string sentence in Removed(client, isTrusted, request.Fields)) yield return sentence;
        foreach (string sentence in Forwarded(client, isTrusted, request, listener)) yield return sentence;
        foreach (string name in (IEnumerable<string>)[.. config.Cluster is { } own ? (string[])[own] : [], .. config.Split.Select(static share => share.Cluster)])
        {
            ClusterConfig cluster = snapshot.Config.Clusters.First(each => each.Name == name);
            yield return $"Host towards cluster {name}: {HostFor(request, snapshot.Clusters.First(each => each.Name == name))}";
            if (cluster.ProxyProtocol is { } version) yield return $"a connection to cluster {name} begins with a PROXY header, {version.ToString().ToLowerInvariant()}, and serves this client alone";
        }

        if (snapshot.TracedPerMillion is { } share)
        {
            bool isTold = request.Fields.Contains(KnownField.TraceParent);
            string sampled = isTold && isTrusted ? "whether it is recorded is what it says" : string.Create(CultureInfo.InvariantCulture, $"{share / 10_000m:0.####} % are recorded, and what fails");
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
        yield return route.Retry.OnConnectFailure ? "where no connection comes about nothing was sent, and the next endpoint is asked, as long as there is one" : "where no connection comes about it is given up, for the route's retry is not for connect-failure";
        string[] causes = [.. config.Retry.On.Where(static each => each != RetryCondition.ConnectFailure).Select(Told)];
        if (route.Retry.Attempts <= 1 || causes.Length == 0) yield return "once sent, it is not sent again";
        else if (!request.Method.IsIdempotent()) yield return $"{method} is not idempotent: once sent, it is not sent again";
        else yield return string.Create(CultureInfo.InvariantCulture, $"once sent, it is sent again after {string.Join(", ", causes)}: to {route.Retry.Attempts} endpoints at most, if its body, up to 64 KiB, is still here, and while retries are no more than {config.Retry.Budget} % of the requests that wait, or {ClusterLoad.LeastRetries}");
        if (route.Hedge is { } hedge) yield return request.Method.IsIdempotent() ? $"after the time that {config.Hedge!.Quantile} % of answers take, at least {Time(hedge.AtLeast)}, a second endpoint is asked too" : $"{method} is not idempotent: no second endpoint is asked beside the first";
        if (config.Mirror is { } mirror) yield return string.Create(CultureInfo.InvariantCulture, $"{mirror.Share} % of such requests are copied to cluster {mirror.Cluster}; the answers are thrown away");
        foreach (Cluster cluster in route.Cluster is { } only ? [only] : route.Split!.Clusters)
        {
            foreach (string limit in Limits(cluster, isLive)) yield return limit;
        }
    }

    /// <summary>What of the client's fields does not go on.</summary>
    private static IEnumerable<string> Removed(string client, bool isTrusted, HeaderBlock fields)
    {
        if (fields.Contains(KnownField.Connection)) yield return $"the fields that `Connection: {Text(fields[KnownField.Connection])}` names end here, and so does Connection";
        string[] hops = Names(fields, HopByHop.Fields, besides: WrittenAnew);
        if (hops.Length > 0) yield return $"{string.Join(", ", hops)}: between the client and this proxy, not for the endpoint";
        string[] untrue = Names(fields, WayFields.Replaced(isTrusted, hasCertificate: false), besides: WayFields.Own);
        if (untrue.Length > 0) yield return $"{string.Join(", ", untrue)}: taken out, for {client} is no trusted proxy";
    }

    /// <summary>What is told to the endpoint of the way, value by value.</summary>
    private static IEnumerable<string> Forwarded(string client, bool isTrusted, RequestHead request, Listener listener)
    {
        HeaderBlock fields = request.Fields;
        string before = All(fields, KnownField.XForwardedFor);
        yield return before.Length > 0 && isTrusted ? $"X-Forwarded-For: {before}, {client} (added to, for {client} is a trusted proxy)" : Set(KnownField.XForwardedFor, client);
        yield return Set(KnownField.XForwardedProto, listener.SpeaksTls ? "https" : "http");
        if (!request.Authority.IsEmpty || (isTrusted && fields.Contains(KnownField.XForwardedHost))) yield return Set(KnownField.XForwardedHost, Text(request.Authority));
        yield return Set(KnownField.XRequestID, "a new one");
        string via = All(fields, KnownField.Via);
        yield return $"Via: {(via.Length > 0 ? $"{via}, and then " : "")}an entry of this proxy";

        string Set(KnownField field, string own)
        {
            string name = Text(field.Name());
            if (!fields.TryGet(field, out ReadOnlySpan<byte> told)) return $"{name}: {own}";
            return isTrusted ? $"{name}: {Text(told)} (kept, for {client} is a trusted proxy)" : $"{name}: {own} (in the place of the client's, for {client} is no trusted proxy)";
        }
    }

    private static string HostFor(RequestHead request, Cluster cluster)
    {
        string clients = request.Authority.IsEmpty ? "the endpoint's own, for the request has none" : $"{Text(request.Authority)} (the client's)";
        const string Own = "the endpoint's own";
        return cluster.Host switch
        {
            HostSource.Literal => Text(cluster.LiteralHost),
            HostSource.Endpoint => Own,
            HostSource.Client => clients,
            _ => Array.TrueForAll(cluster.Endpoints, static endpoint => !endpoint.IsSecure) ? clients : Array.TrueForAll(cluster.Endpoints, static endpoint => endpoint.IsSecure) ? $"{Own}, for it speaks TLS" : $"{Own} where it speaks TLS, else {clients}",
        };
    }

    /// <summary>The names of the fields that are there, as they are known.</summary>
    private static string[] Names(HeaderBlock fields, FieldSet of, FieldSet besides)
        => [.. Enum.GetValues<KnownField>().Where(field => of.Contains(field) && fields.Contains(field) && !besides.Contains(field)).Select(static field => Text(field.Name()))];

    /// <summary>All values of a field, joined.</summary>
    private static string All(HeaderBlock fields, KnownField field)
    {
        var values = new List<string>();
        for (int i = fields.IndexOf(field); i >= 0; i = fields.IndexOf(field, i + 1)) values.Add(Text(fields[i].Value));
        return string.Join(", ", values);
    }

    /// <summary>What a cluster may have under way, and, in a running process, has.</summary>
    private static IEnumerable<string> Limits(Cluster cluster, bool isLive)
    {
        BreakerRules rules = cluster.Breaker.Rules;
        if (rules.MaxRequests > 0) yield return $"with more than {Count(rules.MaxRequests)} requests under way in cluster {cluster.Name} it is answered 503{Now(cluster.Breaker.Requests, rules.MaxRequests)}";
        if (rules.MaxConnections > 0) yield return $"no more than {Count(rules.MaxConnections)} connections are open to cluster {cluster.Name}{Now(cluster.Breaker.Connections, rules.MaxConnections)}";
        if (isLive && cluster.Endpoints.Length > 0 && cluster.Usable.Length == 0) yield return $"no endpoint of cluster {cluster.Name} can be asked now";
        if (!Array.Exists(cluster.Endpoints, static endpoint => endpoint.MaxRequests > 0)) yield break;
        string now = !isLive ? "" : $"; now {(Array.TrueForAll(cluster.Usable, static endpoint => endpoint.IsFull) ? "none has a place" : "there is a place")}, and {Count(cluster.Pending.Count)} wait";
        yield return $"while every endpoint of cluster {cluster.Name} has as many requests under way as it may, it waits for a place, {Time(rules.QueueTimeout)} at most (503 after that), if fewer than {Count(cluster.Pending.Most)} wait already (503 otherwise){now}";

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
