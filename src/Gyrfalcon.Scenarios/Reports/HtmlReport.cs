using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Gyrfalcon.Scenarios.Recording;

namespace Gyrfalcon.Scenarios.Reports;

/// <summary>A report as one page of HTML that asks no host for anything and holds no script.</summary>
public static class HtmlReport
{
    private const int MostLogLines = 200;
    private const int MostSingleLines = 12;
    private static readonly string[] GroupStyles = ["orange", "violet", "teal", "red"];

    /// <summary>Writes it.</summary>
    public static void Write(RunReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        output.Write($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src {PageStyle.Source}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Plot.Escaped(report.Title)}</title>
            <style>{PageStyle.Text}</style>
            </head>
            <body><main>
            <header><h1>{Plot.Escaped(report.Title)}</h1>
            <p>{Plot.Escaped(Subtitle(report))}</p></header>

            """);
        WriteTiles(report, output);
        WriteEvents(report, output);
        output.Write(LatencyPlot(report));
        output.Write(RequestPlot(report));
        if (report.Total.Retries + report.Total.ClientRetries > 0) output.Write(RetryPlot(report));
        output.Write(LoadPlot(report));
        HtmlTables.Write(report, output);
        WriteLog(report, output);
        output.Write("<footer>Made by gyr simulate. The same scenario and seed give the same page.</footer>\n</main></body>\n</html>\n");
    }

    private static string Subtitle(RunReport report)
        => $"{Spoken.Count(report.Endpoints.Count, "endpoint")} · {string.Join(", ", report.Balancers)} · {Spoken.Count(report.Workers, "worker")} · {Spoken.Time(report.Duration)} simulated · seed {report.Seed.ToString(CultureInfo.InvariantCulture)}";

    private static void WriteTiles(RunReport report, TextWriter output)
    {
        Counts total = report.Total;
        double errors = total.Requests == 0 ? 0 : total.Errors / (double)total.Requests;
        LoadSpread load = LoadSpread.Of(report.ReceivedIn(0, report.Slices.Count), report.Duration);
        (string Name, string Value, bool IsBad)[] tiles =
        [
            ("requests", Spoken.Number(total.Requests), false),
            ("errors", Spoken.Percent(errors), errors > 0.001),
            ("p50", Spoken.Time(total.Latency.Quantile(0.5)), false),
            ("p99", Spoken.Time(total.Latency.Quantile(0.99)), false),
            ("p99.9", Spoken.Time(total.Latency.Quantile(0.999)), false),
            ("retries", Spoken.Number(total.Retries), false),
            ("most loaded", $"{Spoken.Digits(load.Most)}/s", false),
        ];
        output.Write("<dl class=\"tiles\">");
        foreach ((string name, string value, bool isBad) in tiles) output.Write($"<div{(isBad ? " class=\"bad\"" : "")}><dt>{name}</dt><dd>{value}</dd></div>");
        output.Write("</dl>\n");
    }

    private static void WriteEvents(RunReport report, TextWriter output)
    {
        if (report.Events.Count == 0) return;
        output.Write("<section><h2>What happens</h2><ol>");
        foreach (Moment one in report.Events) output.Write($"<li><time>{Spoken.Moment(one.At)}</time><span>{Plot.Escaped(one.Text)}</span></li>");
        output.Write("</ol></section>\n");
    }

    private static string LatencyPlot(RunReport report)
    {
        double[] Quantiles(double quantile) => [.. report.Slices.Select(slice => slice.Latency.Count == 0 ? double.NaN : slice.Latency.Quantile(quantile) / 1e6)];
        double[] p50 = Quantiles(0.5), p99 = Quantiles(0.99), p999 = Quantiles(0.999);
        double[] known = [.. p50.Concat(p999).Where(static value => value > 0)];
        return new Plot("Latency", "of requests that were answered or given up, by when they began; logarithmic", report, Axis.Logarithmic(known.DefaultIfEmpty(1).Min(), known.DefaultIfEmpty(10).Max()))
            .Line("p50", "blue", p50).Line("p99", "violet", p99).Line("p99.9", "orange", p999)
            .Tips(i => $"{At(report, i)}\np50 {Milliseconds(p50[i])}\np99 {Milliseconds(p99[i])}\np99.9 {Milliseconds(p999[i])}")
            .Write();
    }

    private static string RequestPlot(RunReport report)
    {
        double seconds = report.SliceLength.TotalSeconds;
        double[] none = new double[report.Slices.Count];
        double[] answered = [.. report.Slices.Select(slice => slice.Of(Outcome.Answered) / seconds)];
        double[] failed = [.. report.Slices.Select(slice => (slice.Requests - slice.Of(Outcome.GivenUp)) / seconds)];
        double[] all = [.. report.Slices.Select(slice => slice.Requests / seconds)];
        Plot plot = new Plot("Requests", "a second, by how they ended", report, Axis.Linear(all.Max()))
            .Area("blue", none, answered).Area("red", answered, failed).Area("orange", failed, all)
            .Label("answered", "blue", answered[^1]);
        if (report.Total.Errors > report.Total.Of(Outcome.GivenUp)) plot.Label("errors", "red", all[^1]);
        if (report.Total.Of(Outcome.GivenUp) > 0) plot.Label("given up", "orange", all[^1]);
        return plot.Tips(i => $"{At(report, i)}\nanswered {Spoken.Digits(answered[i])}/s{string.Concat(Errors(report.Slices[i]).Select(error => $"\n{error}"))}").Write();
    }

    private static string RetryPlot(RunReport report)
    {
        double seconds = report.SliceLength.TotalSeconds;
        double[] own = [.. report.Slices.Select(slice => slice.Retries / seconds)];
        double[] clients = [.. report.Slices.Select(slice => slice.ClientRetries / seconds)];
        Plot plot = new Plot("Retries", "a second: further attempts of the proxy, and requests that clients sent again", report, Axis.Linear(Math.Max(1, own.Concat(clients).Max()))).Line("of the proxy", "violet", own);
        if (report.Total.ClientRetries > 0) plot.Line("of clients", "orange", clients);
        return plot.Tips(i => $"{At(report, i)}\nof the proxy {Spoken.Digits(own[i])}/s\nof clients {Spoken.Digits(clients[i])}/s").Write();
    }

    private static string LoadPlot(RunReport report)
    {
        double seconds = report.SliceLength.TotalSeconds;
        LoadSpread[] spread = [.. report.Received.Select(slice => LoadSpread.Of([.. slice.Select(static count => (long)count)], report.SliceLength))];
        bool single = report.Endpoints.Count <= MostSingleLines;
        Plot plot = new("Load per endpoint", single ? "requests a second at each endpoint" : "requests a second: from the least to the most loaded endpoint, the median, and the mean of each group", report, Axis.Linear(Math.Max(1, spread.Max(static one => one.Most))));
        if (single)
        {
            for (int endpoint = 0; endpoint < report.Endpoints.Count; endpoint++)
            {
                int index = endpoint;
                int group = report.Groups.ToList().FindIndex(one => one.Contains(index));
                plot.Line("", (group < 0 ? "grey" : GroupStyles[group % GroupStyles.Length]) + " thin", [.. report.Received.Select(slice => slice[index] / seconds)], isLabelled: false);
            }
        }
        else
        {
            plot.Area("grey faint", [.. spread.Select(static one => one.Least)], [.. spread.Select(static one => one.Most)]);
        }

        plot.Line("median", "blue", [.. spread.Select(static one => one.Median)]);
        for (int i = 0; i < report.Groups.Count; i++)
        {
            IReadOnlyList<int> members = report.Groups[i].Members;
            if (members.Count > 0) plot.Line(report.Groups[i].Name, GroupStyles[i % GroupStyles.Length], [.. report.Received.Select(slice => members.Average(member => slice[member]) / seconds)]);
        }

        return plot.Tips(i => $"{At(report, i)}\nleast {Spoken.Digits(spread[i].Least)}/s\nmedian {Spoken.Digits(spread[i].Median)}/s\nmost {Spoken.Digits(spread[i].Most)}/s").Write();
    }

    private static IEnumerable<string> Errors(Counts counts)
        => Enum.GetValues<Outcome>().Where(outcome => outcome != Outcome.Answered && counts.Of(outcome) > 0).Select(outcome => $"{OutcomeName.Of(outcome)}: {Spoken.Number(counts.Of(outcome))}");

    private static string At(RunReport report, int slice) => Spoken.Moment(report.SliceLength * slice, tenths: report.SliceLength.Milliseconds != 0);

    private static string Milliseconds(double value) => double.IsNaN(value) ? "–" : Spoken.Time((long)(value * 1e6));

    private static void WriteLog(RunReport report, TextWriter output)
    {
        output.Write("<section><details><summary>What the proxy said</summary><ul class=\"said\">");
        foreach (Moment line in report.Log.Take(MostLogLines)) output.Write($"<li><time>{Spoken.Moment(line.At)}</time><span>{Plot.Escaped(line.Text)}</span></li>");
        if (report.Log.Count > MostLogLines) output.Write($"<li><time></time><span>and {report.Log.Count - MostLogLines} more lines</span></li>");
        output.Write("</ul></details></section>\n");
    }
}
