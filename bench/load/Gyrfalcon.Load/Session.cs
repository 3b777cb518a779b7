using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using Gyrfalcon.Load.Contestants;
using Gyrfalcon.Load.Measuring;
using Gyrfalcon.Load.Reporting;

namespace Gyrfalcon.Load;

/// <summary>One run: build, start, measure workload by workload, report, stop.</summary>
internal sealed class Session(Options options, CancellationToken cancellation)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Toolchain _toolchain = new(options, cancellation);
    private readonly Findings _findings = new();

    /// <summary>The exit code: 0 when no request failed and telemetry does not cost too much, else 1.</summary>
    public int Run()
    {
        DemandCores();
        var workloads = ChooseWorkloads();
        var contestants = Roster.Choose(options, _toolchain);
        if (options.Profile is null)
            DemandRate(workloads, contestants);
        using var lineup = new Lineup(options, _toolchain, cancellation);
        var generator = new Generator(options, _toolchain, lineup.Ledger, cancellation);
        if (options.Profile is not null)
            return new ProfileRun(options, lineup, generator, _toolchain, cancellation).Run(contestants[0], workloads[0]);

        var comparison = new Comparison(options, lineup, generator, contestants);
        foreach (var workload in workloads)
            Measure(workload, comparison, new IdleMeasurement(options, lineup, generator, cancellation), contestants);
        Publish(new Report(options, _toolchain, contestants, lineup.Launched(contestants)));
        if (_findings.Errors > 0)
            Console.Error.WriteLine($"{_findings.Errors} errors: see the remarks. Logs: {_toolchain.Directory}/run");
        bool isTooMuch = _findings.Standings.Any(static entry => WatchedCost.Of(entry.Standings).Exists(static cost => cost.IsTooMuch));
        if (isTooMuch)
            Console.Error.WriteLine("Everything on costs more than 8 % of CPU, whatever chance may have added.");
        return _findings.Errors > 0 || isTooMuch ? 1 : 0;
    }

    private void Measure(Workload workload, Comparison comparison, IdleMeasurement idle, IReadOnlyList<Contestant> contestants)
    {
        Console.Error.WriteLine(workload.Title);
        switch (workload.Kind)
        {
            case WorkloadKind.Idle:
                _findings.Idle.AddRange(contestants.Where(contestant => contestant.TakesPartIn(workload)).Select(contestant => idle.Measure(contestant, workload)));
                break;
            case WorkloadKind.Paced:
                _findings.PacedRate = options.Rate ?? Math.Round(_findings.BestRate(Peers(contestants))!.Value / 2);
                _findings.Add(workload, comparison.Pace(workload, _findings.PacedRate));
                break;
            default:
                _findings.Add(workload, comparison.Saturate(workload));
                break;
        }
    }

    private void Publish(Report report)
    {
        var results = Path.Combine(_toolchain.Load, "results");
        Directory.CreateDirectory(results);
        File.WriteAllText(Path.Combine(results, "latest.json"), JsonSerializer.Serialize(new { _findings.Slices, _findings.Idle }, Indented));
        var output = options.Output ?? (options.IsComplete ? Path.Combine(options.Repository, "docs", "benchmarks.md") : Path.Combine(results, "latest.md"));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        File.WriteAllText(output, report.Markdown(_findings));
        Console.WriteLine();
        Console.Write(Report.Tables(_findings));
        Console.Error.WriteLine($"written: {output}, {results}/latest.json");
    }

    private void DemandCores()
    {
        if (options.ProxyCore == options.LoadCore || Math.Max(options.ProxyCore, options.LoadCore) >= Machine.CoresOnline())
            throw new LoadException($"The comparison needs two cores; this machine has {Machine.CoresOnline()}, and the proxy was to be on core {options.ProxyCore}, the load on core {options.LoadCore}.");
    }

    private List<Workload> ChooseWorkloads()
    {
        foreach (var name in options.Workloads.Except(Workload.Names))
            throw new LoadException($"There is no workload named {name}; there are {string.Join(", ", Workload.Names)}.");
        return [.. Workload.All.Where(workload => options.Workloads.Count == 0 || options.Workloads.Contains(workload.Name))];
    }

    private void DemandRate(List<Workload> workloads, IReadOnlyList<Contestant> contestants)
    {
        if (workloads.Contains(Workload.Half) && options.Rate is null && (!workloads.Contains(Workload.Small) || Peers(contestants).Count == 0))
            throw new LoadException($"{Workload.Half.Name} needs to know its rate: run {Workload.Small.Name} with a peer too, or give --rate.");
    }

    private static List<string> Peers(IReadOnlyList<Contestant> contestants) =>
        [.. contestants.Where(contestant => contestant.IsPeer).Select(contestant => contestant.Name)];
}
