using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Google.Protobuf;
using Gyrfalcon.Admin.Metrics;
using Gyrfalcon.Admin.Otlp.Wire;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Admin.Otlp;

/// <summary>Metrics as messages: counters as cumulative sums, histograms as they are.</summary>
internal sealed class MetricsMessage(SeriesStarts starts, DateTime now) : IMetricsSink
{
    private readonly ulong _now = Attributes.UnixNanoseconds(now);
    private MetricFamily? _family;
    private Metric? _metric;

    internal List<Metric> Metrics { get; } = [];

    /// <inheritdoc/>
    public void Add(MetricFamily family, double value, params ReadOnlySpan<string> labels)
    {
        Metric metric = MetricOf(family);
        var point = new NumberDataPoint { TimeUnixNano = _now };
        if (family.Type == "counter") point.StartTimeUnixNano = starts.Of(family.Name, labels, value);
        if (value == Math.Floor(value) && Math.Abs(value) < 1L << 53) point.AsInt = (long)value;
        else point.AsDouble = value;
        Put(family, labels, point.Attributes);
        (metric.Sum?.DataPoints ?? metric.Gauge.DataPoints).Add(point);
    }

    /// <inheritdoc/>
    public void Add(MetricFamily family, HistogramSample histogram, params ReadOnlySpan<string> labels)
    {
        long count = histogram.Counts.Sum();
        var point = new HistogramDataPoint { StartTimeUnixNano = starts.Of(family.Name, labels, count), TimeUnixNano = _now, Count = (ulong)count, Sum = histogram.Sum };
        point.BucketCounts.AddRange(histogram.Counts.Select(static count => (ulong)count));
        point.ExplicitBounds.AddRange(histogram.Bounds);
        point.Exemplars.AddRange(histogram.Exemplars.OfType<Exemplar>().Select(static exemplar => new ExemplarValue
        {
            TimeUnixNano = Attributes.UnixNanoseconds(exemplar.EndedAt),
            AsDouble = exemplar.Seconds,
            TraceId = ByteString.CopyFrom(Convert.FromHexString(exemplar.TraceId)),
        }));
        Put(family, labels, point.Attributes);
        MetricOf(family).Histogram.DataPoints.Add(point);
    }

    private static void Put(MetricFamily family, ReadOnlySpan<string> labels, ICollection<KeyValue> attributes)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            string name = family.Convention is null ? family.Labels[i] : Dotted(family.Labels[i]);
            if (name == "http.response.status_code" && long.TryParse(labels[i], CultureInfo.InvariantCulture, out long status)) attributes.Put(name, status);
            else attributes.Put(name, labels[i]);
        }
    }

    /// <summary>The convention's spelling of a label, of which Prometheus can only have underscores.</summary>
    private static string Dotted(string label) => label switch
    {
        "http_request_method" => "http.request.method",
        "http_response_status_code" => "http.response.status_code",
        _ => label.Replace('_', '.'),
    };

    private Metric MetricOf(MetricFamily family)
    {
        if (_family == family) return _metric!;
        _family = family;
        _metric = new Metric { Name = family.OtlpName, Description = family.Help, Unit = family.Unit };
        if (family.Type == "counter") _metric.Sum = new Sum { AggregationTemporality = AggregationTemporality.Cumulative, IsMonotonic = true };
        else if (family.Type == "histogram") _metric.Histogram = new Histogram { AggregationTemporality = AggregationTemporality.Cumulative };
        else _metric.Gauge = new Gauge();
        Metrics.Add(_metric);
        return _metric;
    }
}
