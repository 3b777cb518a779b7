using System;
using System.Globalization;
using System.Linq;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Contestants;

/// <summary>YARP on Kestrel (bench/load/yarp), with the runtime's defaults; other settings of the JIT, the collector and the sockets gave no gain.</summary>
internal sealed record Yarp(string Assembly, string Version) : Contestant("yarp", "yarp", Version)
{
    // Tiered compilation takes this long to settle when it shares one core with the load.
    public override TimeSpan WarmUp => TimeSpan.FromSeconds(12);

    public override bool TakesPartIn(Workload workload) => !workload.Tls;

    public override Launch LaunchAt(Site site, Workload workload) => new(new Command("dotnet",
        [Assembly, .. site.Origins.Prepend(site.Port).Select(port => port.ToString(CultureInfo.InvariantCulture))]));
}
