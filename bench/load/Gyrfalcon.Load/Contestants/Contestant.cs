using System;

namespace Gyrfalcon.Load.Contestants;

/// <summary>One proxy in the comparison.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Group">What it can be chosen by, together with its like: <c>gyr</c> for every gyr.</param>
/// <param name="Version">Which program it is.</param>
public abstract record Contestant(string Name, string Group, string Version)
{
    /// <summary>Time it needs under load before its first slice.</summary>
    public virtual TimeSpan WarmUp => TimeSpan.FromSeconds(1);

    /// <summary>True for a proxy that stands for the state of the art, against which p99-half chooses its rate.</summary>
    public virtual bool IsPeer => true;

    /// <summary>Workloads with different variants are served by different processes of this contestant.</summary>
    public virtual string VariantFor(Workload workload) => workload.Tls ? "TLS" : "";

    public virtual string PathFor(Workload workload) => workload.Path;

    public virtual bool TakesPartIn(Workload workload) => true;

    public abstract Launch LaunchAt(Site site, Workload workload);

    /// <summary>What is wrong with the running process, if the measurement would not be of what its name says.</summary>
    public virtual string? ObjectionTo(int pid) => null;

    /// <summary>What is wrong with what it has done under load, if that is not the work it was measured for.</summary>
    public virtual string? ObjectionAfter(Site site) => null;
}
