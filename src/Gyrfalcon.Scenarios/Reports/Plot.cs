using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;

namespace Gyrfalcon.Scenarios.Reports;

/// <summary>A plot over time as SVG that the page's style colours. Coordinates in its own units, 960 wide.</summary>
internal sealed class Plot(string title, string subtitle, RunReport report, Axis y)
{
    private const double Width = 960;
    private const double Left = 58;
    private const double Right = 118;
    private const double Top = 26;
    private const double Bottom = 26;
    private const double Height = 236;

    private readonly StringBuilder _inside = new();
    private readonly Axis _x = Axis.Time(report.Duration);
    private readonly List<(double Y, string Name, string Style)> _labels = [];
    private readonly string[] _tips = new string[report.Slices.Count];

    /// <summary>A line through a value for each slice; NaN leaves a gap.</summary>
    internal Plot Line(string name, string style, IReadOnlyList<double> values, bool isLabelled = true)
    {
        foreach (string points in Runs(values)) _inside.Append($"<polyline class=\"line {style}\" points=\"{points}\"/>");
        int last = values.Count - 1;
        while (last > 0 && double.IsNaN(values[last])) last--;
        if (isLabelled && last >= 0 && !double.IsNaN(values[last])) _labels.Add((Vertical(values[last]), name, style));
        return this;
    }

    /// <summary>An area between two values for each slice.</summary>
    internal Plot Area(string style, IReadOnlyList<double> low, IReadOnlyList<double> high)
    {
        IEnumerable<string> there = high.Select((value, at) => Point(at, value));
        IEnumerable<string> back = low.Select((value, at) => Point(at, value)).Reverse();
        _inside.Append($"<polygon class=\"area {style}\" points=\"{string.Join(' ', there.Concat(back))}\"/>");
        return this;
    }

    /// <summary>A label at the end of what an area shows.</summary>
    internal Plot Label(string name, string style, double value)
    {
        _labels.Add((Vertical(value), name, style));
        return this;
    }

    /// <summary>What a pointer over a slice is told.</summary>
    internal Plot Tips(Func<int, string> tip)
    {
        for (int i = 0; i < _tips.Length; i++) _tips[i] = tip(i);
        return this;
    }

    internal string Write()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<figure><figcaption><h2>{Escaped(title)}</h2><p>{Escaped(subtitle)}</p></figcaption><div class=\"scroll\">");
        text.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Escaped(title)} over time\">");
        WriteEvents(text);
        WriteGrid(text);
        text.Append(_inside);
        WriteLabels(text);
        WriteTips(text);
        return text.Append("</svg></div></figure>\n").ToString();
    }

    internal static string Escaped(string text) => WebUtility.HtmlEncode(text);

    private static string Short(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static double Across(double share) => Left + (share * (Width - Left - Right));

    private double Vertical(double value) => Height - Bottom - (y.At(value) * (Height - Top - Bottom));

    private double Horizontal(TimeSpan at) => Across(_x.At(at.TotalSeconds));

    private string Point(int slice, double value) => $"{Short(Horizontal(report.SliceLength * (slice + 0.5)))},{Short(Vertical(value))}";

    private IEnumerable<string> Runs(IReadOnlyList<double> values)
    {
        List<string> points = [];
        for (int i = 0; i < values.Count; i++)
        {
            if (!double.IsNaN(values[i])) points.Add(Point(i, values[i]));
            if ((double.IsNaN(values[i]) || i == values.Count - 1) && points.Count > 0)
            {
                yield return string.Join(' ', points);
                points = [];
            }
        }
    }

    private void WriteEvents(StringBuilder text)
    {
        double lastMark = double.NegativeInfinity;
        for (int i = 0; i < report.Events.Count; i++)
        {
            Moment one = report.Events[i];
            double from = Horizontal(one.At);
            double to = one.Until is { } until ? Horizontal(until) : from;
            text.Append(CultureInfo.InvariantCulture, $"<rect class=\"event\" x=\"{Short(from)}\" y=\"{Top}\" width=\"{Short(Math.Max(1, to - from))}\" height=\"{Height - Top - Bottom}\"/>");
            double mark = Math.Max(from, lastMark + 17);
            lastMark = mark;
            text.Append(CultureInfo.InvariantCulture, $"<g class=\"mark\"><circle cx=\"{Short(mark)}\" cy=\"12\" r=\"8\"/><text x=\"{Short(mark)}\" y=\"15.5\">{i + 1}</text></g>");
        }
    }

    private void WriteGrid(StringBuilder text)
    {
        foreach ((double value, string label) in y.Marks)
        {
            string at = Short(Vertical(value));
            text.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{at}\" y2=\"{at}\"/><text class=\"tick end\" x=\"{Left - 8}\" y=\"{Short(Vertical(value) + 3.5)}\">{Escaped(label)}</text>");
        }

        foreach ((double value, string label) in _x.Marks)
            text.Append(CultureInfo.InvariantCulture, $"<text class=\"tick middle\" x=\"{Short(Across(_x.At(value)))}\" y=\"{Height - 8}\">{Escaped(label)}</text>");
    }

    /// <summary>Labels at the ends of lines, moved apart where they would lie on one another.</summary>
    private void WriteLabels(StringBuilder text)
    {
        (double Y, string Name, string Style)[] labels = [.. _labels.OrderBy(static label => label.Y)];
        const double Distance = 14;
        for (int i = 1; i < labels.Length; i++) labels[i].Y = Math.Max(labels[i].Y, labels[i - 1].Y + Distance);
        double bottom = Height - Bottom;
        for (int i = labels.Length - 1; i >= 0; i--)
        {
            labels[i].Y = Math.Min(labels[i].Y, bottom);
            bottom = labels[i].Y - Distance;
        }

        foreach ((double at, string name, string style) in labels)
            text.Append(CultureInfo.InvariantCulture, $"<text class=\"label {style}\" x=\"{Width - Right + 8}\" y=\"{Short(at + 4)}\">{Escaped(name)}</text>");
    }

    private void WriteTips(StringBuilder text)
    {
        for (int i = 0; i < _tips.Length; i++)
        {
            double from = Horizontal(report.SliceLength * i);
            double to = Horizontal(report.SliceLength * (i + 1));
            text.Append(CultureInfo.InvariantCulture, $"<rect class=\"tip\" x=\"{Short(from)}\" y=\"{Top}\" width=\"{Short(to - from)}\" height=\"{Height - Top - Bottom}\"><title>{Escaped(_tips[i])}</title></rect>");
        }
    }
}
