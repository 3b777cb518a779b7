using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Gyrfalcon.Load.Contestants;
using Gyrfalcon.Load.Measuring;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load;

/// <summary>Records one contestant under load with perf and prints where its time went.</summary>
internal sealed class ProfileRun(Options options, Lineup lineup, Generator generator, Toolchain toolchain, CancellationToken cancellation)
{
    private const int Shown = 45;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public int Run(Contestant contestant, Workload workload)
    {
        var proxy = lineup.Get(contestant, workload);
        generator.Saturate(proxy, workload, contestant.WarmUp);
        var data = Path.Combine(toolchain.Directory, "perf.data");
        var length = TimeSpan.FromSeconds(options.Seconds);
        var pids = string.Join(',', ProcessTree.Of(proxy.Process.Pid).Select(pid => pid.ToString(CultureInfo.InvariantCulture)));
        // A software clock: virtual machines often have no hardware counters. perf itself runs on the load core.
        var record = new Command("perf", ["record", "-e", "cpu-clock", "-F", "1999", "-g", "-o", data, "-p", pids,
            "--", "sleep", length.TotalSeconds.ToString(CultureInfo.InvariantCulture)]);
        using var recorder = lineup.Start("perf", record.OnCore(options.LoadCore));
        var used = proxy.CpuMicroseconds;
        var load = generator.Saturate(proxy, workload, length + TimeSpan.FromSeconds(1));
        used = proxy.CpuMicroseconds - used;
        recorder.WaitForExit(Patience);
        if (!recorder.HasExited || !File.Exists(data))
            throw new LoadException($"perf recorded nothing:\n{recorder.LogTail()}");

        Console.WriteLine(FormattableString.Invariant($"{contestant.Name}, {workload.Name}: {used / load.Requests:0.0} µs/request while recorded, {load.Requests} requests, {load.Errors} errors"));
        Print("User and kernel", Samples(data, "dso", ""), 12);
        Print("User code, share of all samples", Samples(data, "sym,dso", "[.]"), Shown);
        Print("Kernel, share of all samples", Samples(data, "sym,dso", "[k]"), Shown);
        Console.WriteLine($"Call graphs: perf report -i {data}");
        return 0;
    }

    /// <summary>The lines of perf's report, hottest first; <paramref name="level"/> is perf's mark of user code or kernel.</summary>
    private string[] Samples(string data, string sort, string level)
    {
        var report = new Command("perf", ["report", "-i", data, "--stdio", "--no-children", "-g", "none", "--fields", "overhead," + sort]);
        return [.. ForegroundProcess.Run(report, Patience, cancellation).Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#' && line.Contains('%') && line.Contains(level, StringComparison.Ordinal))];
    }

    private static void Print(string title, string[] lines, int most)
    {
        Console.WriteLine();
        Console.WriteLine(title);
        foreach (var line in lines.Take(most))
            Console.WriteLine(line.TrimEnd());
    }
}
