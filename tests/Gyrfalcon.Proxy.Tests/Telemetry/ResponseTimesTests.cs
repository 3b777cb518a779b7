using System;
using System.Linq;
using Gyrfalcon.Http;
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
        foreach (double seconds in new[] { 0, 0.005, 0.0051, 10, 11 }) times.Record(200, Method.Get, isTls: false, FaultKind.None, (long)(seconds * 1e9));
        times.Record(200, Method.Get, isTls: true, FaultKind.None, 1);
        times.Record(0, Method.Other, isTls: false, FaultKind.None, 1);
        ResponseTime[] read = [.. times.Read()];
        Assert.Equal(3, read.Length);
        ResponseTime plain = read.Single(static time => time is { Status: 200, IsTls: false });
        Assert.Equal([2, 1, .. Enumerable.Repeat(0L, ResponseTimes.Bounds.Length - 3), 1, 1], plain.Counts);
        Assert.Equal(21.0101, plain.Seconds, 6);
        Assert.Equal((Method.Get, 1), (read.Single(static time => time.IsTls).Method, (int)read.Single(static time => time.IsTls).Counts[0]));
        Assert.Equal(Method.Other, read.Single(static time => time.Status == 0).Method);
    }

    [Fact]
    public void WhatBrokeOffStandsByItself()
    {
        var times = new ResponseTimes();
        times.Record(200, Method.Get, isTls: true, FaultKind.None, 1);
        times.Record(200, Method.Get, isTls: true, FaultKind.IncompleteResponse, 1);
        Assert.Equal([(200, Method.Get, true, FaultKind.None), (200, Method.Get, true, FaultKind.IncompleteResponse)],
            times.Read().OrderBy(static time => time.BrokenBy).Select(static time => (time.Status, time.Method, time.IsTls, time.BrokenBy)));
    }

    [Fact]
    public void ThereIsAnEndToStatusesHoweverManyThereAre()
    {
        var times = new ResponseTimes();
        for (int status = 100; status < 1000; status++) times.Record(status, Method.Get, isTls: false, FaultKind.None, 1);
        Assert.InRange(times.Read().Count, 60, 100);
        Assert.Equal(900, times.Read().Sum(static time => time.Counts[0]));
    }

    [Fact]
    public void WhatIsKnownCostsNoMemory()
    {
        var times = new ResponseTimes();
        times.Record(200, Method.Get, isTls: true, FaultKind.None, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) times.Record(200, Method.Get, isTls: true, FaultKind.None, i * 20_000_000L);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
