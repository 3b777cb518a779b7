using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Snapshots;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>The routes that are asked about a request, in order, with the first condition on which each fails.</summary>
internal sealed class RouteTrials
{
    private readonly List<RouteTrial> _told = [];
    private readonly Route? _taken;
    private readonly int _room;

    private RouteTrials(Route? taken, int most)
    {
        _taken = taken;
        _room = taken is null ? most : most - 1;
    }

    /// <summary>No routes.</summary>
    internal static RouteTrials None { get; } = new(null, 0);

    /// <summary>Those that are told.</summary>
    internal IReadOnlyList<RouteTrial> Told => _told;

    /// <summary>So many more were asked.</summary>
    internal int Untold { get; private set; }

    /// <summary>Of a TLS connection that asks for <paramref name="name"/>: the routes that pass connections on.</summary>
    internal static RouteTrials OfName(string listener, string name, Snapshot snapshot, Route? taken)
    {
        var trials = new RouteTrials(taken, int.MaxValue);
        trials.AddNames(listener, name, snapshot);
        return trials;
    }

    /// <summary>Of a request: the routes for requests, and before them, where connections may be passed on, those that do so. At most so many, the taken one among them.</summary>
    internal static RouteTrials OfRequest(RequestHead request, in Arrival arrival, Snapshot snapshot, Route? taken, int most)
    {
        var trials = new RouteTrials(taken, most);
        if (arrival.MayBePassedOn) trials.AddNames(arrival.Listener.Name, arrival.ServerName ?? "", snapshot);
        trials.AddRequest(request, arrival.Listener.Name, snapshot);
        return trials;
    }

    private void AddNames(string listener, string name, Snapshot snapshot)
    {
        byte[] asked = Encoding.UTF8.GetBytes(name);
        foreach ((RouteConfig config, Route route) in Routes(snapshot, passthrough: true))
        {
            if (PassesOver(route)) continue;
            string why = route.Match.FirstFailure(listener, asked) switch
            {
                MatchFailure.Listener => OtherListener(config, listener),
                MatchFailure.Host => $"it passes on connections for {string.Join(", ", config.Match.Host)}, and the client asks for {(name.Length > 0 ? name : "no name")}",
                _ => "",
            };
            _told.Add(new RouteTrial(route.Name, route == _taken, why));
            if (route == _taken) return;
        }
    }

    private void AddRequest(RequestHead request, string listener, Snapshot snapshot)
    {
        string method = Encoding.ASCII.GetString(request.MethodToken);
        string host = Encoding.ASCII.GetString(request.Host);
        byte[] room = new byte[request.Path.Length];
        byte[] normal = RoutingPath.IsNormal(request.Path) ? request.Path.ToArray() : room[..RoutingPath.Normalise(request.Path, room, out _)];
        string path = request.Path.SequenceEqual(normal) ? Encoding.ASCII.GetString(normal) : $"{Encoding.ASCII.GetString(normal)} (written {Encoding.ASCII.GetString(request.Path)})";
        foreach ((RouteConfig config, Route route) in Routes(snapshot, passthrough: false))
        {
            if (PassesOver(route)) continue;
            string why = route.Match.FirstFailure(listener, request.MethodToken, request.Host, normal) switch
            {
                MatchFailure.Listener => OtherListener(config, listener),
                MatchFailure.Host => $"its hosts are {string.Join(", ", config.Match.Host)}, and the request is for {(host.Length > 0 ? host : "none")}",
                MatchFailure.Path => $"its path is {config.Match.Path}, and the request's is {path}",
                MatchFailure.Method => $"its methods are {string.Join(", ", config.Match.Methods)}, and the request's is {method}",
                _ => "",
            };
            _told.Add(new RouteTrial(route.Name, route == _taken, why));
            if (route == _taken) return;
        }
    }

    /// <summary>The last place is kept for the route that is taken.</summary>
    private bool PassesOver(Route route)
    {
        if (route == _taken || _told.Count < _room) return false;
        Untold++;
        return true;
    }

    private static string OtherListener(RouteConfig config, string listener) => $"it is for the listeners {string.Join(", ", config.Listeners)}, and the request comes in by {listener}";

    private static IEnumerable<(RouteConfig Config, Route Route)> Routes(Snapshot snapshot, bool passthrough)
        => snapshot.RouteConfigs.Zip(snapshot.Router.Routes.ToArray()).Where(pair => pair.Second.IsPassthrough == passthrough);
}
