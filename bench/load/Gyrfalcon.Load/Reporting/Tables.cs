using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Gyrfalcon.Load.Measuring;

namespace Gyrfalcon.Load.Reporting;

/// <summary>The tables of the report.</summary>
internal static class Tables
{
    private static readonly string[] Yardsticks = ["floor", "nginx", "haproxy"];

    /// <summary>CPU per request of everyone under every workload.</summary>
    public static Table Overview(IReadOnlyList<(Workload Workload, List<Standing> Standings)> all)
    {
        var table = new Table(["CPU µs per request", .. all.Select(entry => entry.Workload.Name)]);
        foreach (var contestant in all.SelectMany(entry => entry.Standings).Select(standing => standing.Contestant).Distinct())
            table.Add([contestant, .. all.Select(entry => entry.Standings.Find(standing => standing.Contestant == contestant) is { } found ? Number(found.Cpu.Median) : "–")]);
        return table;
    }

    public static Table Of(List<Standing> standings)
    {
        var yardsticks = Yardsticks.Select(name => standings.Find(standing => standing.Contestant == name)).OfType<Standing>().ToList();
        var table = new Table(["", "CPU µs/request", "min–max", .. yardsticks.Select(yardstick => "× " + yardstick.Contestant), "requests/s", "p50", "p99", "RSS MiB", "remarks"]);
        foreach (var standing in standings)
        {
            table.Add([standing.Contestant, Number(standing.Cpu.Median), $"{Number(standing.Cpu.Min)}–{Number(standing.Cpu.Max)}",
                .. yardsticks.Select(yardstick => standing.RatioTo(yardstick).ToString("0.00", CultureInfo.InvariantCulture)),
                standing.Rate.Median.ToString("#,0", CultureInfo.InvariantCulture), Time(standing.P50.Median), Time(standing.P99.Median),
                (standing.ResidentKiB.Median / 1024).ToString("0.0", CultureInfo.InvariantCulture), Remarks(standing)]);
        }

        return table;
    }

    public static Table Of(IReadOnlyList<IdleResult> results)
    {
        var table = new Table("", "bytes per connection", "RSS before, MiB", "RSS after, MiB", "remarks");
        foreach (var result in results)
        {
            table.Add(result.Contestant, result.BytesPerConnection.ToString("#,0", CultureInfo.InvariantCulture),
                (result.BeforeKiB / 1024.0).ToString("0.0", CultureInfo.InvariantCulture), (result.AfterKiB / 1024.0).ToString("0.0", CultureInfo.InvariantCulture),
                result.Errors > 0 ? $"**{result.Failed} failed, {result.Closed} closed**" : "");
        }

        return table;
    }

    private static string Remarks(Standing standing)
    {
        var remarks = new List<string>();
        if (standing.Errors > 0)
            remarks.Add($"**{standing.Errors} errors in {standing.FaultySlices} slices**");
        if (standing.Unsent > 0)
            remarks.Add($"**fell behind by {standing.Unsent} requests**");
        if (standing.ResumedShare is { } share)
            remarks.Add(FormattableString.Invariant($"{share * 100:0.0} % resumed"));
        if (standing.DisturbedSlices > 0)
            remarks.Add($"{standing.DisturbedSlices} disturbed");
        return string.Join(", ", remarks);
    }

    private static string Number(double value) => value.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Time(double microseconds) =>
        microseconds < 10_000 ? FormattableString.Invariant($"{microseconds:0} µs") : FormattableString.Invariant($"{microseconds / 1000:0.0} ms");
}
