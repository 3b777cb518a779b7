using System;
using System.Numerics;

namespace Gyrfalcon.Scenarios.Recording;

/// <summary>
/// Counts of times in microseconds, in buckets whose width is less than 1 % of the time: 128 to each power of two. Up to 2^32 µs, which is more than an hour.
/// </summary>
public sealed class LatencyHistogram
{
    private const int Precision = 7;

    private int[] _counts = [];

    /// <summary>How many times there are.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a time in nanoseconds.</summary>
    public void Add(long nanoseconds)
    {
        int index = Index((ulong)Math.Clamp(nanoseconds / 1000, 0, uint.MaxValue));
        if (index >= _counts.Length) Array.Resize(ref _counts, index + 256);
        _counts[index]++;
        Count++;
    }

    /// <summary>Adds all of another's.</summary>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._counts.Length > _counts.Length) Array.Resize(ref _counts, other._counts.Length);
        for (int i = 0; i < other._counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
    }

    /// <summary>The time in nanoseconds, half a percent more or less, that this share of the times does not exceed; 0 without any.</summary>
    /// <param name="quantile">0 to 1, such as 0.99.</param>
    public long Quantile(double quantile)
    {
        if (Count == 0) return 0;
        long wanted = Math.Max(1, (long)Math.Ceiling(quantile * Count));
        for (int i = 0; i < _counts.Length; i++)
        {
            wanted -= _counts[i];
            if (wanted <= 0) return Middle(i);
        }

        throw new InvalidOperationException("fewer times than counted");
    }

    private static int Index(ulong microseconds)
    {
        int shift = Math.Max(0, BitOperations.Log2(microseconds | 1) - Precision);
        return (shift << Precision) + (int)(microseconds >> shift);
    }

    private static long Middle(int index)
    {
        int shift = Math.Max(0, (index >> Precision) - 1);
        long least = (long)(index - (shift << Precision)) << shift;
        return (least * 1000) + ((1L << shift) * 500) - (shift == 0 ? 500 : 0);
    }
}
