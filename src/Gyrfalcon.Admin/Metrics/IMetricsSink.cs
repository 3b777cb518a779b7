using System;
using System.Collections.Generic;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Admin.Metrics;

/// <summary>Takes samples of metrics, in the form that somebody asked for: text for a scraper, messages for a collector. All samples of a family come one after the other.</summary>
public interface IMetricsSink
{
    /// <summary>Takes a sample.</summary>
    /// <param name="family">Its family.</param>
    /// <param name="value">Its value, in the family's unit.</param>
    /// <param name="labels">Values of the family's labels, as many as it has; one that does not apply is empty.</param>
    void Add(MetricFamily family, double value, params ReadOnlySpan<string> labels);

    /// <summary>Takes the samples of a histogram.</summary>
    /// <param name="family">Its family, of type histogram.</param>
    /// <param name="histogram">What was observed.</param>
    /// <param name="labels">Values of the family's labels.</param>
    void Add(MetricFamily family, HistogramSample histogram, params ReadOnlySpan<string> labels);
}

/// <summary>A histogram at one moment.</summary>
/// <param name="Bounds">Upper bounds of the buckets but the last.</param>
/// <param name="Counts">Observations in each bucket, not cumulated; one more than bounds.</param>
/// <param name="Sum">Sum of the observations.</param>
/// <param name="Exemplars">An observation of each bucket, as many as counts; null where there is none to show, empty if there are none at all.</param>
public sealed record HistogramSample(IReadOnlyList<double> Bounds, IReadOnlyList<long> Counts, double Sum, IReadOnlyList<Exemplar?> Exemplars);
