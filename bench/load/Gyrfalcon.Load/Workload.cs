using System.Collections.Generic;
using System.Linq;

namespace Gyrfalcon.Load;

/// <summary>How a workload is driven and measured.</summary>
public enum WorkloadKind
{
    /// <summary>wrk, closed loop, as fast as it goes.</summary>
    Saturating,

    /// <summary>Open loop at a fixed rate.</summary>
    Paced,

    /// <summary>Connections that are opened, used once and left alone.</summary>
    Idle,
}

/// <summary>One kind of traffic.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Title">A heading for the report.</param>
/// <param name="Kind">How it is driven.</param>
/// <param name="Path">What is asked for; the origin chooses its answer by it.</param>
/// <param name="NewConnections">True when every request comes on a connection of its own.</param>
public sealed record Workload(string Name, string Title, WorkloadKind Kind, string Path, bool NewConnections = false)
{
    public static readonly Workload Small = new("get-14", "14-byte response, keep-alive", WorkloadKind.Saturating, "/14");
    public static readonly Workload Medium = new("get-10k", "10 KiB response, keep-alive", WorkloadKind.Saturating, "/10k");
    public static readonly Workload Large = new("get-1m", "1 MiB response, keep-alive", WorkloadKind.Saturating, "/1m");
    public static readonly Workload NewConnection = new("new-connection", "14-byte response, a new client connection per request", WorkloadKind.Saturating, "/14", NewConnections: true);
    public static readonly Workload Half = new("p99-half", "Latency at half of the best peer's saturation rate", WorkloadKind.Paced, "/14");
    public static readonly Workload Idle = new("idle", "Memory per idle client connection", WorkloadKind.Idle, "/14");

    /// <summary>In the order in which they run.</summary>
    public static IReadOnlyList<Workload> All { get; } = [Small, Medium, Large, NewConnection, Idle, Half];

    public static IEnumerable<string> Names => All.Select(workload => workload.Name);
}
