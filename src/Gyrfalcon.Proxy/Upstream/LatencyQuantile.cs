using System;
using System.Numerics;
using System.Threading;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// A quantile of how long a cluster's endpoints took to answer lately, over all workers. Each worker counts into a histogram of its own, eight buckets for each power of two, so an answer is exact to
/// an eighth; what is older than some twenty seconds is forgotten.
/// </summary>
public sealed class LatencyQuantile
{
    /// <summary>Fewer answers than this say nothing.</summary>
    public const int LeastAnswers = 100;

    private const int SubBuckets = 8;
    private const int Buckets = 34 * SubBuckets;
    private const long Refresh = 500_000_000;
    private const long Window = 10_000_000_000;

    private readonly long[][] _counts;
    private long[] _windowBefore = new long[Buckets];
    private long[] _windowBeforeThat = new long[Buckets];
    private long _windowEnds;
    private long _nextRefresh;
    private long _isRefreshing;
    private readonly double _quantile;
    private long _value = long.MaxValue;

    /// <summary>Creates the histograms of <paramref name="workers"/> workers, for the quantile 0 to 1.</summary>
    public LatencyQuantile(int workers, double quantile)
    {
        _quantile = quantile;
        _counts = new long[workers][];
        for (int i = 0; i < workers; i++) _counts[i] = new long[Buckets];
    }

    /// <summary>Takes in an answer; on that worker.</summary>
    /// <param name="worker">Its index.</param>
    /// <param name="nanoseconds">From the beginning of the attempt to the response's header block.</param>
    public void Note(int worker, long nanoseconds)
    {
        ref long count = ref _counts[worker][BucketOf(nanoseconds)];
        Volatile.Write(ref count, count + 1);
    }

    /// <summary>The quantile in nanoseconds, at most half a second old; the maximum while too few answers are known.</summary>
    public long Value(long now)
    {
        if (now >= Volatile.Read(ref _nextRefresh) && Interlocked.Exchange(ref _isRefreshing, 1) == 0)
        {
            _nextRefresh = now + Refresh;
            Compute(now);
            Volatile.Write(ref _isRefreshing, 0);
        }

        return Volatile.Read(ref _value);
    }

    /// <summary>The upper end of a bucket in nanoseconds; times are counted in units of 1,024 ns.</summary>
    private static long EndOf(int bucket)
    {
        if (bucket < SubBuckets) return (bucket + 1L) << 10;
        int power = bucket / SubBuckets;
        return (long)(SubBuckets + (bucket % SubBuckets) + 1) << (power - 1 + 10);
    }

    private static int BucketOf(long nanoseconds)
    {
        ulong units = (ulong)Math.Max(0, nanoseconds) >> 10;
        if (units < SubBuckets) return (int)units;
        int power = BitOperations.Log2(units) - 2;
        return Math.Min(Buckets - 1, (power * SubBuckets) + (int)(units >> (power - 1)) - SubBuckets);
    }

    private void Compute(long now)
    {
        var sums = new long[Buckets];
        long total = 0;
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            long sum = 0;
            foreach (long[] counts in _counts) sum += Volatile.Read(ref counts[bucket]);
            sums[bucket] = sum;
            total += sum - _windowBeforeThat[bucket];
        }

        long rank = (long)Math.Ceiling(total * _quantile);
        long seen = 0;
        long value = long.MaxValue;
        for (int bucket = 0; bucket < Buckets && total >= LeastAnswers; bucket++)
        {
            seen += sums[bucket] - _windowBeforeThat[bucket];
            if (seen < rank) continue;
            value = EndOf(bucket);
            break;
        }

        Volatile.Write(ref _value, value);
        if (now < _windowEnds) return;
        _windowEnds = now + Window;
        _windowBeforeThat = _windowBefore;
        _windowBefore = sums;
    }
}
