using System.IO;
using System.Linq;
using System.Threading;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Upstream;

public sealed class ClusterLoadTests
{
    [Theory]
    [InlineData(0, 20, 3)]
    [InlineData(1, 100, 3)]
    [InlineData(19, 20, 3)]
    [InlineData(20, 20, 4)]
    [InlineData(24, 20, 4)]
    [InlineData(100, 20, 20)]
    [InlineData(100, 100, 100)]
    [InlineData(100, 0, 3)]
    public void ThePartOfWhatWaitsMayRetryAndNeverFewerThanThree(int waiting, int percent, int allowed)
    {
        var load = new ClusterLoad(workers: 2);
        for (int i = 0; i < waiting; i++) load.Enter(i % 2);

        int begun = Enumerable.Range(0, 200).Count(_ => load.TryBeginRetry(percent));

        Assert.Equal((waiting, allowed, allowed), (load.Waiting, begun, load.Retrying));
    }

    [Fact]
    public void WhatEndedMakesRoom()
    {
        var load = new ClusterLoad(workers: 1);
        while (load.TryBeginRetry(20))
        {
        }

        load.EndRetry();

        Assert.True(load.TryBeginRetry(20));
        Assert.False(load.TryBeginRetry(20));
    }

    [Fact]
    public void RequestsThatWaitNoMoreDoNotCount()
    {
        var load = new ClusterLoad(workers: 2);
        for (int i = 0; i < 50; i++) load.Enter(i % 2);
        for (int i = 0; i < 40; i++) load.Leave(i % 2);

        Assert.Equal(10, load.Waiting);
        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => load.TryBeginRetry(20)));
    }

    [Fact]
    public void WorkersTogetherNeverExceedTheBudget()
    {
        const int Workers = 4;
        var load = new ClusterLoad(Workers);
        int under = 0;
        int most = 0;
        Thread[] threads = Enumerable.Range(0, Workers).Select(worker => new Thread(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                load.Enter(worker);
                if (load.TryBeginRetry(20))
                {
                    int now = Interlocked.Increment(ref under);
                    for (int seen = Volatile.Read(ref most); now > seen && Interlocked.CompareExchange(ref most, now, seen) != seen; seen = Volatile.Read(ref most))
                    {
                    }

                    Interlocked.Decrement(ref under);
                    load.EndRetry();
                }

                load.Leave(worker);
            }
        })).ToArray();

        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();

        Assert.InRange(most, 1, ClusterLoad.LeastRetries);
        Assert.Equal((0, 0), (load.Waiting, load.Retrying));
    }

    [Fact]
    public void TheLogIsToldOnceInTenSeconds()
    {
        var text = new StringWriter();
        var log = new OperationalLog(text);
        var load = new ClusterLoad(workers: 1);

        load.Warn("app", 20, 50_000_000_000, log);
        load.Warn("app", 20, 59_999_999_999, log);
        load.Warn("app", 20, 60_000_000_000, log);

        Assert.Equal(2, text.ToString().Split("cluster app: ").Length - 1);
    }
}
