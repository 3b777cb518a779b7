using System.Collections.Generic;
using System.IO;
using System.Linq;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Contestants;

/// <summary>One build of gyr with one driver.</summary>
internal sealed record Gyr(string Program, string Label, string Driver, string Version) : Contestant($"{Label}/{Driver}", "gyr", Version)
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
                    admin: off
                    access-log: { format: off }
                    listeners: { web: { address: "127.0.0.1:{{site.Port}}"{{(workload.Tls ? Tls(site.Certificate) : "")}} } }
                    routes: [ { cluster: app } ]
                    clusters: { app: { endpoints: [ {{string.Join(", ", site.Origins.Select(port => $"\"http://127.0.0.1:{port}\""))}} ] } }

                    """,
            },
        };

    private static string Tls(Certificate shown) => $$"""
        , tls: { certificates: [ { certificate: "{{shown.Path}}", key: "{{shown.Key}}" } ] }
        """;

    // gyr falls back to epoll where the kernel refuses io_uring; its numbers must then not be sold as io_uring's.
    public override string? ObjectionTo(int pid) => ProcessTree.HoldsRing(pid) == (Driver == "io_uring")
        ? null
        : $"asked for {Driver}, but the process {(Driver == "io_uring" ? "holds no" : "holds an")} io_uring instance";
}
