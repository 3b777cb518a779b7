using System.Globalization;
using System.Linq;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Contestants;

/// <summary>The blind relay (native/floor.c) in whichever of its modes costs least for a workload.</summary>
internal sealed record Floor(string Program) : Contestant("floor", "floor", "bench/load/native/floor.c")
{
    public override bool IsPeer => false;

    public override string VariantFor(Workload workload) =>
        workload.NewConnections ? "one-shot" : workload == Workload.Large ? "splice" : "copy";

    // Its upstream connections must outlive the clients' although it cannot remove `Connection: close`.
    public override string PathFor(Workload workload) => workload.NewConnections ? "/14-last" : workload.Path;

    // Nothing of it depends on a connection being idle, and TLS is more than relaying.
    public override bool TakesPartIn(Workload workload) => workload.Kind != WorkloadKind.Idle && !workload.Tls;

    public override Launch LaunchAt(Site site, Workload workload) => new(new Command(Program,
        [VariantFor(workload), .. site.Origins.Prepend(site.Port).Select(port => port.ToString(CultureInfo.InvariantCulture))]));
}
