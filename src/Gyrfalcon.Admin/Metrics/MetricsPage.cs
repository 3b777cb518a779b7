using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Admin.Otlp;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;
using static Gyrfalcon.Admin.Metrics.MetricFamilies;

namespace Gyrfalcon.Admin.Metrics;

/// <summary>Gathers what the workers have counted, when somebody asks. Runs on a thread of the admin server; the workers notice nothing of it.</summary>
public static class MetricsPage
{
    /// <summary>All metrics as text.</summary>
    public static string Write(ProxyServer server, MetricsFormat format, Reloader? reloader = null, ExportCounts? exports = null, (string Name, DateTimeOffset Expires)? admin = null)
    {
        var text = new MetricsText(format);
        Gather(text, server, reloader, exports, admin);
        return text.End();
    }

    /// <summary>Tells <paramref name="sink"/> of all metrics.</summary>
    public static void Gather(IMetricsSink sink, ProxyServer server, Reloader? reloader = null, ExportCounts? exports = null, (string Name, DateTimeOffset Expires)? admin = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(server);
        sink.Add(BuildInfo, 1, typeof(ProxyServer).Assembly.GetName().Version?.ToString(3) ?? "", server.DriverName);
        sink.Add(Workers, server.Workers.Count);
        AddListeners(sink, server);
        AddRoutes(sink, server);
        AddClusters(sink, server.Snapshot.Clusters);
        AddEndpoints(sink, server.Snapshot.Clusters);
        AddFaults(sink, server);
        sink.Add(TunnelsOpen, server.Workers.Sum(static worker => worker.OpenTunnels));
        sink.Add(TunnelsTotal, server.Workers.Sum(static worker => worker.Counters.Tunnels));
        foreach (Shed reason in Enum.GetValues<Shed>()) sink.Add(MetricFamilies.Shed, server.Workers.Sum(worker => worker.Sheds.Of(reason)), Snake(reason.ToString()));
        sink.Add(AccessLogDropped, server.AccessLog?.Dropped ?? 0);
        sink.Add(MemoryHeld, server.Workers.Sum(static worker => Math.Max(0, worker.Memory.Held)));
        AddConfiguration(sink, server.Snapshot, reloader, admin);
        AddExports(sink, server, exports);
        AddProcess(sink);
    }

    private static void AddListeners(IMetricsSink sink, ProxyServer server)
    {
        IReadOnlyList<Listener> listeners = server.Snapshot.Listeners;
        foreach (Listener listener in listeners) sink.Add(ListenerConnections, listener.Connections, listener.Name);
        foreach (Listener listener in listeners) sink.Add(ListenerConnectionsTotal, server.Workers.Sum(worker => worker.Counters.ConnectionsOf(listener.Slot)), listener.Name);
        foreach (Listener listener in listeners) sink.Add(ListenerRequests, server.Workers.Sum(worker => worker.Counters.RequestsOf(listener.Slot)), listener.Name);
        foreach (Listener listener in listeners.Where(static listener => listener.SpeaksTls))
        {
            foreach (HandshakeResult result in Enum.GetValues<HandshakeResult>()) sink.Add(TlsHandshakes, server.Workers.Sum(worker => worker.Counters.HandshakesOf(listener.Slot, result)), listener.Name, Snake(result.ToString()));
        }
    }

    private static void AddRoutes(IMetricsSink sink, ProxyServer server)
    {
        (int Slot, string Name)[] routes = [.. server.Snapshot.Router.Routes.ToArray().Select(static route => (route.Slot, route.Name)), (0, "_none")];
        foreach ((int slot, string name) in routes)
        {
            var sums = new SortedDictionary<(int Code, Method Method), long>();
            foreach (WorkerState worker in server.Workers)
            {
                foreach ((int code, Method method, long count) in worker.Counters.OfRoute(slot).Read())
                    sums[(code, method)] = sums.GetValueOrDefault((code, method)) + count;
            }

            foreach (((int code, Method method), long count) in sums) sink.Add(RouteRequests, count, name, CountedStatus.Label(code), MethodLabel(method));
        }

        foreach ((int slot, string name) in routes) sink.Add(RouteRequestBytes, server.Workers.Sum(worker => worker.Counters.OfRoute(slot).Bytes.In), name);
        foreach ((int slot, string name) in routes) sink.Add(RouteResponseBytes, server.Workers.Sum(worker => worker.Counters.OfRoute(slot).Bytes.Out), name);
        foreach ((int slot, string name) in routes)
        {
            var sum = new LatencySum([.. server.Workers.Select(worker => worker.Counters.OfRoute(slot).Durations)]);
            if (sum.Count > 0) sink.Add(RouteDuration, Sample(sum, [.. server.Workers.Select(worker => worker.Counters.OfRoute(slot).Exemplars).OfType<Exemplars>()]), name);
        }

        AddResponseTimes(sink, server);
    }

    private static HistogramSample Sample(LatencySum sum, Exemplars[] exemplars)
    {
        Exemplar?[] latest = exemplars.Length == 0 ? [] : [.. Enumerable.Range(0, RouteCounters.Bounds.Length + 1).Select(bucket => exemplars.Select(each => each.Of(bucket)).MaxBy(static each => each?.EndedAt))];
        return new HistogramSample(RouteCounters.Bounds.ToArray(), sum.Buckets(RouteCounters.Bounds), sum.Seconds, latest);
    }

    private static void AddResponseTimes(IMetricsSink sink, ProxyServer server)
    {
        double[] bounds = ResponseTimes.Bounds.ToArray();
        var groups = server.Workers.SelectMany(static worker => worker.Counters.ResponseTimes.Read()).GroupBy(static time => (time.Method, time.Status, time.IsTls, time.BrokenBy));
        foreach (IGrouping<(Method Method, int Status, bool IsTls, FaultKind BrokenBy), ResponseTime> group in groups.OrderBy(static group => group.Key))
        {
            long[] counts = [.. Enumerable.Range(0, bounds.Length + 1).Select(bucket => group.Sum(time => time.Counts[bucket]))];
            string status = group.Key.Status == 0 ? "" : CountedStatus.Label(group.Key.Status);
            string error = group.Key.BrokenBy != FaultKind.None ? FaultTable.Of(group.Key.BrokenBy).MetricLabel : group.Key.Status == 0 ? "aborted" : CountedStatus.IsServerError(group.Key.Status) ? status : "";
            sink.Add(HttpServerDuration, new HistogramSample(bounds, counts, group.Sum(static time => time.Seconds), []),
                group.Key.Method == Method.Other ? "_OTHER" : MethodLabel(group.Key.Method), status, group.Key.IsTls ? "https" : "http", error);
        }
    }

    private static void AddExports(IMetricsSink sink, ProxyServer server, ExportCounts? exports)
    {
        if (exports is null) return;
        foreach ((string signal, string outcome, long count) in exports.Read()) sink.Add(OtlpExports, count, signal, outcome);
        sink.Add(TracesDropped, exports.TracesDropped + server.Workers.Sum(static worker => worker.Traces.Dropped));
    }

    private static void AddClusters(IMetricsSink sink, IReadOnlyList<Cluster> clusters)
    {
        foreach (Cluster cluster in clusters) sink.Add(ClusterRequests, cluster.Load.Requests, cluster.Name);
        foreach (Cluster cluster in clusters) sink.Add(ClusterWaiting, cluster.Load.Waiting, cluster.Name);
        foreach (Cluster cluster in clusters) sink.Add(ClusterPending, cluster.Pending.Count, cluster.Name);
        foreach (Cluster cluster in clusters) sink.Add(ClusterRetries, cluster.Load.Retries, cluster.Name);
        foreach (Cluster cluster in clusters) sink.Add(ClusterRetriesDenied, cluster.Load.RetriesDenied, cluster.Name);
        foreach (Cluster cluster in clusters) sink.Add(ClusterHedges, cluster.Load.Hedges, cluster.Name);
        foreach (Cluster cluster in clusters) sink.Add(ClusterHedgesWon, cluster.Load.HedgesWon, cluster.Name);
        foreach (Cluster cluster in clusters) sink.Add(ClusterRefused, cluster.Breaker.Refused, cluster.Name);
        foreach (Cluster cluster in clusters) sink.Add(ClusterFailed, cluster.Load.Failed, cluster.Name);
        foreach (Cluster cluster in clusters) sink.Add(ClusterPanic, cluster.IsPanicking ? 1 : 0, cluster.Name);
    }

    private static void AddEndpoints(IMetricsSink sink, IReadOnlyList<Cluster> clusters)
    {
        (Cluster Cluster, Endpoint Endpoint)[] all = [.. clusters.SelectMany(static cluster => cluster.Endpoints.Select(endpoint => (cluster, endpoint)))];
        foreach ((Cluster cluster, Endpoint endpoint) in all) sink.Add(EndpointUp, endpoint.IsUp ? 1 : 0, cluster.Name, endpoint.Name);
        foreach ((Cluster cluster, Endpoint endpoint) in all)
        {
            foreach (Condition condition in endpoint.State.Conditions) sink.Add(EndpointObstacle, 1, cluster.Name, endpoint.Name, condition.Word);
        }

        foreach ((Cluster cluster, Endpoint endpoint) in all) sink.Add(EndpointWeight, endpoint.Weight, cluster.Name, endpoint.Name);
        foreach ((Cluster cluster, Endpoint endpoint) in all) sink.Add(EndpointInFlight, endpoint.Load.InFlight, cluster.Name, endpoint.Name);
        foreach ((Cluster cluster, Endpoint endpoint) in all) sink.Add(EndpointRequests, endpoint.Tally.Sum().Attempts, cluster.Name, endpoint.Name);
        foreach ((Cluster cluster, Endpoint endpoint) in all) sink.Add(EndpointConnections, endpoint.Tally.Connections, cluster.Name, endpoint.Name);
        foreach ((Cluster cluster, Endpoint endpoint) in all) sink.Add(EndpointFaults, endpoint.Tally.Sum().Faults, cluster.Name, endpoint.Name);
        foreach ((Cluster cluster, Endpoint endpoint) in all)
        {
            var sum = new LatencySum(endpoint.Tally.Durations);
            if (sum.Count > 0) sink.Add(EndpointDuration, Sample(sum, []), cluster.Name, endpoint.Name);
        }
    }

    private static void AddFaults(IMetricsSink sink, ProxyServer server)
    {
        foreach (FaultKind kind in Enum.GetValues<FaultKind>())
        {
            long count = server.Workers.Sum(worker => worker.Counters.FaultsOf(kind));
            Fault fault = FaultTable.Of(kind);
            if (kind != FaultKind.None && count > 0) sink.Add(Faults, count, fault.MetricLabel, Snake(fault.Side.ToString()));
        }
    }

    private static void AddConfiguration(IMetricsSink sink, Snapshot snapshot, Reloader? reloader, (string Name, DateTimeOffset Expires)? admin)
    {
        if (reloader is not null)
        {
            sink.Add(ConfigReloads, reloader.Applied, "applied");
            sink.Add(ConfigReloads, reloader.Refused, "refused");
            sink.Add(ConfigLastReload, reloader.LastSucceeded ? 1 : 0);
        }

        if (admin is var (name, expires)) sink.Add(CertificateExpiry, expires.ToUnixTimeSeconds(), "_admin", name);
        foreach (Listener listener in snapshot.Listeners)
        {
            IGrouping<string, TlsCertificate>[] named = [.. (listener.Tls?.Rules.Certificates ?? []).GroupBy(NameOf)];
            foreach (IGrouping<string, TlsCertificate> group in named) sink.Add(CertificateExpiry, group.Min(static each => each.Expires.ToUnixTimeSeconds()), listener.Name, group.Key);
            foreach (IGrouping<string, TlsCertificate> group in named)
            {
                if (group.Where(static each => each.Staple.Current is not null).Min(static each => each.Staple.Expires) is { } stapled) sink.Add(StapleExpiry, stapled.ToUnixTimeSeconds(), listener.Name, group.Key);
            }
        }
    }

    /// <summary>A certificate's first name; of several with the same, such as one with RSA and one with ECDSA, it is told which ends first.</summary>
    private static string NameOf(TlsCertificate certificate) => certificate.Names.Count > 0 ? certificate.Names[0] : "_none";

    private static void AddProcess(IMetricsSink sink)
    {
        using var process = Process.GetCurrentProcess();
        sink.Add(ProcessCpu, process.TotalProcessorTime.TotalSeconds);
        sink.Add(ProcessMemory, process.WorkingSet64);
        sink.Add(ProcessDescriptors, Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        sink.Add(ProcessStart, new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
    }

    /// <summary>A method nobody knows could be anything, so all of them share a label.</summary>
    private static string MethodLabel(Method method) => method == Method.Other ? "_other" : Encoding.ASCII.GetString(method.Token());

    private static string Snake(string name) => string.Concat(name.Select(static (c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
