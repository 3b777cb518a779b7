using System.Collections.Generic;
using System.Linq;

namespace Gyrfalcon.Load;

/// <summary>How a workload is driven and measured.</summary>
public enum WorkloadKind
{
    /// <summary>Closed loop, as fast as it goes.</summary>
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
/// <param name="Tls">True when clients speak TLS 1.3 to the proxy; the proxy speaks plain HTTP to the origin nevertheless.</param>
/// <param name="Resumes">True when every TLS session is to be a resumed one.</param>
public sealed record Workload(string Name, string Title, WorkloadKind Kind, string Path, bool NewConnections = false, bool Tls = false, bool Resumes = false)
{
    public static readonly Workload Small = new("get-14", "14-byte response, keep-alive", WorkloadKind.Saturating, "/14");
    public static readonly Workload Medium = new("get-10k", "10 KiB response, keep-alive", WorkloadKind.Saturating, "/10k");
    public static readonly Workload Large = new("get-1m", "1 MiB response, keep-alive", WorkloadKind.Saturating, "/1m");
    public static readonly Workload NewConnection = new("new-connection", "14-byte response, a new client connection per request", WorkloadKind.Saturating, "/14", NewConnections: true);
    public static readonly Workload TlsSmall = new("tls-get-14", "14-byte response over TLS 1.3, keep-alive", WorkloadKind.Saturating, "/14", Tls: true);
    public static readonly Workload TlsHandshake = new("tls-handshake", "14-byte response, a new TLS connection with a full handshake per request", WorkloadKind.Saturating, "/14", NewConnections: true, Tls: true);
    public static readonly Workload TlsResumed = new("tls-resumed", "14-byte response, a new TLS connection with a resumed session per request", WorkloadKind.Saturating, "/14", NewConnections: true, Tls: true, Resumes: true);
    public static readonly Workload Half = new("p99-half", "Latency at half of the best peer's saturation rate", WorkloadKind.Paced, "/14");
    public static readonly Workload Idle = new("idle", "Memory per idle client connection", WorkloadKind.Idle, "/14");
    public static readonly Workload TlsIdle = new("tls-idle", "Memory per idle client connection with TLS", WorkloadKind.Idle, "/14", Tls: true);

    /// <summary>In the order in which they run.</summary>
    public static IReadOnlyList<Workload> All { get; } = [Small, Medium, Large, NewConnection, TlsSmall, TlsHandshake, TlsResumed, Idle, TlsIdle, Half];

    public static IEnumerable<string> Names => All.Select(workload => workload.Name);
}
