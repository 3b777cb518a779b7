using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Gyrfalcon.Proxy.Balancing;
using Gyrfalcon.Proxy.Tests.Upstream;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Balancing;

/// <summary>Every balancer with endpoints that have a limit, and with many of them.</summary>
public sealed class MaxRequestsTests
{
    public static TheoryData<string> All => ["round-robin", "random", "power-of-two", "least-requests", "ewma", "maglev"];

    [Theory]
    [MemberData(nameof(All))]
    public void EveryPlaceIsFoundAndNoneTwice(string name)
    {
        Endpoint[] endpoints = [TestEndpoints.One(0, 3, maxRequests: 1), TestEndpoints.One(1, 1000, maxRequests: 7), TestEndpoints.One(2, 1, maxRequests: 2), TestEndpoints.One(3, 999, maxRequests: 3)];
        Balancer balancer = Arranged(name, endpoints);
        var driver = new ManualDriver();
        for (int round = 0; round < 3; round++)
        {
            Endpoint[] picked = [.. Enumerable.Range(0, 13).Select(key => Pick(balancer, driver, key)!)];
            Assert.DoesNotContain(null, picked);
            Assert.Null(Pick(balancer, driver, 99));
            Assert.Equal([1, 7, 2, 3], endpoints.Select(static endpoint => endpoint.Load.InFlight));
            Assert.All(endpoints, endpoint => Assert.False(balancer.TryTake(endpoint)));
            foreach (Endpoint endpoint in picked) balancer.Release(endpoint, 1, 1);
        }

        Assert.True(balancer.TryTake(endpoints[2]));
        Assert.Equal(1, endpoints[2].Load.InFlight);
    }

    /// <summary>As many places as threads: each must find one every time, and no endpoint may have too many for a moment.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void NeverMoreThanTheLimitAndAlwaysAPlaceWhileThereIsOne(string name)
    {
        Endpoint[] endpoints = TestEndpoints.Many(1, maxRequests: 4);
        Balancer balancer = Arranged(name, endpoints);
        int tooMany = 0;
        int missed = 0;
        InParallel(4, 40_000, (driver, i) =>
        {
            if (Pick(balancer, driver, i) is not { } picked)
            {
                Interlocked.Increment(ref missed);
                return;
            }

            if (picked.Load.InFlight > 4) Interlocked.Increment(ref tooMany);
            balancer.Release(picked, 1, 1);
        });
        Assert.Equal((0, 0, 0), (tooMany, missed, endpoints[0].Load.InFlight));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void NeverMoreThanTheLimitWithTooFewPlaces(string name)
    {
        Endpoint[] endpoints = TestEndpoints.Many(3, maxRequests: 1);
        Balancer balancer = Arranged(name, endpoints);
        int tooMany = 0;
        InParallel(4, 40_000, (driver, i) =>
        {
            if (i % 5000 == 0) balancer.Arrange(i % 10_000 == 0 ? endpoints : endpoints[1..]);
            Endpoint? picked = i % 7 == 0 && balancer.TryTake(endpoints[2]) ? endpoints[2] : Pick(balancer, driver, i);
            if (picked is null) return;
            if (picked.Load.InFlight > 1) Interlocked.Increment(ref tooMany);
            balancer.Release(picked, 1, 1);
        });
        Assert.Equal((0, 0), (tooMany, endpoints.Sum(static endpoint => endpoint.Load.InFlight)));
    }

    /// <summary>A factor of 100 in endpoints must not be one in time, with a slack for caches and a busy machine; linear would be 100 times.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void TheTimeOfAPickDoesNotGrowWithTheNumberOfEndpoints(string name)
    {
        double few = Enumerable.Range(0, 7).Min(_ => TimeOfPicks(name, 10));
        double many = Enumerable.Range(0, 7).Min(_ => TimeOfPicks(name, 1000));
        Assert.True(many < 20 * few, $"{few:0} ns with 10 endpoints, {many:0} ns with 1,000");
    }

    /// <summary>When all have as many as they may, a weighted cycle of 100,000 turns is not walked, and the heap is not searched.</summary>
    [Theory]
    [InlineData("round-robin")]
    [InlineData("least-requests")]
    public void WhenAllAreFullThatIsFoundSoon(string name)
    {
        Endpoint[] endpoints = [.. Enumerable.Range(0, 200).Select(static number => TestEndpoints.One(number, weight: 1000 - (number % 2), maxRequests: 1))];
        Balancer balancer = Arranged(name, endpoints);
        var driver = new ManualDriver();
        foreach (Endpoint endpoint in endpoints) balancer.TryTake(endpoint);
        double best = Enumerable.Range(0, 7).Min(_ => Time(100, i => Assert.Null(Pick(balancer, driver, i))));
        Assert.True(best < 100_000, $"{best:0} ns");
    }

    private static double TimeOfPicks(string name, int count)
    {
        Endpoint[] endpoints = [.. Enumerable.Range(0, count).Select(static number => TestEndpoints.One(number, weight: 1 + (number % 3), maxRequests: 50))];
        Balancer balancer = Arranged(name, endpoints);
        var driver = new ManualDriver();
        return Time(5000, i => balancer.Release(Pick(balancer, driver, i)!, 1000, i));
    }

    private static double Time(int times, Action<int> action)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++) action(i);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / times;
    }

    private static Endpoint? Pick(Balancer balancer, ManualDriver driver, int key) => balancer.Pick(new PickContext(driver, KeyHash.Of(BitConverter.GetBytes(key)), 1, []));

    private static void InParallel(int threads, int times, Action<ManualDriver, int> action)
    {
        Thread[] all = Enumerable.Range(0, threads).Select(seed => new Thread(() =>
        {
            var driver = new ManualDriver(seed);
            for (int i = 0; i < times; i++) action(driver, i);
        })).ToArray();
        foreach (Thread thread in all) thread.Start();
        foreach (Thread thread in all) thread.Join();
    }

    private static Balancer Arranged(string name, Endpoint[] endpoints)
    {
        Balancer balancer = name switch
        {
            "round-robin" => new RoundRobin(),
            "random" => new RandomChoice(),
            "power-of-two" => new PowerOfTwo(),
            "least-requests" => new LeastRequests(),
            "ewma" => new PeakEwma(),
            _ => new Maglev(),
        };
        balancer.Arrange(endpoints);
        return balancer;
    }
}
