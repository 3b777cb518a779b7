using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

internal static class RouteChecks
{
    private static readonly string[] Actions = [RouteSection.Cluster.Key, RouteSection.Split.Key, RouteSection.Respond.Key];

    public static void Run(ProxyConfig config, Reading reading)
    {
        string[] clusters = [.. config.Clusters.Select(cluster => cluster.Name)];
        string[] listeners = [.. config.Listeners.Select(listener => listener.Name)];
        var names = new Dictionary<string, RouteConfig>(StringComparer.Ordinal);
        foreach (RouteConfig route in config.Routes)
        {
            ReportAction(route, reading);
            ReportSplit(route, reading);
            ReportCluster(route.Cluster, reading.PathOf(route.Source, RouteSection.Cluster), clusters, reading);
            foreach (SplitShareConfig share in route.Split)
                ReportCluster(share.Cluster, reading.PathOf(share.Source, SplitShareSection.Cluster), clusters, reading);
            if (route.Mirror is { } mirror)
                ReportCluster(mirror.Cluster, reading.PathOf(mirror.Source, MirrorSection.Cluster), clusters, reading);
            ReportListeners(route, listeners, reading);
            if (!names.TryAdd(route.Name, route))
                reading.Report(DiagnosticCodes.DuplicateRouteName, reading.PathOf(route.Source, RouteSection.Name), $"the name `{route.Name}` is also that of `{names[route.Name].Source.Path}`", "rename one of the two");
        }
    }

    private static void ReportAction(RouteConfig route, Reading reading)
    {
        string respond = ConfigPath.Key(route.Source.Path, RouteSection.Respond.Key);
        string[] written = [.. Actions.Where(key => reading.IsWritten(ConfigPath.Key(route.Source.Path, key)))];
        if (written.Length > 1)
            reading.Report(DiagnosticCodes.RouteAction, ConfigPath.Key(route.Source.Path, written[^1]), $"the route has both `{written[0]}` and `{written[^1]}`", "keep one of them");
        else if (written.Length == 0 && route.Cluster is null && !reading.IsBroken(route.Source.Path))
            reading.Report(DiagnosticCodes.RouteAction, route.Source.Path, "the route does nothing", "add `cluster`, `split` or `respond`");

        if (route.Respond is { Status: 204 or 205 or 304, Body.Length: > 0 })
            reading.Report(DiagnosticCodes.BodyNotAllowed, ConfigPath.Key(respond, RespondSection.Body.Key), $"a response with status {route.Respond.Status} has no body", "remove `body`, or choose another status");
    }

    private static void ReportSplit(RouteConfig route, Reading reading)
    {
        string split = ConfigPath.Key(route.Source.Path, RouteSection.Split.Key);
        if (route.Split.Count > 0 && route.Split.All(share => share.Weight == 0) && !reading.IsAnyBrokenBelow(split))
            reading.Report(DiagnosticCodes.NoSplit, split, "every weight is 0", "give one of the clusters a weight");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (SplitShareConfig share in route.Split)
        {
            if (share.Cluster is not null && !seen.Add(share.Cluster))
                reading.Report(DiagnosticCodes.NoSplit, share.Source.Path, $"the cluster `{share.Cluster}` is in the split already", "give it one weight");
        }

        string key = ConfigPath.Key(route.Source.Path, RouteSection.SplitKey.Key);
        if (reading.IsWritten(key) && !reading.IsWritten(split))
            reading.Report(DiagnosticCodes.WithoutCluster, key, "`split-key` has no effect, for the route has no `split`", "remove it");
        string mirror = ConfigPath.Key(route.Source.Path, RouteSection.Mirror.Key);
        if (reading.IsWritten(mirror) && route.Respond is not null)
            reading.Report(DiagnosticCodes.WithoutCluster, mirror, "`mirror` has no effect, for the route answers itself", "remove it");
        else if (route.Mirror is { Cluster: { } copied } copies && (copied == route.Cluster || seen.Contains(copied)))
            reading.Report(DiagnosticCodes.MirrorToItself, reading.PathOf(copies.Source, MirrorSection.Cluster), $"the cluster `{copied}` gets the copies of requests that it answers itself", "mirror to another cluster");
    }

    private static void ReportCluster(string? cluster, string path, string[] clusters, Reading reading)
    {
        // A cluster that is written but wrong has its own report.
        if (cluster is not { } name || reading.IsWritten(ConfigPath.Key(ProxySection.Clusters.Key, name)) || clusters.Contains(name) || reading.IsBroken(ProxySection.Clusters.Key))
            return;
        string? remedy = reading.Diagnostics.IsFull ? null
            : clusters.Length == 0 ? $"declare it: `clusters: {{ {name}: {ClusterSection.Section.Example} }}`"
            : Suggestion.Sentence(name, clusters, "the clusters are");
        reading.Report(DiagnosticCodes.UnknownCluster, path, $"there is no cluster `{name}`", remedy);
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
}
