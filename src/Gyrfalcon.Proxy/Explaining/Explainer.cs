using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using Gyrfalcon.Engine;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>Tells what would become of a request under a snapshot, by the same parser, router and rules that requests meet. On the thread pool; changes nothing.</summary>
public static class Explainer
{
    /// <summary>The longest URL and the most fields that are looked at.</summary>
    private const int MostCharacters = 64 * 1024;

    /// <summary>The most routes, and endpoints of a cluster, that a request is told of in its answer.</summary>
    private const int MostTold = 256;

    /// <summary>Null, with a sentence in <paramref name="problem"/>, if the question cannot be understood.</summary>
    /// <param name="question">The request.</param>
    /// <param name="snapshot">What it would meet.</param>
    /// <param name="isLive">The snapshot is in force, so what is known of its endpoints counts.</param>
    /// <param name="problem">What is wrong with the question.</param>
    public static Explanation? Explain(Question question, Snapshot snapshot, bool isLive, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(snapshot);
        if (Compose(question, out Uri? url, out problem) is not { } head) return null;
        if (ListenerOf(question, url, snapshot, out problem) is not { } listener) return null;
        var request = new RequestHead();
        ParseResult result = RequestParser.Parse(request, head, listener.HeadLimits);
        if (result.Status == ParseStatus.NeedMore) problem = "the method or a field holds a line break";
        if (problem is not null) return null;
        if (result.Status == ParseStatus.Faulted) return new Explanation(listener.Name, [], $"{Told(result.Fault)}{(result.Violation is { } rule ? $" ({rule})" : "")}", null, [], [], []);
        return Explain(request, listener, question.Client ?? "127.0.0.1", snapshot, isLive, int.MaxValue);
    }

    /// <summary>Tells what becomes of a request that has come: of no more than so many routes and endpoints, for somebody waits for it.</summary>
    internal static Explanation Explain(RequestHead request, Listener listener, string client, Snapshot snapshot) => Explain(request, listener, client, snapshot, isLive: true, MostTold);

    private static Explanation Explain(RequestHead request, Listener listener, string client, Snapshot snapshot, bool isLive, int most)
    {
        if (listener.RedirectPort is { } port)
            return new Explanation(listener.Name, [], string.Create(CultureInfo.InvariantCulture, $"308 to https, port {port}: the listener redirects everything"), null, [], [], []);
        Route? route = snapshot.Router.Match(listener.Name, request, out Violation? violation);
        IReadOnlyList<RouteTrial> trials = [.. Trials(request, listener, snapshot, violation is null ? route : null).Take(most)];
        string? answer = violation is { } unclear ? $"{Told(unclear.Kind(inRequest: true))} ({unclear})" : Refusal(request, route);
        if (route is null || answer is not null) return new Explanation(listener.Name, trials, answer, route?.Name, [], [], []);
        if (route.Response is { } own) return new Explanation(listener.Name, trials, string.Create(CultureInfo.InvariantCulture, $"{own.Status}, by the route itself"), route.Name, [], [], []);
        RouteConfig config = snapshot.Config.Routes.First(each => each.Name == route.Name);
        Address connection = IPAddress.TryParse(client, out IPAddress? ip) ? new Address(ip, 0) : default;
        Address whose = ClientAddress.Of(connection, listener.Trusts(connection), listener, request.Fields);
        ClusterChance[] clusters = [.. ClusterExplainer.Clusters(request, whose, route, config, snapshot, isLive, most)];
        return new Explanation(
            listener.Name, trials, isLive ? WhenNobodyCanBeAsked(clusters, snapshot) : null, route.Name, [.. WayExplainer.Policies(client, request, listener, config, snapshot)], clusters, [.. WayExplainer.Decisions(request, route, config, isLive)]);
    }

    /// <summary>What is answered if none of the clusters has an endpoint to ask, not even one that a session sticks to; null if one has.</summary>
    private static string? WhenNobodyCanBeAsked(ClusterChance[] chances, Snapshot snapshot)
    {
        Cluster[] clusters = [.. chances.Select(chance => snapshot.Clusters.First(cluster => cluster.Name == chance.Name))];
        if (clusters.Any(static cluster => cluster.Usable.Length > 0) || chances.Any(static chance => chance.Endpoints.Any(static endpoint => endpoint.IsCandidate))) return null;
        bool isUnresolved = clusters.All(static cluster => cluster.Endpoints.Length > 0 && Array.TrueForAll(cluster.Endpoints, static endpoint => endpoint.State.Addresses.Length == 0));
        return $"{Told(isUnresolved ? FaultKind.NameNotResolved : FaultKind.NoEndpoint)}: no endpoint of {string.Join(" or ", chances.Select(static chance => chance.Name))} can be asked";
    }

    private static string? Refusal(RequestHead request, Route? route)
    {
        if (request.Method is Method.Connect or Method.Trace && !(route is { Response: null } && (request.Method == Method.Connect ? route.AllowsConnect : route.AllowsTrace))) return $"{Told(FaultKind.MethodNotImplemented)}: no route allows this method";
        return route is null ? $"{Told(FaultKind.NoRoute)}: no route takes the request" : null;
    }

    private static IEnumerable<RouteTrial> Trials(RequestHead request, Listener listener, Snapshot snapshot, Route? taken)
    {
        string method = Encoding.ASCII.GetString(request.MethodToken);
        string host = Encoding.ASCII.GetString(request.Host);
        string path = Encoding.ASCII.GetString(request.Path);
        byte[] room = new byte[request.Path.Length];
        byte[] normal = RoutingPath.IsNormal(request.Path) ? request.Path.ToArray() : room[..RoutingPath.Normalise(request.Path, room, out _)];
        foreach ((RouteConfig config, Route route) in snapshot.Config.Routes.Zip(snapshot.Router.Routes.ToArray()))
        {
            if (route.IsPassthrough) continue;
            string why = route.Match.FirstFailure(listener.Name, request.MethodToken, request.Host, normal) switch
            {
                MatchFailure.Listener => $"it is for the listeners {string.Join(", ", config.Listeners)}, and the request comes in by {listener.Name}",
                MatchFailure.Host => $"its hosts are {string.Join(", ", config.Match.Host)}, and the request is for {(host.Length > 0 ? host : "none")}",
                MatchFailure.Path => $"its path is {config.Match.Path}, and the request's is {path}",
                MatchFailure.Method => $"its methods are {string.Join(", ", config.Match.Methods)}, and the request's is {method}",
                _ => "",
            };
            yield return new RouteTrial(route.Name, route == taken, why);
            if (route == taken) yield break;
        }
    }

    private static byte[]? Compose(Question question, out Uri? url, out string? problem)
    {
        problem = null;
        url = null;
        string target = question.Url;
        var fields = new StringBuilder();
        if (target.Contains("://", StringComparison.Ordinal))
        {
            if (!WrittenUrl.TrySplit(question.Url, out url, out string host, out target)) problem = $"`{question.Url}` is no URL that begins with http:// or https://";
            else if (!question.Headers.Any(static line => line.StartsWith("host:", StringComparison.OrdinalIgnoreCase))) fields.Append("Host: ").Append(host).Append("\r\n");
        }
        else if (!target.StartsWith('/') && target != "*" && question.Method != "CONNECT")
        {
            problem = $"`{target}` is neither a URL nor a path";
        }

        if (problem is null && question.Url.Length + question.Headers.Sum(static line => line.Length) > MostCharacters) problem = "the request is longer than 64 KiB";
        if (problem is not null) return null;
        foreach (string line in question.Headers) fields.Append(line).Append("\r\n");
        return Encoding.UTF8.GetBytes($"{question.Method} {target} HTTP/1.1\r\n{fields}\r\n");
    }

    private static Listener? ListenerOf(Question question, Uri? url, Snapshot snapshot, out string? problem)
    {
        problem = null;
        if (question.Listener is { } name)
        {
            Listener? named = snapshot.Listeners.FirstOrDefault(listener => listener.Name == name);
            if (named is null) problem = $"there is no listener {name}: there are {string.Join(", ", snapshot.Listeners.Select(static listener => listener.Name))}";
            return named;
        }

        return snapshot.Listeners.FirstOrDefault(listener => url is not null && listener.Address.Port == url.Port)
            ?? snapshot.Listeners.FirstOrDefault(listener => url is not null && listener.SpeaksTls == (url.Scheme == "https"))
            ?? snapshot.Listeners[0];
    }

    private static string Told(FaultKind kind) => string.Create(CultureInfo.InvariantCulture, $"{FaultTable.Of(kind).Status} {FaultTable.Of(kind).LogCode}");
}
