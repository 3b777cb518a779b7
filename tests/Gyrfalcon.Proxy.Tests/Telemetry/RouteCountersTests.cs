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
    public void EveryStatusInUseAndMethodIsCountedByItself()
    {
        var counters = new RouteCounters();
        var expected = new Dictionary<(int, Method), long>();
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            (int, Method) key = (random.Next(4) == 0 ? random.Next(0, 600) : 200, (Method)random.Next(10));
            counters.Count(key.Item1, key.Item2);
            key.Item1 = CountedStatus.Of(key.Item1);
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
}
