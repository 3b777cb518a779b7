using System;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>How the parts of a scenario fit together.</summary>
internal static class ScenarioChecks
{
    public static void Run(ScenarioConfig scenario, Reading reading)
    {
        ReportLoad(scenario, reading);
        ReportEvents(scenario, reading);
        if (scenario.Config is null) return;
        ReportGroups(scenario, reading);
        if (scenario.Config.Clusters.Any(static cluster => cluster.Endpoints.Any(static endpoint => endpoint.Scheme == EndpointScheme.Https)))
            reading.Report(DiagnosticCodes.TlsNotSimulated, ScenarioSection.Config.Key, "endpoints are `https://`, and the simulator speaks no TLS", "expect what they would do as `http://`, without the time of handshakes");
        if (scenario.Config.Clusters.Any(static cluster => cluster.ProxyProtocol is not null) || scenario.Config.Listeners.Any(static listener => listener.ProxyProtocol))
            reading.Report(DiagnosticCodes.ProxyProtocolNotSimulated, ScenarioSection.Config.Key, "`proxy-protocol` is on, and the simulator knows no PROXY headers", "expect what would happen without it");
    }

    private static void ReportLoad(ScenarioConfig scenario, Reading reading)
    {
        if (scenario.Load is not { } load || reading.IsAnyBrokenBelow(ScenarioSection.Load.Key)) return;
        if (load.Rate is null == load.Clients is null)
            reading.Report(DiagnosticCodes.LoadForm, ScenarioSection.Load.Key, load.Rate is null ? "there is no load" : "the load is open and closed at once", "write exactly one of `rate` and `clients`");
    }

    private static void ReportEvents(ScenarioConfig scenario, Reading reading)
    {
        string[] groups = [.. scenario.Endpoints.Select(static group => group.Name).Append("all").Distinct()];
        foreach (EventConfig one in scenario.Events)
        {
            if (one.Group is { } name && !groups.Contains(name))
            {
                string path = ConfigPath.Key(one.Source.Path, EventWord(one.Kind));
                reading.Report(DiagnosticCodes.UnknownGroup, path, $"there is no group `{Shown.Text(name)}`", Suggestion.Nearest(name, groups) is { } near ? $"did you mean `{near}`?" : "declare it under `endpoints`");
            }

            if (one.At >= scenario.Duration && !reading.IsAnyBrokenBelow(one.Source.Path))
                reading.Report(DiagnosticCodes.EventTooLate, ConfigPath.Key(one.Source.Path, EventSection.At.Key), "it would happen after the end", "let it happen earlier, or raise `duration`");
        }
    }

    private static void ReportGroups(ScenarioConfig scenario, Reading reading)
    {
        foreach (EndpointGroupConfig group in scenario.Endpoints)
        {
            if (group.Members.Count == 0 || reading.IsAnyBrokenBelow(group.Source.Path)) continue;
            bool anybody = scenario.Config.Clusters.Any(cluster => Enumerable.Range(0, scenario.ClusterSize ?? cluster.Endpoints.Count)
                .Any(number => group.Members.Any(member => member.Selects(cluster.Name, number, scenario.ClusterSize is null ? cluster.Endpoints[number].Url : ""))));
            if (!anybody)
                reading.Report(DiagnosticCodes.EmptyGroup, group.Source.Path, "no endpoint belongs to this group", "correct `members`: `1 of 10`, the name of a cluster, or a URL such as `http://10.0.1.*`");
        }
    }

    private static string EventWord(EventKind kind) => kind switch
    {
        EventKind.CutOff => EventSection.CutOff.Key,
        _ => kind.ToString().ToLowerInvariant(),
    };
}
