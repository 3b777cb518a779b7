using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Gyrfalcon.Admin.Metrics;

/// <summary>Which text is written.</summary>
public enum MetricsFormat
{
    /// <summary>Prometheus text format 0.0.4.</summary>
    Prometheus,

    /// <summary>OpenMetrics 1.0: counters are declared without <c>_total</c>, and the text ends with <c># EOF</c>.</summary>
    OpenMetrics,
}

/// <summary>Writes families of metrics as text, in either format. A family is declared, then its samples follow; a family without samples leaves no trace.</summary>
public sealed class MetricsText(MetricsFormat format)
{
    private readonly StringBuilder _text = new();
    private MetricFamily? _declared;

    /// <summary>The Content-Type of a format.</summary>
    public static string MediaType(MetricsFormat format) => format == MetricsFormat.OpenMetrics
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>OpenMetrics if the client names it in Accept and does not give it less weight than plain text; a rough reading that fits what scrapers send.</summary>
    public static MetricsFormat Wanted(string? accept)
    {
        int open = accept?.IndexOf("application/openmetrics-text", StringComparison.OrdinalIgnoreCase) ?? -1;
        int plain = accept?.IndexOf("text/plain", StringComparison.OrdinalIgnoreCase) ?? -1;
        return open >= 0 && (plain < 0 || open < plain) ? MetricsFormat.OpenMetrics : MetricsFormat.Prometheus;
    }

    /// <summary>Adds a sample.</summary>
    /// <param name="family">Its family; all samples of one family must come one after the other.</param>
    /// <param name="value">Its value, in the family's unit.</param>
    /// <param name="labels">Values of the family's labels, as many as it has.</param>
    public void Add(MetricFamily family, double value, params ReadOnlySpan<string> labels)
    {
        ArgumentNullException.ThrowIfNull(family);
        Declare(family);
        _text.Append(family.Name);
        Labels(family, labels, null);
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>Adds the samples of a histogram.</summary>
    /// <param name="family">Its family, of type histogram.</param>
    /// <param name="bounds">Upper bounds of the buckets but the last.</param>
    /// <param name="counts">Observations in each bucket, not cumulated; one more than bounds.</param>
    /// <param name="sum">Sum of the observations.</param>
    /// <param name="labels">Values of the family's labels.</param>
    public void Add(MetricFamily family, ReadOnlySpan<double> bounds, ReadOnlySpan<long> counts, double sum, params ReadOnlySpan<string> labels)
    {
        ArgumentNullException.ThrowIfNull(family);
        Declare(family);
        long total = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            _text.Append(family.Name).Append("_bucket");
            Labels(family, labels, i < bounds.Length ? Number(bounds[i]) : "+Inf");
            _text.Append(' ').Append(total.ToString(CultureInfo.InvariantCulture)).Append('\n');
        }

        _text.Append(family.Name).Append("_sum");
        Labels(family, labels, null);
        _text.Append(' ').Append(Number(sum)).Append('\n').Append(family.Name).Append("_count");
        Labels(family, labels, null);
        _text.Append(' ').Append(total.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>The text, complete.</summary>
    public string End()
    {
        if (format == MetricsFormat.OpenMetrics) _text.Append("# EOF\n");
        return _text.ToString();
    }

    private void Declare(MetricFamily family)
    {
        if (_declared == family) return;
        _declared = family;
        string name = format == MetricsFormat.OpenMetrics && family.Type == "counter" ? family.Name[..^"_total".Length] : family.Name;
        _text.Append("# HELP ").Append(name).Append(' ');
        Escape(family.Help, quotes: false);
        _text.Append("\n# TYPE ").Append(name).Append(' ').Append(family.Type).Append('\n');
    }

    private void Labels(MetricFamily family, ReadOnlySpan<string> values, string? bound)
    {
        if (values.Length != family.Labels.Count) throw new ArgumentException($"{family.Name} has {family.Labels.Count} labels.", nameof(values));
        if (values.Length == 0 && bound is null) return;
        _text.Append('{');
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0) _text.Append(',');
            _text.Append(family.Labels[i]).Append("=\"");
            Escape(values[i], quotes: true);
            _text.Append('"');
        }

        if (bound is not null) _text.Append(values.Length > 0 ? "," : "").Append("le=\"").Append(bound).Append('"');
        _text.Append('}');
    }

    private void Escape(string value, bool quotes)
    {
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => _text.Append("\\\\"),
                '\n' => _text.Append("\\n"),
                '"' when quotes || format == MetricsFormat.OpenMetrics => _text.Append("\\\""),
                _ => _text.Append(c),
            };
        }
    }

    private static string Number(double value)
        => double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("0.################", CultureInfo.InvariantCulture);
}

/// <summary>A metric: its name, what it means and how its samples are told apart.</summary>
/// <param name="Name">In snake case; counters end in <c>_total</c>.</param>
/// <param name="Type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
/// <param name="Help">One sentence without its full stop.</param>
/// <param name="Labels">Names of the labels.</param>
public sealed record MetricFamily(string Name, string Type, string Help, IReadOnlyList<string> Labels);
