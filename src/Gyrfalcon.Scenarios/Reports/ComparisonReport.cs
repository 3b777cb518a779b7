using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Gyrfalcon.Scenarios.Recording;

namespace Gyrfalcon.Scenarios.Reports;

/// <summary>The runs of one scenario under several balancers and sizes, as a table in Markdown.</summary>
public static class ComparisonReport
{
    /// <summary>Writes it. <paramref name="runs"/> are sizes with the runs of that size.</summary>
    public static void Write(string title, IReadOnlyList<(int Size, IReadOnlyList<RunReport> Runs)> runs, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(output);
        string[] groups = [.. runs[0].Runs[0].Groups.Select(static group => group.Name)];
        output.WriteLine($"## {title}");
        output.WriteLine();
        foreach (Moment one in runs[0].Runs[0].Events) output.WriteLine($"- {Spoken.Moment(one.At)}: {one.Text}");
        if (runs[0].Runs[0].Events.Count > 0) output.WriteLine();
        output.WriteLine($"| endpoints | balancer | requests | p50 | p99 | p99.9 | errors | retries |{string.Concat(groups.Select(static group => $" load of {group} |"))}");
        output.WriteLine($"|---:|---|---:|---:|---:|---:|---:|---:|{string.Concat(groups.Select(static _ => "---:|"))}");
        foreach ((int size, IReadOnlyList<RunReport> ofSize) in runs)
        {
            foreach (RunReport run in ofSize) output.WriteLine($"| {Spoken.Number(size)} | {string.Join(", ", run.Balancers)} | {Cells(run)} |");
        }

        output.WriteLine();
    }

    private static string Cells(RunReport run)
    {
        Counts total = run.Total;
        IReadOnlyList<long> received = run.ReceivedIn(0, run.Slices.Count);
        double all = Math.Max(1, received.Sum());
        IEnumerable<string> cells =
        [
            Spoken.Number(total.Requests),
            Spoken.Time(total.Latency.Quantile(0.5)), Spoken.Time(total.Latency.Quantile(0.99)), Spoken.Time(total.Latency.Quantile(0.999)),
            Spoken.Percent(total.Errors / (double)Math.Max(1, total.Requests)), Spoken.Number(total.Retries),
            .. run.Groups.Select(group => Spoken.Percent(group.Members.Sum(member => received[member]) / all)),
        ];
        return string.Join(" | ", cells);
    }
}
