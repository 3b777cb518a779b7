using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

/// <summary>What a cluster goes without, which may be meant.</summary>
internal static class ClusterNotes
{
    public static void Run(ClusterConfig cluster, Reading reading)
    {
        // Of one endpoint nobody needs to be told that another would have been better.
        bool hasChoice = cluster.Endpoints.Count > 1 || cluster.Discovery is not null;
        if (hasChoice && cluster.Health is { Active: null, Outlier: null or { ConsecutiveFaults: null, SuccessRateGap: null } } && !reading.IsAnyBrokenBelow(ConfigPath.Key(cluster.Source.Path, ClusterSection.Health.Key)))
            reading.Report(DiagnosticCodes.NoHealthChecks, cluster.Source.Path, "there are no health checks: an endpoint that accepts connections and answers badly, or not at all, keeps its share of the requests", "add `health: { active: { path: /healthz } }`, or `health: { outlier: {} }`");
        if (cluster.Sticky is { KeyFile: null, KeyVariable: null } sticky && !reading.IsAnyBrokenBelow(sticky.Source.Path))
            reading.Report(DiagnosticCodes.SessionsForgotten, sticky.Source.Path, $"the sessions of `{cluster.Name}` begin anew when the process is started again, and at another instance", "name a key with `key-file`");
    }
}
