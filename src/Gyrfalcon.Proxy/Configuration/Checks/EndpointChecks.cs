using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

/// <summary>The endpoints of a cluster among each other.</summary>
internal static class EndpointChecks
{
    /// <summary>Settings that only endpoints with a limit come to.</summary>
    private static readonly string[][] OfQueues = [[ClusterSection.QueueTimeout.Key], [ClusterSection.CircuitBreaker.Key, CircuitBreakerSection.MaxPending.Key]];

    public static void Run(ClusterConfig cluster, Reading reading)
    {
        ReportDuplicates(cluster.Endpoints, reading);
        string path = reading.PathOf(cluster.Source, ClusterSection.Endpoints);
        if (reading.IsAnyBrokenBelow(path) || cluster.Discovery?.File is not null)
            return;
        ReportQueue(cluster, reading);
        if (cluster.Endpoints.Count == 0 || cluster.Discovery is not null)
            return;
        if (cluster.Endpoints.All(static endpoint => endpoint.Weight == 0))
            reading.Report(DiagnosticCodes.NoWeight, path, "every endpoint has weight 0, so requests are answered 503", "give one a weight");
        if (cluster.Endpoints.All(static endpoint => endpoint.Backup))
            reading.Report(DiagnosticCodes.OnlyBackups, path, "every endpoint is a backup", "remove `backup`, or add the endpoints that they stand in for");
    }

    private static void ReportQueue(ClusterConfig cluster, Reading reading)
    {
        if (cluster.Endpoints.Any(static endpoint => endpoint.MaxRequests is not null))
            return;
        foreach (string[] keys in OfQueues)
        {
            string path = keys.Aggregate(cluster.Source.Path, ConfigPath.Key);
            if (reading.IsWritten(path))
                reading.Report(DiagnosticCodes.WithoutCluster, path, $"`{keys[^1]}` has no effect, for no endpoint has `max-requests`", "add it to the endpoints, or remove this");
        }
    }

    internal static void ReportDuplicates(IReadOnlyList<EndpointConfig> endpoints, Reading reading)
    {
        var seen = new Dictionary<string, EndpointConfig>(StringComparer.Ordinal);
        foreach (EndpointConfig endpoint in endpoints)
        {
            if (!seen.TryAdd(endpoint.Url, endpoint))
                reading.Report(DiagnosticCodes.DuplicateEndpoint, endpoint.Source.Path, $"the endpoint `{endpoint.Url}` is in the cluster already", "remove one of the entries", [seen[endpoint.Url].Source]);
        }
    }

    /// <summary>Whether TLS is never spoken to the cluster's endpoints.</summary>
    internal static bool AllArePlain(ClusterConfig cluster) =>
        cluster.Endpoints.All(static endpoint => endpoint.Scheme == EndpointScheme.Http)
        && (cluster.Discovery is { } discovery ? discovery.Dns is { Scheme: EndpointScheme.Http } : cluster.Endpoints.Count > 0);
}
