using System.Collections.Generic;

namespace Gyrfalcon.Load;

/// <summary>What one run of the comparison is asked to do. Times are in seconds.</summary>
public sealed record Options
{
    public required string Repository { get; init; }

    /// <summary>The command line as it was typed, for the report.</summary>
    public required string CommandLine { get; init; }

    public int Rounds { get; init; } = 5;

    public int Seconds { get; init; } = 3;

    public int Connections { get; init; } = 64;

    /// <summary>What <c>idle</c> holds; see <see cref="IdleConnectionsOf"/>.</summary>
    public int IdleConnections { get; init; } = 10_000;

    /// <summary>Requests per second of <c>p99-half</c>; null means half of the best peer's rate on <c>get-14</c> in this run.</summary>
    public double? Rate { get; init; }

    public bool Quick { get; init; }

    public int ProxyCore { get; init; }

    public int LoadCore { get; init; } = 1;

    /// <summary>Names or groups of contestants; empty means all.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    public IReadOnlyList<string> Workloads { get; init; } = [];

    /// <summary>Programs to measure as gyr, <c>PATH[:label]</c>; empty means publish the repository's own.</summary>
    public IReadOnlyList<string> Gyr { get; init; } = [];

    public IReadOnlyList<string> Drivers { get; init; } = ["io_uring", "epoll"];

    /// <summary>Each gyr also with everything on that tells of what happens: access log, admin address, metrics and traces to a collector.</summary>
    public bool Telemetry { get; init; }

    public string? Output { get; init; }

    /// <summary>The contestant to profile instead of comparing.</summary>
    public string? Profile { get; init; }

    /// <summary>Connections that an idle workload holds: with TLS half as many, for each costs both sides far more.</summary>
    public int IdleConnectionsOf(Workload workload) => workload.Tls ? IdleConnections / 2 : IdleConnections;

    /// <summary>True when the run covers everything, so that its report may stand as the repository's.</summary>
    public bool IsComplete => !Quick && Proxies.Count == 0 && Workloads.Count == 0 && Gyr.Count == 0 && !Telemetry;
}
