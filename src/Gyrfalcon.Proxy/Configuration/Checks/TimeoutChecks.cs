using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Values;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

/// <summary>Times that never come to their end, because another one ends first. A default that is hidden is nobody's mistake.</summary>
internal static class TimeoutChecks
{
    public static void Run(ProxyConfig config, Reading reading)
    {
        ILookup<string, (ClusterConfig Cluster, int Place)> clusters = config.Clusters.Select(static (cluster, place) => (cluster, place)).ToLookup(static each => each.cluster.Name, StringComparer.Ordinal);
        foreach (RouteConfig route in config.Routes.Where(static route => route.Respond is null))
        {
            var times = new Times(ConfigPath.Key(route.Source.Path, RouteSection.Timeouts.Key), reading);
            if (!route.Passthrough) ReportRoute(route, times);
            IEnumerable<string> names = route.Split.Select(static share => share.Cluster).Append(route.Cluster).OfType<string>().Distinct(StringComparer.Ordinal);
            foreach ((ClusterConfig cluster, _) in names.SelectMany(name => clusters[name]).OrderBy(static each => each.Place))
                ReportBetween(route, times.Of(RouteTimeoutsSection.Total, route.Timeouts.Total), cluster, reading);
        }

        foreach (ClusterConfig cluster in config.Clusters)
            ReportHealth(cluster, reading);
    }

    private static void ReportRoute(RouteConfig route, Times times)
    {
        Time attempt = times.Of(RouteTimeoutsSection.Attempt, route.Timeouts.Attempt);
        Time response = times.Of(RouteTimeoutsSection.ResponseHeader, route.Timeouts.ResponseHeader);
        Time total = times.Of(RouteTimeoutsSection.Total, route.Timeouts.Total);
        times.Report(attempt, attempt.Value >= response.Value, response);
        times.Report(attempt, attempt.Value >= total.Value, total);
        times.Report(response, response.Value > total.Value, total);
        times.Report(times.Of(RouteTimeoutsSection.ResponseIdle, route.Timeouts.ResponseIdle), route.Timeouts.ResponseIdle > total.Value, total);
        Time slow = times.At(route.Source.Path).Of(RouteSection.Slow, route.Slow);
        times.Report(slow, slow.Value > total.Value, total);
        if (route.Hedge is not { } hedge)
            return;
        Time second = times.At(ConfigPath.Key(route.Source.Path, RouteSection.Hedge.Key)).Of(HedgeSection.AtLeast, hedge.AtLeast);
        times.Report(second, second.Value >= response.Value, response);
        times.Report(second, second.Value >= total.Value, total);
    }

    private static void ReportBetween(RouteConfig route, Time total, ClusterConfig cluster, Reading reading)
    {
        var times = new Times(ConfigPath.Key(cluster.Source.Path, ClusterSection.Connections.Key), reading);
        Time connect = times.Of(ClusterConnectionsSection.ConnectTimeout, cluster.Connections.ConnectTimeout);
        times.Report(connect, connect.Value >= total.Value, total, $" of the route `{route.Name}`");
        if (!cluster.Endpoints.Any(static endpoint => endpoint.MaxRequests is not null))
            return;
        Time queue = times.At(cluster.Source.Path).Of(ClusterSection.QueueTimeout, cluster.QueueTimeout);
        times.Report(queue, queue.Value >= total.Value, total, $" of the route `{route.Name}`");
    }

    private static void ReportHealth(ClusterConfig cluster, Reading reading)
    {
        var times = new Times(ConfigPath.Key(cluster.Source.Path, ClusterSection.Health.Key), reading);
        if (cluster.Health.Active is { } active)
        {
            Times own = times.At(ConfigPath.Key(times.Section, HealthSection.Active.Key));
            own.Report(own.Of(ActiveHealthSection.FastInterval, active.FastInterval), active.FastInterval > active.Interval, own.Of(ActiveHealthSection.Interval, active.Interval));
        }

        if (cluster.Health.Outlier is { } outlier)
        {
            Times own = times.At(ConfigPath.Key(times.Section, HealthSection.Outlier.Key));
            Time longest = own.Of(OutlierSection.LongestEjection, outlier.LongestEjection);
            own.Report(longest, outlier.Ejection > outlier.LongestEjection, own.Of(OutlierSection.Ejection, outlier.Ejection));
        }
    }

    /// <summary>A setting's time and place; no value is one that never ends.</summary>
    private sealed record Time(string Key, TimeSpan? Value, string Path);

    /// <summary>The times of one section.</summary>
    private sealed record Times(string Section, Reading Reading)
    {
        public Times At(string section) => new(section, Reading);

        public Time Of(Setting setting, TimeSpan? value) => new(setting.Key, value, ConfigPath.Key(Section, setting.Key));

        public void Report(Time hidden, bool isHidden, Time by, string whose = "")
        {
            if (!isHidden || !Reading.IsWritten(hidden.Path) || Reading.IsBroken(hidden.Path) || Reading.IsBroken(by.Path))
                return;
            string which = hidden.Value > by.Value ? "longer than" : hidden.Value < by.Value ? "shorter than" : "as long as";
            IReadOnlyList<ConfigSource> related = Reading.IsWritten(by.Path) ? [Reading.Source(by.Path)] : [];
            Reading.Report(DiagnosticCodes.TimeoutHidden, hidden.Path, $"`{hidden.Key}` never has an effect, for it is {which} `{by.Key}`{whose} ({DurationText.Format(by.Value!.Value)})", hidden.Value < by.Value ? "make it longer" : "make it shorter", related);
        }
    }
}
