using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

public sealed class RouteCountersTests
{
    [Fact]
    public void EveryStatusAndMethodIsCountedByItself()
    {
        var counters = new RouteCounters();
        var expected = new Dictionary<(int, Method), long>();
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            (int, Method) key = (random.Next(4) == 0 ? random.Next(0, 600) : 200, (Method)random.Next(10));
            counters.Count(key.Item1, key.Item2);
            expected[key] = expected.GetValueOrDefault(key) + 1;
        }

        Assert.Equal(
            expected.Select(static pair => (pair.Key.Item1, pair.Key.Item2, pair.Value)).Order(),
            counters.Read().Select(static one => (one.Status, one.Method, one.Count)).Order());
    }

    [Fact]
    public void WhatIsKnownCostsNoMemory()
    {
        var counters = new RouteCounters();
        for (int status = 200; status < 260; status++) counters.Count(status, Method.Get);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) counters.Count(200 + (i % 60), Method.Get);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1_000_000, 0)]
    [InlineData(1_000_001, 1)]
    [InlineData(30_000_000_000, 13)]
    [InlineData(30_000_000_001, 14)]
    public void ADurationFallsIntoTheBucketThatItDoesNotExceed(long nanoseconds, int bucket)
    {
        var counters = new RouteCounters();
        counters.CountDuration(nanoseconds);
        Assert.Equal(1, counters.InBucket(bucket));
        Assert.Equal(nanoseconds, counters.TotalTime);
        Assert.Equal(1, Enumerable.Range(0, RouteCounters.Bounds.Length + 1).Sum(counters.InBucket));
    }
}
