using System;
using System.Linq;
using CsCheck;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

public sealed class LatencyHistogramTests
{
    private static readonly double[] Shares = [0, 0.01, 0.5, 0.9, 0.99, 0.999, 1];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1_000_000, 0)]
    [InlineData(1_001_000, 1)]
    [InlineData(30_000_000_000, 13)]
    [InlineData(30_100_000_000, 14)]
    [InlineData(long.MaxValue, 14)]
    [InlineData(-5, 0)]
    public void ATimeFallsIntoTheBucketThatItDoesNotExceed(long nanoseconds, int bucket)
    {
        var histogram = new LatencyHistogram(LatencyHistogram.Fine);
        histogram.Record(nanoseconds);
        var sum = new LatencySum([histogram]);
        long[] counts = sum.Buckets(RouteCounters.Bounds);
        Assert.Equal((1, 1, 1), (sum.Count, counts[bucket], counts.Sum()));
        Assert.Equal(nanoseconds, histogram.Total);
    }

    /// <summary>Against the sorted times themselves.</summary>
    [Theory]
    [InlineData(LatencyHistogram.Fine, 0.001)]
    [InlineData(LatencyHistogram.Coarse, 0.008)]
    public void QuantilesAreThoseOfTheTimesToThePrecision(int bits, double precision)
    {
        // From a microsecond to an hour, as many of each scale.
        Gen<long> time = Gen.Double[3, 12.5].Select(static exponent => (long)Math.Pow(10, exponent));
        time.Array[1, 300].Sample(times =>
        {
            LatencyHistogram[] workers = [new(bits), new(bits), new(bits)];
            for (int i = 0; i < times.Length; i++) workers[i % 3].Record(times[i]);
            var sum = new LatencySum(workers);
            long[] sorted = [.. times.Order()];
            Assert.Equal(times.Length, sum.Count);
            Assert.Equal(times.Sum(static each => each / 1e9), sum.Seconds, 1e-3);
            foreach (double share in Shares)
            {
                double exact = sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)] / 1e9;
                Assert.InRange(sum.Quantile(share), exact, (exact * (1 + precision)) + 2e-6);
            }
        }, iter: 500);
    }

    [Fact]
    public void NothingIsNothing()
    {
        var sum = new LatencySum([new LatencyHistogram(LatencyHistogram.Fine)]);
        Assert.Equal((0, 0d, 0d), (sum.Count, sum.Quantile(0.5), sum.Seconds));
        Assert.Equal(0, new LatencySum([]).Count);
    }

    [Theory]
    [InlineData(1, LatencyHistogram.Fine)]
    [InlineData(2048, LatencyHistogram.Fine)]
    [InlineData(2049, LatencyHistogram.Coarse)]
    [InlineData(4_000_000_000, LatencyHistogram.Coarse)]
    public void OfVeryManyEachIsCoarser(long histograms, int bits) => Assert.Equal(bits, LatencyHistogram.PrecisionOf(histograms));

    /// <summary>An endpoint keeps its histogram when others, begun when there were more of them, join it.</summary>
    [Fact]
    public void WhatIsNotEquallyPreciseIsAddedUpAllTheSame()
    {
        Gen.Long[1_000, 10_000_000_000].Array[1, 200].Sample(static times =>
        {
            LatencyHistogram[] mixed = [new(LatencyHistogram.Coarse), new(LatencyHistogram.Fine), new(LatencyHistogram.Coarse)];
            for (int i = 0; i < times.Length; i++) mixed[i % 3].Record(times[i]);
            var sum = new LatencySum(mixed);
            long[] sorted = [.. times.Order()];
            Assert.Equal(times.Length, sum.Count);
            foreach (double share in Shares)
            {
                double exact = sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)] / 1e9;
                Assert.InRange(sum.Quantile(share), exact * (1 - 0.008), (exact * (1 + 0.008)) + 2e-6);
            }

            Assert.Equal(times.Length, sum.Buckets(RouteCounters.Bounds).Sum());
        }, iter: 500);
    }

    [Fact]
    public void MemoryIsTakenForWhatOccursAndNoMoreThanOnce()
    {
        var histogram = new LatencyHistogram(LatencyHistogram.Coarse);
        histogram.Record(1_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) histogram.Record(1_000_000 + i);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
