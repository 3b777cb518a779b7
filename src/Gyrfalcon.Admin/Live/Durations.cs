using System;
using System.Linq;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Admin.Live;

/// <summary>How long exchanges or attempts took, as counts in buckets of which four double the time: what is made of them is right to within a tenth. Immutable.</summary>
internal sealed class Durations
{
    /// <summary>The upper bound of the first bucket, in seconds.</summary>
    private const double Shortest = 50e-6;

    /// <summary>Up to almost a minute.</summary>
    private static readonly double[] Upper = [.. Enumerable.Range(0, 81).Select(static i => Shortest * Math.Pow(2, i / 4.0))];

    private readonly long[] _counts;

    /// <param name="counts">In each bucket, the last without a bound; not to be modified afterwards.</param>
    internal Durations(long[] counts) => _counts = counts;

    /// <summary>Upper bounds of the buckets but the last, in seconds.</summary>
    internal static ReadOnlySpan<double> Bounds => Upper;

    internal static int Buckets => Upper.Length + 1;

    internal static Durations None { get; } = new(new long[Buckets]);

    /// <summary>What the histograms of the workers say now.</summary>
    internal static Durations Of(LatencySum sum) => sum.Count == 0 ? None : new Durations(sum.Buckets(Upper));

    internal long Total
    {
        get
        {
            long total = 0;
            foreach (long count in _counts) total += count;
            return total;
        }
    }

    /// <summary>What has been added since; all of it if the counts have begun anew.</summary>
    internal Durations Since(Durations earlier)
    {
        if (ReferenceEquals(this, earlier)) return None;
        var difference = new long[_counts.Length];
        for (int i = 0; i < difference.Length; i++)
        {
            if (_counts[i] < earlier._counts[i]) return this;
            difference[i] = _counts[i] - earlier._counts[i];
        }

        return new Durations(difference);
    }

    internal Durations Plus(Durations other)
    {
        if (other.Total == 0) return this;
        if (Total == 0) return other;
        var sum = new long[_counts.Length];
        for (int i = 0; i < sum.Length; i++) sum[i] = _counts[i] + other._counts[i];
        return new Durations(sum);
    }

    /// <summary>The time in seconds that so great a part of them did not exceed, as if they were spread evenly within their bucket; null if there are none.</summary>
    /// <param name="part">0 to 1.</param>
    internal double? Quantile(double part)
    {
        long total = Total;
        if (total == 0) return null;
        double rank = part * total;
        double below = 0;
        double[] bounds = Upper;
        for (int i = 0; i < bounds.Length; i++)
        {
            if (_counts[i] > 0 && below + _counts[i] >= rank)
            {
                double low = i == 0 ? 0 : bounds[i - 1];
                return low + ((bounds[i] - low) * (rank - below) / _counts[i]);
            }

            below += _counts[i];
        }

        return bounds[^1];
    }
}
