using System;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Admin.Live;

/// <summary>How long exchanges took, as counts in buckets. The one place that knows the bounds of buckets: finer ones change nothing else here. Immutable.</summary>
internal sealed class Durations
{
    private readonly long[] _counts;

    /// <param name="counts">In each bucket of <see cref="RouteCounters.Bounds"/>, the last without a bound; not to be modified afterwards.</param>
    internal Durations(long[] counts) => _counts = counts;

    internal static int Buckets => RouteCounters.Bounds.Length + 1;

    internal static Durations None { get; } = new(new long[Buckets]);

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
        ReadOnlySpan<double> bounds = RouteCounters.Bounds;
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
