using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

internal static class RouteChecks
{
    public static void Run(ProxyConfig config, Reading reading)
    {
        string[] clusters = [.. config.Clusters.Select(cluster => cluster.Name)];
        string[] listeners = [.. config.Listeners.Select(listener => listener.Name)];
        var names = new Dictionary<string, RouteConfig>(StringComparer.Ordinal);
        var earlier = new EarlierRoutes();
        foreach (RouteConfig route in config.Routes)
        {
            ReportAction(route, reading);
            ReportCluster(route, clusters, reading);
            ReportListeners(route, listeners, reading);
            if (!names.TryAdd(route.Name, route))
                reading.Report(DiagnosticCodes.DuplicateRouteName, reading.PathOf(route.Source, RouteSection.Name), $"the name `{route.Name}` is also that of `{names[route.Name].Source.Path}`", "rename one of the two");
            ReportUnreachable(route, earlier, reading);
        }
    }

    private static void ReportAction(RouteConfig route, Reading reading)
    {
        bool forwards = route.Cluster is not null || reading.IsWritten(ConfigPath.Key(route.Source.Path, RouteSection.Cluster.Key));
        string respond = ConfigPath.Key(route.Source.Path, RouteSection.Respond.Key);
        if (forwards && reading.IsWritten(respond))
            reading.Report(DiagnosticCodes.RouteAction, respond, "the route has both `cluster` and `respond`", "keep one of them");
        else if (!forwards && !reading.IsWritten(respond) && !reading.IsBroken(route.Source.Path))
            reading.Report(DiagnosticCodes.RouteAction, route.Source.Path, "the route does nothing", "add `cluster` or `respond`");

        if (route.Respond is { Status: 204 or 205 or 304, Body.Length: > 0 })
            reading.Report(DiagnosticCodes.BodyNotAllowed, ConfigPath.Key(respond, RespondSection.Body.Key), $"a response with status {route.Respond.Status} has no body", "remove `body`, or choose another status");
    }

    private static void ReportCluster(RouteConfig route, string[] clusters, Reading reading)
    {
        // A cluster that is written but wrong has its own report.
        if (route.Cluster is not { } name || reading.IsWritten(ConfigPath.Key(ProxySection.Clusters.Key, name)) || clusters.Contains(name) || reading.IsBroken(ProxySection.Clusters.Key))
            return;
        string? remedy = reading.Diagnostics.IsFull ? null
            : clusters.Length == 0 ? $"declare it: `clusters: {{ {name}: {ClusterSection.Section.Example} }}`"
            : Suggestion.Sentence(name, clusters, "the clusters are");
        reading.Report(DiagnosticCodes.UnknownCluster, reading.PathOf(route.Source, RouteSection.Cluster), $"there is no cluster `{name}`", remedy);
    }

    private static void ReportListeners(RouteConfig route, string[] listeners, Reading reading)
    {
        if (reading.IsBroken(ProxySection.Listeners.Key))
            return;
        string list = reading.PathOf(route.Source, RouteSection.Listeners);
        for (int i = 0; i < route.Listeners.Count; i++)
        {
            string name = route.Listeners[i];
            if (listeners.Contains(name) || reading.IsWritten(ConfigPath.Key(ProxySection.Listeners.Key, name)))
                continue;
            string path = ConfigPath.Index(list, i);
            reading.Report(DiagnosticCodes.UnknownListener, reading.IsWritten(path) ? path : list, $"there is no listener `{name}`", reading.Diagnostics.IsFull ? null : Suggestion.Sentence(name, listeners, "the listeners are"));
        }
    }

    private static void ReportUnreachable(RouteConfig route, EarlierRoutes earlier, Reading reading)
    {
        // A route whose conditions could not all be read looks wider than it is meant.
        string match = ConfigPath.Key(route.Source.Path, RouteSection.Match.Key);
        if (reading.IsAnyBrokenBelow(match) || reading.IsAnyBrokenBelow(ConfigPath.Key(route.Source.Path, RouteSection.Listeners.Key)))
            return;
        if (earlier.Cover(route) is { } wider)
            reading.Report(DiagnosticCodes.UnreachableRoute, route.Source.Path, $"the route can never match: `{wider.Name}` before it takes every such request", "move the more particular route up, or remove it");
        else
            earlier.Add(route);
    }
}
