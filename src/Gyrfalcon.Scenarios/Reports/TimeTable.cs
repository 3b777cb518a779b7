using System;
using System.Collections.Generic;
using Gyrfalcon.Scenarios.Recording;

namespace Gyrfalcon.Scenarios.Reports;

/// <summary>What happened, by time: a few slices to a row, and a last row for all of it.</summary>
internal static class TimeTable
{
    private const int MostRows = 16;

    internal static string[] Head { get; } = ["from", "requests", "answered", "errors", "given up", "retries", "p50", "p99", "p99.9", "load min", "median", "max"];

    internal static IReadOnlyList<string[]> Rows(RunReport report)
    {
        int step = report.SlicesPerRow(MostRows);
        bool tenths = (report.SliceLength * step).Milliseconds != 0;
        List<string[]> rows = [];
        for (int from = 0; from < report.Slices.Count; from += step)
            rows.Add(Row(Spoken.Moment(report.SliceLength * from, tenths), report, from, Math.Min(step, report.Slices.Count - from)));
        rows.Add(Row("in all", report, 0, report.Slices.Count));
        return rows;
    }

    private static string[] Row(string name, RunReport report, int from, int count)
    {
        Counts sum = report.Sum(from, count);
        TimeSpan length = report.SliceLength * (from + count) > report.Duration ? report.Duration - (report.SliceLength * from) : report.SliceLength * count;
        LoadSpread load = LoadSpread.Of(report.ReceivedIn(from, count), length);
        return
        [
            name, Spoken.Number(sum.Requests), Spoken.Number(sum.Of(Outcome.Answered)),
            Spoken.Number(sum.Errors - sum.Of(Outcome.GivenUp)), Spoken.Number(sum.Of(Outcome.GivenUp)), Spoken.Number(sum.Retries),
            Spoken.Time(sum.Latency.Quantile(0.5)), Spoken.Time(sum.Latency.Quantile(0.99)), Spoken.Time(sum.Latency.Quantile(0.999)),
            Spoken.Digits(load.Least), Spoken.Digits(load.Median), Spoken.Digits(load.Most),
        ];
    }
}
