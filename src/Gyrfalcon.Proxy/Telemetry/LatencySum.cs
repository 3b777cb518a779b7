using System;
using System.Collections.Generic;
using System.Threading;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>Histograms of several workers, added up at one moment.</summary>
public sealed class LatencySum
{
    private readonly List<(double From, double UpTo, long Count)> _cells = [];

    /// <summary>Adds up <paramref name="histograms"/>. If they are not equally precise, because some were begun when there were fewer, each keeps its precision.</summary>
    public LatencySum(IReadOnlyList<LatencyHistogram> histograms)
    {
        ArgumentNullException.ThrowIfNull(histograms);
        foreach (LatencyHistogram histogram in histograms) Seconds += histogram.Total / 1e9;
        if (OfBits(histograms, LatencyHistogram.Fine) is not { Count: > 0 } fine) AddUp(histograms);
        else if (fine.Count == histograms.Count) AddUp(fine);
        else
        {
            AddUp(fine);
            AddUp(OfBits(histograms, LatencyHistogram.Coarse));
            _cells.Sort();
        }
    }

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>The sum of the times, in seconds.</summary>
    public double Seconds { get; private set; }

    /// <summary>The time, in seconds, that this share of them did not exceed, to the precision of the histograms; 0 if there were none.</summary>
    /// <param name="share">0 to 1.</param>
    public double Quantile(double share)
    {
        long wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        foreach ((_, double upTo, long count) in _cells)
        {
            seen += count;
            if (seen >= wanted) return upTo;
        }

        return 0;
    }

    /// <summary>How many there were up to each of <paramref name="bounds"/>, in seconds and ascending, and beyond the one before; the last number is of those beyond all.</summary>
    public long[] Buckets(ReadOnlySpan<double> bounds)
    {
        var counts = new long[bounds.Length + 1];
        int bucket = 0;
        foreach ((double from, _, long count) in _cells)
        {
            // A cell that reaches over a bound counts as within: it does so by less than the precision.
            while (bucket < bounds.Length && from > bounds[bucket]) bucket++;
            counts[bucket] += count;
        }

        return counts;
    }

    private static List<LatencyHistogram> OfBits(IReadOnlyList<LatencyHistogram> histograms, int bits)
    {
        var found = new List<LatencyHistogram>();
        foreach (LatencyHistogram histogram in histograms)
        {
            if (histogram.Bits == bits) found.Add(histogram);
        }

        return found;
    }

    private void AddUp(IReadOnlyList<LatencyHistogram> histograms)
    {
        if (histograms.Count == 0) return;
        Span<long> counts = stackalloc long[64];
        counts.Clear();
        for (int cell = 0, length; cell < histograms[0].Cells; cell += length)
        {
            length = AddUp(histograms, cell, counts, out bool isEmpty);
            if (isEmpty) continue;
            for (int i = 0; i < length; i++) Take(LatencyHistogram.TimesOf(cell + i, histograms[0].Bits), counts[i]);
            counts.Clear();
        }
    }

    /// <summary>The counts of the cells from <paramref name="cell"/> to the end of its chunk; how many cells these are, and whether nobody has that chunk.</summary>
    private static int AddUp(IReadOnlyList<LatencyHistogram> histograms, int cell, Span<long> counts, out bool isEmpty)
    {
        int length = 0;
        isEmpty = true;
        foreach (LatencyHistogram histogram in histograms)
        {
            ReadOnlySpan<long> own = histogram.From(cell, out length);
            isEmpty &= own.IsEmpty;
            for (int i = 0; i < own.Length; i++) counts[i] += Volatile.Read(in own[i]);
        }

        return length;
    }

    private void Take((long From, long To) times, long count)
    {
        if (count == 0) return;
        _cells.Add((times.From / 1e6, times.To / 1e6, count));
        Count += count;
    }
}
