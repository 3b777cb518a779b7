using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

/// <summary>Routes that no request can come to.</summary>
internal static class UnreachableRoutes
{
    private const int MostNamed = 3;

    public static void Run(ProxyConfig config, Reading reading)
    {
        bool areKnown = !reading.IsAnyBrokenBelow(ProxySection.Listeners.Key);
        RouteConfig[] passthrough = [.. config.Routes.Where(route => route.Passthrough && route.Match.Host.Count == 0 && !IsUnclear(route, reading))];
        ListenerConfig[] open = areKnown ? [.. config.Listeners.Where(listener => LetsRequestsIn(listener, passthrough))] : [];
        var requests = new EarlierRoutes([.. open.Select(static listener => listener.Name)]);
        var connections = new EarlierRoutes(areKnown ? [.. config.Listeners.Select(static listener => listener.Name)] : []);
        foreach (RouteConfig route in config.Routes)
        {
            // A route whose conditions could not all be read looks wider than it is meant.
            if (IsUnclear(route, reading))
                continue;
            if (!route.Passthrough && areKnown && ReportListeners(config.ListenersOf(route), route, passthrough, reading))
                continue;
            EarlierRoutes earlier = route.Passthrough ? connections : requests;
            RouteConfig effective = route.Passthrough || !areKnown || open.Length == config.Listeners.Count ? route : route with { Listeners = [.. open.Where(route.Serves).Select(static listener => listener.Name)] };
            if (earlier.Cover(effective) is { Count: > 0 } wider)
                reading.Report(DiagnosticCodes.UnreachableRoute, route.Source.Path, $"the route can never match: {Names(wider)} before it {(wider.Count == 1 ? "takes" : "take")} every such {(route.Passthrough ? "connection" : "request")}", "move the more particular route up, or remove it", [.. wider.Select(static each => each.Source)]);
            else
                earlier.Add(effective);
        }
    }

    private static bool LetsRequestsIn(ListenerConfig listener, RouteConfig[] passthrough) => !listener.RedirectToHttps && !(listener.Tls is not null && passthrough.Any(taker => taker.Serves(listener)));

    /// <summary>True if none of a route's listeners lets a request come to it, which is reported.</summary>
    private static bool ReportListeners(ListenerConfig[] listeners, RouteConfig route, RouteConfig[] passthrough, Reading reading)
    {
        if (listeners.Length == 0 || listeners.Any(listener => LetsRequestsIn(listener, passthrough)))
            return false;
        if (listeners.All(static listener => listener.RedirectToHttps))
            reading.Report(DiagnosticCodes.UnreachableRoute, route.Source.Path, "the route can never match: all of its listeners answer every request with a redirect", "name other listeners, or remove it", [.. listeners.Select(static each => each.Source)]);
        else if (listeners.All(static listener => listener.Tls is not null) && Array.Find(passthrough, taker => listeners.All(taker.Serves)) is { } taker)
            reading.Report(DiagnosticCodes.UnreachableRoute, route.Source.Path, $"the route can never match: `{taker.Name}` passes every connection through", $"give `{taker.Name}` the hosts that it is for, or remove this route", [taker.Source]);
        else
            reading.Report(DiagnosticCodes.UnreachableRoute, route.Source.Path, "the route can never match: its listeners answer every request with a redirect, or leave every connection to a route with `passthrough`", "name other listeners, or remove it", [.. listeners.Select(static each => each.Source)]);
        return true;
    }

    private static bool IsUnclear(RouteConfig route, Reading reading) =>
        reading.IsAnyBrokenBelow(ConfigPath.Key(route.Source.Path, RouteSection.Match.Key)) || reading.IsAnyBrokenBelow(ConfigPath.Key(route.Source.Path, RouteSection.Listeners.Key));

    private static string Names(IReadOnlyList<RouteConfig> routes)
    {
        string[] names = [.. routes.Take(MostNamed).Select(static route => $"`{route.Name}`"), .. routes.Count > MostNamed ? [$"{routes.Count - MostNamed} more"] : (string[])[]];
        return names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }
}
