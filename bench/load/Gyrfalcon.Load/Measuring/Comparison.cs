using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Gyrfalcon.Load.Contestants;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Measuring;

/// <summary>Measures one workload over all contestants, interleaved: A, B, C, A, B, C, …, so that drift of the machine meets all of them alike.</summary>
internal sealed class Comparison(Options options, Lineup lineup, Generator generator, IReadOnlyList<Contestant> contestants)
{
    private readonly HashSet<RunningProxy> _warm = [];

    /// <summary>Rounds of saturating load.</summary>
    public List<Slice> Saturate(Workload workload) =>
        Rounds(workload, (proxy, duration) => generator.Saturate(proxy, workload, duration));

    /// <summary>Rounds at a fixed rate, in requests per second.</summary>
    public List<Slice> Pace(Workload workload, double rate) =>
        Rounds(workload, (proxy, duration) => generator.Pace(proxy, workload, rate, duration));

    private List<Slice> Rounds(Workload workload, Func<RunningProxy, TimeSpan, LoadResult> load)
    {
        var taking = contestants.Where(contestant => contestant.TakesPartIn(workload)).ToList();
        foreach (var contestant in taking)
            WarmUp(lineup.Get(contestant, workload), workload, load);
        var slices = new List<Slice>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var contestant in taking)
                slices.Add(Measure(lineup.Get(contestant, workload), workload, round, load));
        }

        foreach (var proxy in taking.Select(contestant => lineup.Get(contestant, workload)))
            proxy.DemandWork();
        return slices;
    }

    /// <summary>A process that is new gets the time its contestant needs; one that has worked before a second, or nothing in a quick run.</summary>
    private void WarmUp(RunningProxy proxy, Workload workload, Func<RunningProxy, TimeSpan, LoadResult> load)
    {
        var isNew = _warm.Add(proxy);
        if (isNew)
            generator.Saturate(proxy, workload, options.Quick ? proxy.Contestant.WarmUp / 2 : proxy.Contestant.WarmUp);
        else if (!options.Quick)
            load(proxy, TimeSpan.FromSeconds(1));
    }

    private Slice Measure(RunningProxy proxy, Workload workload, int round, Func<RunningProxy, TimeSpan, LoadResult> load)
    {
        var busy = CoreClock.BusyMicroseconds(options.ProxyCore);
        var used = proxy.CpuMicroseconds;
        var watch = Stopwatch.StartNew();
        var result = load(proxy, TimeSpan.FromSeconds(options.Seconds));
        var elapsed = watch.Elapsed.TotalMicroseconds;
        used = proxy.CpuMicroseconds - used;
        busy = CoreClock.BusyMicroseconds(options.ProxyCore) - busy;
        proxy.DemandAlive();
        if (result.Requests == 0)
            throw new LoadException($"{proxy.Contestant.Name} answered nothing on {workload.Name}. Its log, {proxy.Process.LogPath}:\n{proxy.Process.LogTail()}");

        var slice = new Slice(workload.Name, proxy.Contestant.Name, round, result, used, Math.Max(0, (busy - used) / elapsed), proxy.ResidentKiB);
        Console.Error.WriteLine(FormattableString.Invariant(
            $"  {workload.Name} {round}/{options.Rounds} {proxy.Contestant.Name,-14} {slice.CpuPerRequest,7:0.0} µs/request {slice.RequestsPerSecond,8:0}/s p99 {result.P99} µs")
            + (result.Errors > 0 ? $"  {result.Errors} ERRORS" : "") + (result.Unsent > 0 ? $"  {result.Unsent} behind" : "") + (slice.IsDisturbed ? "  disturbed" : ""));
        return slice;
    }
}
