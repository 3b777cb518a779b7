using System;
using System.Linq;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

public sealed class ResponseTimesTests
{
    [Fact]
    public void EachMethodStatusAndSchemeHasItsBuckets()
    {
        var times = new ResponseTimes();
        foreach (double seconds in new[] { 0, 0.005, 0.0051, 10, 11 }) times.Record(200, Method.Get, isTls: false, (long)(seconds * 1e9));
        times.Record(200, Method.Get, isTls: true, 1);
        times.Record(0, Method.Other, isTls: false, 1);
        ResponseTime[] read = [.. times.Read()];
        Assert.Equal(3, read.Length);
        ResponseTime plain = read.Single(static time => time is { Status: 200, IsTls: false });
        Assert.Equal([2, 1, .. Enumerable.Repeat(0L, ResponseTimes.Bounds.Length - 3), 1, 1], plain.Counts);
        Assert.Equal(21.0101, plain.Seconds, 6);
        Assert.Equal((Method.Get, 1), (read.Single(static time => time.IsTls).Method, (int)read.Single(static time => time.IsTls).Counts[0]));
        Assert.Equal(Method.Other, read.Single(static time => time.Status == 0).Method);
    }

    [Fact]
    public void WhatIsKnownCostsNoMemory()
    {
        var times = new ResponseTimes();
        times.Record(200, Method.Get, isTls: true, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) times.Record(200, Method.Get, isTls: true, i * 20_000_000L);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
