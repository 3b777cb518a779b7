using System;
using System.Globalization;
using System.IO;
using System.Threading;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Measuring;

/// <summary>Runs the load generators, wrk and those of native/, on the load core.</summary>
internal sealed class Generator(Options options, Toolchain toolchain, ProcessLedger ledger, CancellationToken cancellation)
{
    /// <summary>Handshakes that were not what the workload wants, full or resumed, are errors when there are more of them than this share.</summary>
    private const double Tolerated = 0.05;

    private readonly string _hold = toolchain.Native("hold", "ssl", "crypto");
    private readonly string _pace = toolchain.Native("pace");
    private readonly string _handshake = toolchain.Native("handshake", "ssl", "crypto");

    /// <summary>As fast as the proxy answers.</summary>
    public LoadResult Saturate(RunningProxy proxy, Workload workload, TimeSpan duration) =>
        workload is { Tls: true, NewConnections: true } ? Handshakes(proxy, workload, duration) : Wrk(proxy, workload, duration);

    /// <summary>native/pace.c at a fixed rate, in requests per second.</summary>
    public LoadResult Pace(RunningProxy proxy, Workload workload, double rate, TimeSpan duration) =>
        Run(new Command(_pace, [Text(proxy.Port), workload.Path, Text(options.Connections), Text(rate), Text(duration.TotalSeconds)]), duration);

    /// <summary>native/hold.c, which opens idle connections and keeps them until its input is closed.</summary>
    public Command Hold(RunningProxy proxy, Workload workload) =>
        new Command(_hold, [Text(proxy.Port), workload.Path, Text(options.IdleConnectionsOf(workload)), .. (string[])(workload.Tls ? ["tls"] : [])]).OnCore(options.LoadCore);

    private LoadResult Wrk(RunningProxy proxy, Workload workload, TimeSpan duration)
    {
        var script = Path.Combine(toolchain.Load, "wrk", workload.NewConnections ? "new-connection.lua" : "keep-alive.lua");
        return Run(new Command("wrk", ["-t1", $"-c{options.Connections}", $"-d{Math.Ceiling(duration.TotalSeconds):0}s", "-s", script,
            $"{(workload.Tls ? "https" : "http")}://127.0.0.1:{proxy.Port}{proxy.Contestant.PathFor(workload)}"]), duration);
    }

    private LoadResult Handshakes(RunningProxy proxy, Workload workload, TimeSpan duration)
    {
        var result = Run(new Command(_handshake, [workload.Resumes ? "resumed" : "full", Text(proxy.Port), workload.Path, Text(options.Connections), Text(duration.TotalSeconds)]), duration);
        var resumed = result.Resumed ?? throw new LoadException("native/handshake.c did not count what was resumed.");
        var others = workload.Resumes ? result.Requests - resumed : resumed;
        return others > result.Requests * Tolerated ? result with { Errors = result.Errors + others } : result;
    }

    private LoadResult Run(Command command, TimeSpan duration) =>
        LoadResult.Parse(ForegroundProcess.Run(command.OnCore(options.LoadCore), duration + TimeSpan.FromSeconds(15), cancellation, ledger));

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
