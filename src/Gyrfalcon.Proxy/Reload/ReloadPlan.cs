using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Reload;

/// <summary>Tells the difference between two snapshots, the second compiled on top of the first and not yet applied. What is not told of is kept.</summary>
internal static class ReloadPlan
{
    /// <param name="before">What is in force.</param>
    /// <param name="next">What is to be.</param>
    /// <param name="wanted">The configuration that <paramref name="next"/> was made of, with what cannot be changed while running.</param>
    internal static IReadOnlyList<Change> Between(Snapshot before, Snapshot next, ProxyConfig wanted) =>
        [.. Listeners(before, next), .. Routes(before, next), .. Clusters(before, next), .. AccessLog(before.Config, wanted), .. Otlp(before.Config, wanted), .. Explain(before, next), .. Drain(before.Config, wanted), .. Deferred(before.Config, wanted)];

    private static IEnumerable<Change> Listeners(Snapshot before, Snapshot next)
    {
        Dictionary<string, Listener> running = before.Listeners.ToDictionary(static listener => listener.Name, StringComparer.Ordinal);
        foreach ((ListenerConfig config, Listener listener) in next.Config.Listeners.Zip(next.Listeners))
        {
            if (!running.Remove(listener.Name, out Listener? old))
            {
                yield return new Change(ChangeKind.Added, "listener", listener.Name);
                continue;
            }

            ListenerConfig other = before.Config.Listeners.First(each => each.Name == listener.Name);
            if (config.Address != other.Address) yield return new Change(ChangeKind.Changed, "listener", listener.Name, $"{config.Address} instead of {other.Address}; connections to the old address end after the exchange under way");
            else if (config != other) yield return new Change(ChangeKind.Changed, "listener", listener.Name, "in force from each connection's next exchange on");
            if (config.Tls == other.Tls && listener.Tls != old.Tls) yield return new Change(ChangeKind.Changed, "certificate", listener.Name, "its files are others; in force from the next handshake on");
        }

        foreach (Listener listener in running.Values) yield return new Change(ChangeKind.Removed, "listener", listener.Name, string.Create(CultureInfo.InvariantCulture, $"{listener.Connections} connections end after the exchange under way"));
    }

    private static IEnumerable<Change> Routes(Snapshot before, Snapshot next)
    {
        Dictionary<string, RouteConfig> running = before.RouteConfigs.ToDictionary(static route => route.Name, StringComparer.Ordinal);
        foreach (RouteConfig route in next.RouteConfigs)
        {
            if (!running.TryGetValue(route.Name, out RouteConfig? old)) yield return new Change(ChangeKind.Added, "route", route.Name);
            else if (old != route) yield return new Change(ChangeKind.Changed, "route", route.Name);
        }

        HashSet<string> names = [.. next.RouteConfigs.Select(static route => route.Name)];
        foreach (string name in running.Keys.Where(name => !names.Contains(name))) yield return new Change(ChangeKind.Removed, "route", name);
        IEnumerable<string> kept = before.RouteConfigs.Select(static route => route.Name).Where(names.Contains);
        if (!kept.SequenceEqual(next.RouteConfigs.Select(static route => route.Name).Where(running.ContainsKey))) yield return new Change(ChangeKind.Changed, "routes", "in another order");
    }

    private static IEnumerable<Change> Clusters(Snapshot before, Snapshot next)
    {
        foreach ((string name, ClusterPart part) in next.Parts)
        {
            if (!before.Parts.TryGetValue(name, out ClusterPart? old))
            {
                yield return new Change(ChangeKind.Added, "cluster", name);
            }
            else if (old.Membership != part.Membership)
            {
                yield return new Change(ChangeKind.Changed, "cluster", name, "its connections begin anew, what is known of its endpoints stays; exchanges under way end as they began");
            }
            else
            {
                if (part.RenewedTls is not null) yield return new Change(ChangeKind.Changed, "cluster", name, "the files of its TLS are others; in force for connections that are made from now on");
                foreach (Change change in Endpoints(name, old, part)) yield return change;
            }
        }

        foreach ((string name, ClusterPart part) in before.Parts.Where(part => !next.Parts.ContainsKey(part.Key))) yield return Removed(name, part.Membership.Changes);
    }

    /// <summary>A cluster of another name knows nothing of what operators have made of this one.</summary>
    private static Change Removed(string cluster, OperatorChanges changes) => changes.IsEmpty
        ? new Change(ChangeKind.Removed, "cluster", cluster)
        : new Change(ChangeKind.Removed, "cluster", cluster, $"what was changed in it by the API is dropped: {string.Join("; ", changes.Sentences(cluster))}") { LosesChanges = true };

    private static IEnumerable<Change> Endpoints(string cluster, ClusterPart before, ClusterPart next)
    {
        Dictionary<string, EndpointSpec> running = before.Endpoints.DistinctBy(static spec => spec.Url).ToDictionary(static spec => spec.Url, StringComparer.Ordinal);
        foreach (EndpointSpec spec in next.Endpoints.DistinctBy(static spec => spec.Url))
        {
            if (!running.Remove(spec.Url, out EndpointSpec? old)) yield return new Change(ChangeKind.Added, "endpoint", $"{cluster}/{spec.Url}");
            else if (!spec.IsLike(old)) yield return new Change(ChangeKind.Changed, "endpoint", $"{cluster}/{spec.Url}", string.Create(CultureInfo.InvariantCulture, $"weight {spec.Weight}{(spec.IsBackup ? ", backup" : "")}{(spec.MaxRequests > 0 ? $", max-requests {spec.MaxRequests}" : "")}"));
        }

        foreach (string url in running.Keys)
        {
            int left = before.Membership.Cluster.Endpoints.FirstOrDefault(endpoint => endpoint.Name == url)?.Load.InFlight ?? 0;
            yield return new Change(ChangeKind.Removed, "endpoint", $"{cluster}/{url}", string.Create(CultureInfo.InvariantCulture, $"{left} requests under way there go on"));
        }
    }

    private static IEnumerable<Change> AccessLog(ProxyConfig before, ProxyConfig next)
    {
        if (before.AccessLog != next.AccessLog) yield return new Change(ChangeKind.Changed, "setting", "access-log", "in force from the next line on");
    }

    private static IEnumerable<Change> Otlp(ProxyConfig before, ProxyConfig next)
    {
        if (before.Otlp != next.Otlp) yield return new Change(ChangeKind.Changed, "setting", "otlp", "in force within a second, for exchanges that begin from now on");
    }

    private static IEnumerable<Change> Explain(Snapshot before, Snapshot next)
    {
        if (!ExplainRules.AreSame(before.Explain, next.Explain)) yield return new Change(ChangeKind.Changed, "setting", "explain", "in force from the next request on");
    }

    private static IEnumerable<Change> Drain(ProxyConfig before, ProxyConfig next)
    {
        if (before.Drain != next.Drain) yield return new Change(ChangeKind.Changed, "setting", "drain", "in force for the next stop or upgrade");
    }

    private static IEnumerable<Change> Deferred(ProxyConfig before, ProxyConfig next)
    {
        (string Name, bool IsSame)[] settings =
        [
            ("workers", before.Workers == next.Workers),
            ("driver", before.Driver == next.Driver),
            ("memory", before.Memory == next.Memory),
            ("admin", before.Admin == next.Admin),
        ];
        foreach ((string name, _) in settings.Where(static setting => !setting.IsSame)) yield return new Change(ChangeKind.Deferred, "setting", name);
        if (before.State != next.State) yield return new Change(ChangeKind.Deferred, "setting", "state", "what operators change is kept where it was until then; an upgrade takes it along, a stop and a start do not");
    }
}
