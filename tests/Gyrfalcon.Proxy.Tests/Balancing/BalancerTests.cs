using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Proxy.Balancing;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Balancing;

/// <summary>What holds for all balancers, and how each spreads its picks. Chance comes from fixed seeds.</summary>
public sealed class BalancerTests
{
    private const long Millisecond = 1_000_000;

    public static TheoryData<string> All => ["round-robin", "random", "power-of-two", "least-requests", "ewma", "maglev"];

    [Theory]
    [MemberData(nameof(All))]
    public void None_of_those_tried_is_picked_and_every_other_is_in_the_end(string name)
    {
        Endpoint[] endpoints = Endpoints(1, 5, 1000, 2, 1, 1);
        Balancer balancer = Arranged(name, endpoints);
        var tried = new List<Endpoint>();
        for (int i = 0; i < endpoints.Length; i++)
        {
            Endpoint? picked = Pick(balancer, key: 77, tried: tried);
            Assert.NotNull(picked);
            Assert.DoesNotContain(picked, tried);
            tried.Add(picked);
        }

        Assert.Null(Pick(balancer, key: 77, tried: tried));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Without_endpoints_there_is_nothing_to_pick(string name)
    {
        Assert.Null(Pick(Create(name)));
        Assert.Null(Pick(Arranged(name, [])));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_no_longer_arranged_is_not_picked_and_may_still_be_released(string name)
    {
        Endpoint[] endpoints = Endpoints(1, 1, 1);
        Balancer balancer = Arranged(name, endpoints);
        Endpoint[] held = Enumerable.Range(0, 30).Select(key => Pick(balancer, (ulong)key)!).ToArray();
        balancer.Arrange(endpoints[..2]);
        foreach (Endpoint endpoint in held) balancer.Release(endpoint, Millisecond, 0);
        Assert.All(Enumerable.Range(0, 100), key => Assert.NotSame(endpoints[2], Pick(balancer, KeyOf(key))));
        Assert.Equal(0, endpoints[2].Load.InFlight);
    }

    [Theory]
    [InlineData(5, 1, 1)]
    [InlineData(1000, 999, 998)]
    [InlineData(10, 20, 30)]
    [InlineData(1, 1, 1)]
    [InlineData(7, 7, 7)]
    public void Round_robin_is_exact_over_a_cycle_for_any_weights(int a, int b, int c)
    {
        Endpoint[] endpoints = Endpoints(a, b, c);
        Balancer balancer = Arranged("round-robin", endpoints);
        Dictionary<Endpoint, int> counts = Count(balancer, a + b + c);
        Assert.Equal([a, b, c], endpoints.Select(endpoint => counts[endpoint]));
    }

    [Fact]
    public void Round_robin_goes_in_the_order_given_while_weights_are_equal_and_further_tries_do_not_move_the_turns_of_first_ones()
    {
        Endpoint[] endpoints = Endpoints(4, 4, 4);
        Balancer balancer = Arranged("round-robin", endpoints);
        var picks = new List<Endpoint>();
        for (int i = 0; i < 6; i++)
        {
            picks.Add(Pick(balancer)!);
            Pick(balancer, tried: [picks[^1]]);
        }

        Assert.Equal([.. endpoints, .. endpoints], picks);
    }

    [Fact]
    public void Round_robin_keeps_the_turns_of_one_endpoint_apart()
    {
        int[] weights = [5, 1, 1, 3, 2, 8];
        Endpoint[] endpoints = Endpoints(weights);
        Balancer balancer = Arranged("round-robin", endpoints);
        int cycle = weights.Sum();
        Endpoint[] picks = Enumerable.Range(0, cycle * 2).Select(_ => Pick(balancer)!).ToArray();
        foreach (Endpoint endpoint in endpoints)
        {
            int[] places = Enumerable.Range(0, picks.Length).Where(i => picks[i] == endpoint).ToArray();
            int widest = places.Zip(places.Skip(1), static (one, next) => next - one).Max();
            Assert.True(widest <= (2 * cycle / endpoint.Weight) + 1, $"a pause of {widest} for weight {endpoint.Weight} of {cycle}");
        }
    }

    [Fact]
    public void Round_robin_is_exact_whatever_number_of_threads_pick()
    {
        Endpoint[] endpoints = Endpoints(3, 2, 1);
        Balancer balancer = Arranged("round-robin", endpoints);
        var counts = new int[endpoints.Length];
        InParallel(4, 6000, _ => Interlocked.Increment(ref counts[Array.IndexOf(endpoints, Pick(balancer))]));
        Assert.Equal([12000, 8000, 4000], counts);
    }

    [Theory]
    [InlineData("random", 0.02)]
    [InlineData("power-of-two", 0.02)]
    [InlineData("maglev", 0.03)]
    public void Picks_are_spread_by_weight(string name, double tolerance)
    {
        int[] weights = [1, 2, 3, 4];
        Endpoint[] endpoints = Endpoints(weights);
        Balancer balancer = Arranged(name, endpoints);
        const int Picks = 100_000;
        var counts = new Dictionary<Endpoint, int>();
        for (int i = 0; i < Picks; i++)
        {
            Endpoint picked = Pick(balancer, KeyOf(i))!;
            balancer.Release(picked, Millisecond, 0);
            counts[picked] = counts.GetValueOrDefault(picked) + 1;
        }

        double slack = tolerance;
        foreach (Endpoint endpoint in endpoints) Assert.InRange(counts[endpoint] / (double)Picks, (endpoint.Weight / 10.0) - slack, (endpoint.Weight / 10.0) + slack);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    public void Least_requests_never_leaves_its_bound(int count)
    {
        var random = new Random(5);
        Endpoint[] endpoints = Endpoints(Enumerable.Range(0, count).Select(_ => random.Next(1, 10)).ToArray());
        Balancer balancer = Arranged("least-requests", endpoints);
        var underWay = new List<Endpoint>();
        for (int step = 0; step < 20 * count; step++)
        {
            if (underWay.Count > 0 && random.Next(3) == 0)
            {
                int index = random.Next(underWay.Count);
                balancer.Release(underWay[index], Millisecond, 0);
                underWay.RemoveAt(index);
                continue;
            }

            double least = endpoints.Min(static endpoint => (endpoint.Load.InFlight + 1.0) / endpoint.Weight);
            Endpoint picked = Pick(balancer)!;
            Assert.Equal(least, (double)picked.Load.InFlight / picked.Weight, 9);
            underWay.Add(picked);
        }

        Assert.Equal(underWay.Count, endpoints.Sum(static endpoint => endpoint.Load.InFlight));
    }

    [Theory]
    [InlineData("least-requests")]
    [InlineData("power-of-two")]
    [InlineData("ewma")]
    [InlineData("maglev")]
    public void Counts_are_right_after_many_threads(string name)
    {
        Endpoint[] endpoints = Endpoints(1, 2, 3, 1, 1);
        Balancer balancer = Arranged(name, endpoints);
        InParallel(4, 20_000, i =>
        {
            if (i % 1000 == 0) balancer.Arrange(i % 2000 == 0 ? endpoints : endpoints[..4]);
            balancer.Release(Pick(balancer, KeyOf(i))!, Millisecond, i);
        });
        Assert.All(endpoints, static endpoint => Assert.Equal(0, endpoint.Load.InFlight));
        balancer.Arrange(endpoints);
        Assert.NotNull(Pick(balancer));
    }

    [Fact]
    public void Power_of_two_stays_far_below_what_chance_alone_would_pile_up()
    {
        int Highest(string name)
        {
            Endpoint[] endpoints = Endpoints(Enumerable.Repeat(1, 100).ToArray());
            Balancer balancer = Arranged(name, endpoints);
            var piled = new Dictionary<Endpoint, int>();
            for (int i = 0; i < 1000; i++)
            {
                Endpoint picked = Pick(balancer)!;
                piled[picked] = piled.GetValueOrDefault(picked) + 1;
            }

            return piled.Values.Max();
        }

        Assert.True(Highest("power-of-two") <= 13);
        Assert.True(Highest("random") >= 16);
    }

    [Fact]
    public void Ewma_avoids_a_slow_endpoint_and_comes_back_when_it_is_quick_again()
    {
        Endpoint[] endpoints = Endpoints(1, 1, 1, 1);
        Balancer balancer = Arranged("ewma", endpoints);
        long now = 0;
        int Share(long slow)
        {
            int picks = 0;
            for (int i = 0; i < 4000; i++)
            {
                now += Millisecond;
                Endpoint picked = Pick(balancer, now: now)!;
                bool isFirst = picked == endpoints[0];
                picks += isFirst ? 1 : 0;
                balancer.Release(picked, isFirst ? slow : 5 * Millisecond, now);
            }

            return picks;
        }

        Share(5 * Millisecond);
        Assert.InRange(Share(500 * Millisecond), 0, 40);
        now += 120_000 * Millisecond;
        Share(5 * Millisecond);
        Assert.InRange(Share(5 * Millisecond), 500, 1600);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    public void Maglev_moves_few_keys_when_an_endpoint_leaves(int count)
    {
        Endpoint[] endpoints = Endpoints(Enumerable.Repeat(1, count).ToArray());
        Balancer balancer = Arranged("maglev", endpoints);
        const int Keys = 20_000;
        Endpoint[] before = Enumerable.Range(0, Keys).Select(key => PickAndRelease(balancer, key)).ToArray();
        balancer.Arrange(endpoints[1..]);
        int moved = Enumerable.Range(0, Keys).Count(key => PickAndRelease(balancer, key) != before[key]);
        Assert.InRange(moved / (double)Keys, 0.5 / count, (1.0 / count) + 0.03);
    }

    [Fact]
    public void Maglev_is_the_same_in_another_process()
    {
        Endpoint[] endpoints = Endpoints(1, 2, 3, 1);
        Balancer one = Arranged("maglev", endpoints);
        Balancer other = Arranged("maglev", Endpoints(1, 2, 3, 1));
        Assert.Equal(
            Enumerable.Range(0, 500).Select(key => PickAndRelease(one, key).Name),
            Enumerable.Range(0, 500).Select(key => PickAndRelease(other, key).Name));
    }

    [Fact]
    public void Maglev_passes_on_what_one_key_has_too_much_of()
    {
        Endpoint[] endpoints = Endpoints(Enumerable.Repeat(1, 10).ToArray());
        Balancer balancer = Arranged("maglev", endpoints);
        for (int i = 0; i < 1000; i++) Pick(balancer, key: 42);
        Assert.InRange(endpoints.Max(static endpoint => endpoint.Load.InFlight), 100, 127);
    }

    private static Endpoint PickAndRelease(Balancer balancer, int key)
    {
        Endpoint picked = Pick(balancer, KeyOf(key))!;
        balancer.Release(picked, Millisecond, 0);
        return picked;
    }

    private static Dictionary<Endpoint, int> Count(Balancer balancer, int picks)
        => Enumerable.Range(0, picks).Select(_ => Pick(balancer)!).GroupBy(static picked => picked).ToDictionary(static group => group.Key, static group => group.Count());

    private static void InParallel(int threads, int times, Action<int> action)
    {
        Thread[] all = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < times; i++) action(i);
        })).ToArray();
        foreach (Thread thread in all) thread.Start();
        foreach (Thread thread in all) thread.Join();
    }

    private static ulong KeyOf(int number) => KeyHash.Of(BitConverter.GetBytes(number));

    private static Endpoint? Pick(Balancer balancer, ulong key = 0, long now = 0, List<Endpoint>? tried = null)
        => balancer.Pick(new PickContext(Chance.OfThread, key, now, tried is null ? [] : tried.ToArray()));

    private static Balancer Arranged(string name, Endpoint[] endpoints)
    {
        Balancer balancer = Create(name);
        balancer.Arrange(endpoints);
        return balancer;
    }

    private static Balancer Create(string name) => name switch
    {
        "round-robin" => new RoundRobin(),
        "random" => new RandomChoice(),
        "power-of-two" => new PowerOfTwo(),
        "least-requests" => new LeastRequests(),
        "ewma" => new PeakEwma(),
        _ => new Maglev(),
    };

    private static Endpoint[] Endpoints(params int[] weights) => weights.Select(static (weight, index) =>
    {
        var state = new EndpointState();
        state.SetAddresses([new Address(IPAddress.Loopback, index + 1)]);
        var rules = new ConnectionRules(1, 1, 1);
        return new Endpoint($"http://endpoint-{index}", "endpoint", index + 1, secure: false, "endpoint", state, rules, workers: 1) { Weight = weight };
    }).ToArray();

    /// <summary>A driver that knows nothing but chance.</summary>
    private sealed class Chance(int seed) : IDriver
    {
        [ThreadStatic]
        private static Chance? s_ofThread;

        private readonly Random _random = new(seed);

        public static Chance OfThread => s_ofThread ??= new Chance(17);

        public string Name => "chance";

        public long Now => 0;

        public DateTime UtcNow => DateTime.UnixEpoch;

        public long ReadClock() => 0;

        public ulong NextRandom() => (ulong)_random.NextInt64(long.MinValue, long.MaxValue);

        public IDisposable Listen(ListenSocket socket, int index, Acceptor acceptor) => throw new NotSupportedException();

        public System.Threading.Tasks.ValueTask<Connected> ConnectAsync(Address address, long deadline) => throw new NotSupportedException();

        public void Turn(long until) => throw new NotSupportedException();

        public void Wake() => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
