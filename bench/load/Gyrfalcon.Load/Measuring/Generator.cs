using System;
using System.Globalization;
using System.IO;
using System.Threading;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Measuring;

/// <summary>Runs the load generators on the load core.</summary>
internal sealed class Generator(Options options, Toolchain toolchain, string client, ProcessLedger ledger, CancellationToken cancellation)
{
    /// <summary>wrk, as fast as the proxy answers.</summary>
    public LoadResult Saturate(RunningProxy proxy, Workload workload, TimeSpan duration)
    {
        var script = Path.Combine(toolchain.Load, "wrk", workload.NewConnections ? "new-connection.lua" : "keep-alive.lua");
        return Run(new Command("wrk", ["-t1", $"-c{options.Connections}", $"-d{Math.Ceiling(duration.TotalSeconds):0}s", "-s", script,
            $"http://127.0.0.1:{proxy.Port}{proxy.Contestant.PathFor(workload)}"]), duration);
    }

    /// <summary>native/client.c at a fixed rate, in requests per second.</summary>
    public LoadResult Pace(RunningProxy proxy, Workload workload, double rate, TimeSpan duration) =>
        Run(new Command(client, ["pace", Text(proxy.Port), workload.Path, Text(options.Connections), Text(rate), Text(duration.TotalSeconds)]), duration);

    /// <summary>native/client.c, which opens idle connections and keeps them until its input is closed.</summary>
    public Command Hold(RunningProxy proxy, Workload workload) =>
        new Command(client, ["hold", Text(proxy.Port), workload.Path, Text(options.IdleConnections)]).OnCore(options.LoadCore);

    private LoadResult Run(Command command, TimeSpan duration) =>
        LoadResult.Parse(ForegroundProcess.Run(command.OnCore(options.LoadCore), duration + TimeSpan.FromSeconds(15), cancellation, ledger));

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
