using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Proxy.Balancing;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Upstream;

public sealed class PendingQueueTests : IDisposable
{
    private const int Workers = 4;
    private const long Second = 1_000_000_000;

    private readonly ConcurrentQueue<Exception> _bugs = new();
    private readonly WorkerGroup _group;

    public PendingQueueTests() => _group = WorkerGroup.Start(Workers, DriverChoice.Epoll(), _bugs.Enqueue);

    public void Dispose()
    {
        _group.Stop();
        Assert.Empty(_bugs);
    }

    [Fact]
    public void FirstComeFirstServed()
    {
        var queue = new PendingQueue(3);
        Endpoint endpoint = TestEndpoints.One(0);
        PendingRequest[] requests = Requests(4);
        foreach (PendingRequest request in requests[..3]) Assert.True(queue.TryJoin(request));
        Assert.False(queue.TryJoin(requests[3]));
        Assert.Equal(3, queue.Count);
        LookInVain(queue, requests[0]);

        queue.WakeFirst(endpoint);
        queue.WakeFirst(endpoint);
        Assert.Equal([true, true, false], requests[..3].Select(queue.Look));
        foreach (PendingRequest request in requests[..3]) queue.Leave(request);
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void OneThatLeavesWithoutHavingLookedHandsItsTurnOn()
    {
        var queue = new PendingQueue(3);
        PendingRequest[] requests = Requests(2);
        foreach (PendingRequest request in requests) queue.TryJoin(request);
        LookInVain(queue, requests[0]);
        queue.WakeFirst(TestEndpoints.One(0));

        // Its time was over at the moment when it was woken.
        queue.Leave(requests[0]);

        Assert.True(queue.Look(requests[1]));
    }

    [Fact]
    public void PlacesThatCameFreeBeforeAnybodyHadJoinedAreAllFound()
    {
        // Three found no place, three places came free, and only then they joined.
        var queue = new PendingQueue(3);
        PendingRequest[] requests = Requests(3);
        foreach (PendingRequest request in requests) queue.TryJoin(request);
        foreach (PendingRequest request in requests)
        {
            Assert.True(queue.Look(request));
            queue.Leave(request);
        }
    }

    [Fact]
    public void OneThatDoesNotTakeThePlaceLetsTheNextLook()
    {
        var queue = new PendingQueue(3);
        PendingRequest[] requests = Requests(3);
        requests[0].IsPicky = true;
        queue.TryJoin(requests[0]);
        LookInVain(queue, requests[0]);

        // Who comes behind somebody who waits for a certain endpoint looks by itself.
        queue.TryJoin(requests[1]);
        LookInVain(queue, requests[1]);
        queue.TryJoin(requests[2]);
        Assert.False(queue.Look(requests[2]));

        queue.WakeFirst(TestEndpoints.One(0));
        LookInVain(queue, requests[0]);
        Assert.Equal((true, false), (queue.Look(requests[1]), queue.Look(requests[2])));
    }

    [Fact]
    public void APlaceThatIsNotWantedWakesTheNext()
    {
        var queue = new PendingQueue(3);
        PendingRequest[] requests = Requests(2);
        Endpoint[] endpoints = TestEndpoints.Many(2);
        (requests[0].Wanted, requests[0].IsPicky) = (endpoints[1], true);
        foreach (PendingRequest request in requests)
        {
            queue.TryJoin(request);
            LookInVain(queue, request);
        }

        queue.WakeFirst(endpoints[0]);
        Assert.Equal([false, true], requests.Select(queue.Look));
    }

    [Fact]
    public void WhenEndpointsComeEverybodyGetsHisTurnInOrderWhileThereArePlaces()
    {
        var queue = new PendingQueue(4);
        PendingRequest[] requests = Requests(4);
        foreach (PendingRequest request in requests) queue.TryJoin(request);
        LookInVain(queue, requests[0]);
        queue.WakeAll();
        Assert.Equal([true, false, false, false], requests.Select(queue.Look));
        queue.Leave(requests[0]);
        Assert.Equal([true, false, false], requests[1..].Select(queue.Look));

        // No place was left: the turn ends here, until one comes free.
        queue.LookedInVain(requests[1]);
        queue.Leave(requests[1]);
        Assert.False(queue.Look(requests[2]));
    }

    /// <summary>
    /// Real workers, more requests than places, some of which have tried an endpoint already, some that lose patience at once, endpoints that come and go: nobody is left behind while a place is free for
    /// him, and there are never more at an endpoint than may be.
    /// </summary>
    [Theory]
    [InlineData("round-robin", 1)]
    [InlineData("least-requests", 2)]
    [InlineData("power-of-two", 1)]
    [InlineData("maglev", 1)]
    public async Task NoWakeUpIsLostAndNobodyLeftBehind(string balancer, int maxRequests)
    {
        const int Tasks = 24;
        const int Rounds = 1500;
        Endpoint[] endpoints = TestEndpoints.Many(3, maxRequests: maxRequests);
        var cluster = new Cluster("app", endpoints, HostSource.Auto, null, Workers, Create(balancer)) { Pending = new PendingQueue(1000) };
        var stress = new Stress(cluster, maxRequests, endpoints);
        var done = new List<Task<bool>>();
        for (int i = 0; i < Tasks * Workers; i++)
        {
            var finished = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            int seed = i;
            Worker worker = _group.Workers[i % Workers];
            worker.Inbox.Post(() => worker.Spawn(FinishAsync(stress.RunAsync(worker, seed, Rounds), finished)));
            done.Add(finished.Task);
        }

        Task all = Task.WhenAll(done);
        while (!all.IsCompleted)
        {
            await Task.WhenAny(all, Task.Delay(3));
            endpoints[2].Put(Obstacles.Unhealthy);
            await Task.WhenAny(all, Task.Delay(3));
            endpoints[2].Take(Obstacles.Unhealthy);
        }

        await all;
        Assert.Equal((0, 0), (stress.LeftBehind, stress.TooMany));
        Assert.Equal((0, 0), (cluster.Pending.Count, endpoints.Sum(static endpoint => endpoint.Load.InFlight)));
    }

    private static async ValueTask<bool> FinishAsync(ValueTask<bool> task, TaskCompletionSource<bool> finished)
    {
        bool result = await task;
        return finished.TrySetResult(result);
    }

    private static Balancer Create(string name) => name switch
    {
        "least-requests" => new LeastRequests(),
        "power-of-two" => new PowerOfTwo(),
        "maglev" => new Maglev(),
        _ => new RoundRobin(),
    };

    private static void LookInVain(PendingQueue queue, PendingRequest request)
    {
        Assert.True(queue.Look(request));
        queue.LookedInVain(request);
    }

    private PendingRequest[] Requests(int count) => [.. Enumerable.Range(0, count).Select(index => new PendingRequest(_group.Workers[index % Workers]))];

    /// <summary>Does as the endpoint choice of an exchange does.</summary>
    private sealed class Stress(Cluster cluster, int most, Endpoint[] endpoints)
    {
        private int _leftBehind;
        private int _tooMany;

        internal int LeftBehind => _leftBehind;

        internal int TooMany => _tooMany;

        internal async ValueTask<bool> RunAsync(Worker worker, int seed, int rounds)
        {
            var random = new Random(seed);
            var pending = new PendingRequest(worker);
            for (int i = 0; i < rounds; i++)
            {
                // The third comes and goes, so only the first two can be waited for by whoever has tried the other.
                Endpoint[] tried = random.Next(6) == 0 ? [endpoints[random.Next(2)]] : [];
                bool isHasty = random.Next(10) == 0;
                Endpoint? endpoint = cluster.Pending.IsEmpty ? Pick(worker, tried, random) : null;
                endpoint ??= await WaitAsync(worker, pending, tried, isHasty, random);
                if (endpoint is null) continue;
                if (endpoint.Load.InFlight > most) Interlocked.Increment(ref _tooMany);
                if (random.Next(4) == 0) await worker.YieldAsync();
                cluster.Balancer.Release(endpoint, 1, worker.Now);
                if (!cluster.Pending.IsEmpty) cluster.Pending.WakeFirst(endpoint);
            }

            return true;
        }

        private async ValueTask<Endpoint?> WaitAsync(Worker worker, PendingRequest pending, Endpoint[] tried, bool isHasty, Random random)
        {
            pending.IsPicky = tried.Length > 0;
            Assert.True(cluster.Pending.TryJoin(pending));
            long deadline = worker.Now + (isHasty ? 1 : 20 * Second);
            Endpoint? endpoint = null;
            for (bool inTime = true; inTime;)
            {
                if (cluster.Pending.Look(pending))
                {
                    endpoint = Pick(worker, tried, random);
                    if (endpoint is not null) break;
                    cluster.Pending.LookedInVain(pending);
                }

                inTime = await pending.Signal.WaitAsync(deadline);
            }

            cluster.Pending.Leave(pending);
            pending.Signal.Clear();
            if (endpoint is null && !isHasty) Interlocked.Increment(ref _leftBehind);
            return endpoint;
        }

        private Endpoint? Pick(Worker worker, Endpoint[] tried, Random random) => cluster.Balancer.Pick(new PickContext(worker.Driver, (ulong)random.NextInt64(), worker.Now, tried));
    }
}
