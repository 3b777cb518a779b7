using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Gyrfalcon.Scenarios.Recording;

namespace Gyrfalcon.Scenarios.Reports;

/// <summary>A report as a table for a terminal.</summary>
public static class TextReport
{
    /// <summary>Writes it.</summary>
    public static void Write(RunReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine($"{report.Title}: {Spoken.Count(report.Endpoints.Count, "endpoint")}, {string.Join(", ", report.Balancers)}, {Spoken.Count(report.Workers, "worker")}, {Spoken.Time(report.Duration)}, seed {report.Seed.ToString(CultureInfo.InvariantCulture)}");
        foreach (Moment one in report.Events) output.WriteLine($"  {Spoken.Moment(one.At),7}  {one.Text}");
        output.WriteLine();
        WriteTable(report, output);
        output.WriteLine();
        output.WriteLine("requests: sent by clients. retries: further attempts of the proxy. p50 to p99.9: of what was answered or given up. load: requests a second at the least, the median and the most loaded endpoint.");
        WriteErrors(report.Total, output);
        WriteGroups(report, output);
    }

    private static void WriteTable(RunReport report, TextWriter output)
    {
        string[][] rows = [TimeTable.Head, .. TimeTable.Rows(report)];
        int[] widths = [.. Enumerable.Range(0, TimeTable.Head.Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            if (row[0] == "in all") output.WriteLine(new string('-', widths.Sum() + (2 * (widths.Length - 1))));
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadLeft(widths[column]))));
        }
    }

    private static void WriteErrors(Counts total, TextWriter output)
    {
        string[] kinds = [.. Enum.GetValues<Outcome>().Where(kind => kind != Outcome.Answered && total.Of(kind) > 0).Select(kind => $"{Spoken.Number(total.Of(kind))} {OutcomeName.Of(kind)}")];
        double share = total.Requests == 0 ? 0 : total.Errors / (double)total.Requests;
        output.WriteLine(kinds.Length == 0 ? "errors: none" : $"errors: {Spoken.Percent(share)} ({string.Join(", ", kinds)})");
        if (total.ClientRetries > 0) output.WriteLine($"of the requests, {Spoken.Number(total.ClientRetries)} were retries of clients");
        if (total.Probes > 0) output.WriteLine($"health probes: {Spoken.Number(total.Probes)}");
    }

    private static void WriteGroups(RunReport report, TextWriter output)
    {
        IReadOnlyList<long> received = report.ReceivedIn(0, report.Slices.Count);
        double all = Math.Max(1, received.Sum());
        foreach (GroupReport group in report.Groups)
            output.WriteLine($"group {group.Name}: {Spoken.Count(group.Members.Count, "endpoint")}, {Spoken.Percent(group.Members.Count / (double)report.Endpoints.Count)} of them, took {Spoken.Percent(group.Members.Sum(member => received[member]) / all)} of the load");
    }
}
