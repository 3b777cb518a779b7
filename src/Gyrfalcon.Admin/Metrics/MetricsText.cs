using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Gyrfalcon.Proxy.Telemetry;
using Microsoft.Net.Http.Headers;

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
public sealed class MetricsText(MetricsFormat format) : IMetricsSink
{
    private readonly StringBuilder _text = new();
    private MetricFamily? _declared;

    /// <summary>The Content-Type of a format.</summary>
    public static string MediaType(MetricsFormat format) => format == MetricsFormat.OpenMetrics
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>OpenMetrics if the client names it in Accept and gives plain text no more weight (RFC 9110, section 12.5.1); of two with the same weight, the one that it names first.</summary>
    public static MetricsFormat Wanted(string? accept)
    {
        if (!MediaTypeHeaderValue.TryParseList([accept ?? ""], out IList<MediaTypeHeaderValue>? ranges)) return MetricsFormat.Prometheus;
        MediaTypeHeaderValue? best = ranges.Where(static range => range.Quality is not 0 && (Names(range, "application/openmetrics-text") || Names(range, "text/plain"))).MaxBy(static range => range.Quality ?? 1);
        return best is not null && Names(best, "application/openmetrics-text") ? MetricsFormat.OpenMetrics : MetricsFormat.Prometheus;
    }

    /// <inheritdoc/>
    public void Add(MetricFamily family, double value, params ReadOnlySpan<string> labels)
    {
        ArgumentNullException.ThrowIfNull(family);
        Declare(family);
        _text.Append(family.Name);
        Labels(family, labels, null);
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <inheritdoc/>
    public void Add(MetricFamily family, HistogramSample histogram, params ReadOnlySpan<string> labels)
    {
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(histogram);
        Declare(family);
        long total = 0;
        for (int i = 0; i < histogram.Counts.Count; i++)
        {
            total += histogram.Counts[i];
            _text.Append(family.Name).Append("_bucket");
            Labels(family, labels, i < histogram.Bounds.Count ? Number(histogram.Bounds[i]) : "+Inf");
            _text.Append(' ').Append(total.ToString(CultureInfo.InvariantCulture));
            if (format == MetricsFormat.OpenMetrics && i < histogram.Exemplars.Count && histogram.Exemplars[i] is { } exemplar) AddExemplar(exemplar);
            _text.Append('\n');
        }

        _text.Append(family.Name).Append("_sum");
        Labels(family, labels, null);
        _text.Append(' ').Append(Number(histogram.Sum)).Append('\n').Append(family.Name).Append("_count");
        Labels(family, labels, null);
        _text.Append(' ').Append(total.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>The text, complete.</summary>
    public string End()
    {
        if (format == MetricsFormat.OpenMetrics) _text.Append("# EOF\n");
        return _text.ToString();
    }

    private void AddExemplar(Exemplar exemplar)
        => _text.Append(" # {trace_id=\"").Append(exemplar.TraceId).Append("\"} ").Append(Number(exemplar.Seconds)).Append(' ').Append(Number((exemplar.EndedAt - DateTime.UnixEpoch).TotalSeconds));

    private static bool Names(MediaTypeHeaderValue range, string type) => range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase);

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
        char before = '{';
        for (int i = 0; i < values.Length; i++)
        {
            // A label without a value is the same as none.
            if (values[i].Length == 0) continue;
            _text.Append(before).Append(family.Labels[i]).Append("=\"");
            Escape(values[i], quotes: true);
            _text.Append('"');
            before = ',';
        }

        if (bound is not null) _text.Append(before).Append("le=\"").Append(bound).Append('"');
        if (bound is not null || before == ',') _text.Append('}');
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
public sealed record MetricFamily(string Name, string Type, string Help, IReadOnlyList<string> Labels)
{
    /// <summary>The name by OTLP, where counters do not end in <c>_total</c>, and what OpenTelemetry has a name for is called by it.</summary>
    public string OtlpName => Convention ?? (Type == "counter" ? Name[..^"_total".Length] : Name);

    /// <summary>OpenTelemetry's name for it; null if it is one of our own. Its labels have dots there.</summary>
    public string? Convention { get; init; }

    /// <summary>The unit, as UCUM writes it; <c>1</c> for counts.</summary>
    public string Unit => OtlpName.EndsWith("_seconds", StringComparison.Ordinal) || Convention is not null ? "s" : OtlpName.EndsWith("_bytes", StringComparison.Ordinal) ? "By" : "1";
}
