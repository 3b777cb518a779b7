using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Contestants;

/// <summary>One build of gyr with one driver.</summary>
/// <param name="Program">The file.</param>
/// <param name="Label">The build's name.</param>
/// <param name="Driver">io_uring or epoll.</param>
/// <param name="Version">What was built.</param>
/// <param name="Collector">With everything on that tells of what happens, sent to this URL; null with all of it off.</param>
internal sealed record Gyr(string Program, string Label, string Driver, string Version, string? Collector = null) : Contestant($"{Label}{(Collector is null ? "" : "+telemetry")}/{Driver}", "gyr", Version)
{
    public override bool IsPeer => false;

    public override Launch LaunchAt(Site site, Workload workload) =>
        new(new Command(Program, ["run", "--config", Path.Combine(site.Directory, "gyr.yaml")])
        {
            Environment = new Dictionary<string, string> { ["GYR_DRIVER"] = Driver },
        })
        {
            Files = new Dictionary<string, string>
            {
                ["gyr.yaml"] = $$"""
                    workers: 1
                    {{(Collector is null ? Silent : Telling(Collector, site.Directory))}}
                    listeners: { web: { address: "127.0.0.1:{{site.Port}}"{{(workload.Tls ? Tls(site.Certificate) : "")}} } }
                    routes: [ { cluster: app } ]
                    clusters: { app: { endpoints: [ {{string.Join(", ", site.Origins.Select(port => $"\"http://127.0.0.1:{port}\""))}} ] } }

                    """,
            },
        };

    private static readonly string[] Dropped = ["gyr_access_log_dropped_total", "gyr_traces_dropped_total"];

    private const string Silent = """
        admin: off
        access-log: { format: off }
        """;

    /// <summary>A line of JSON for each request into a file, the admin address with its page of the last hour, metrics and one trace of a hundred to a collector: the defaults, and all of it.</summary>
    private static string Telling(string collector, string directory) => $$"""
        admin: { listen: "unix:{{AdminSocket(directory)}}" }
        access-log: { format: json, output: "{{Path.Combine(directory, "access.log")}}", rotate: { size: 64MiB, keep: 1 } }
        otlp: { endpoint: "{{collector}}" }
        """;

    private static string AdminSocket(string directory) => Path.Combine(directory, "admin.sock");

    private static string Tls(Certificate shown) => $$"""
        , tls: { certificates: [ { certificate: "{{shown.Path}}", key: "{{shown.Key}}" } ] }
        """;

    // gyr falls back to epoll where the kernel refuses io_uring; its numbers must then not be sold as io_uring's.
    public override string? ObjectionTo(int pid) => ProcessTree.HoldsRing(pid) == (Driver == "io_uring")
        ? null
        : $"asked for {Driver}, but the process {(Driver == "io_uring" ? "holds no" : "holds an")} io_uring instance";

    /// <remarks>Lines that are dropped cost next to nothing.</remarks>
    public override string? ObjectionAfter(Site site)
    {
        if (Collector is null)
            return null;
        string[] metrics = UnixHttp.Get(AdminSocket(site.Directory), "/metrics").Split('\n');
        string? lost = Dropped.FirstOrDefault(name => !metrics.Contains($"{name} 0"));
        return lost is null ? null : $"it did not tell of everything: {Array.Find(metrics, line => line.StartsWith(lost + ' ', StringComparison.Ordinal)) ?? $"/metrics has no {lost}"}";
    }
}
