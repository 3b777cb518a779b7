using System;
using System.Linq;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Upstream;

public sealed class LatencyQuantileTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    public void TheQuantileIsExactToAnEighth(double quantile)
    {
        var latency = new LatencyQuantile(workers: 3, quantile);
        var random = new Random(1);
        long[] times = [.. Enumerable.Range(0, 10_000).Select(_ => (long)(Math.Exp(random.NextDouble() * 12) * 10_000))];
        for (int i = 0; i < times.Length; i++) latency.Note(i % 3, times[i]);
        Array.Sort(times);
        long exact = times[(int)(quantile * times.Length) - 1];
        Assert.InRange(latency.Value(Second), exact, (long)(exact * 1.13) + 1024);
    }

    [Fact]
    public void FewAnswersSayNothing()
    {
        var latency = new LatencyQuantile(1, 0.5);
        for (int i = 0; i < LatencyQuantile.LeastAnswers - 1; i++) latency.Note(0, 1_000_000);
        Assert.Equal(long.MaxValue, latency.Value(Second));
        latency.Note(0, 1_000_000);
        Assert.Equal(long.MaxValue, latency.Value(Second + 1));
        Assert.InRange(latency.Value(2 * Second), 1_000_000, 1_150_000);
    }

    [Fact]
    public void WhatIsOldIsForgotten()
    {
        var latency = new LatencyQuantile(1, 0.5);
        for (int i = 0; i < 1000; i++) latency.Note(0, 500_000_000);
        Assert.InRange(latency.Value(1 * Second), 500_000_000, 570_000_000);
        for (int second = 2; second < 40; second++)
        {
            for (int i = 0; i < 20; i++) latency.Note(0, 1_000_000);
            latency.Value(second * Second);
        }

        Assert.InRange(latency.Value(40 * Second), 1_000_000, 1_150_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(long.MaxValue)]
    public void AnyTimeHasABucket(long nanoseconds)
    {
        var latency = new LatencyQuantile(1, 0.5);
        for (int i = 0; i < 200; i++) latency.Note(0, nanoseconds);
        Assert.InRange(latency.Value(Second), 1, long.MaxValue);
    }
}
