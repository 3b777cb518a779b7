using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Balancing;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// The endpoint of an exchange's attempt, and the place that the attempt takes there: picked by the cluster's balancer, or waited for in its queue while all endpoints have as many attempts as they
/// may. One place at a time; each exchange has one of these, used again and again.
/// </summary>
internal sealed class EndpointChoice
{
    private Endpoint? _held;
    private PendingRequest? _pending;

    /// <summary>The endpoint that must be the one, since the session sticks to it; null if any will do.</summary>
    private Endpoint? _wanted;

    /// <summary>There are endpoints, but none of them has a place now: <see cref="WaitAsync"/> is the way to one.</summary>
    internal bool MustWait { get; private set; }

    /// <summary>Takes a place at an endpoint that this exchange has not tried; null if there is none, or none now.</summary>
    internal Endpoint? Pick(Exchange exchange, Cluster cluster)
    {
        LetGo(exchange);
        _wanted = null;
        if (cluster.Sticky is { } sticky && exchange.Tried.Count == 0) _wanted = FindSession(exchange, sticky);
        MustWait = !cluster.Pending.IsEmpty && MayWait(exchange, cluster);
        if (MustWait) return null;
        Endpoint? endpoint = TryPick(exchange, cluster);
        MustWait = endpoint is null && MayWait(exchange, cluster);
        return endpoint;
    }

    /// <summary>Takes a place at <paramref name="endpoint"/>, or keeps the one that it has there; false if there is none.</summary>
    internal bool TryTake(Exchange exchange, Cluster cluster, Endpoint endpoint)
    {
        if (_held == endpoint) return true;
        LetGo(exchange);
        if (!cluster.Balancer.TryTake(endpoint)) return false;
        _held = endpoint;
        return true;
    }

    /// <summary>Gives its place up for another, which somebody else has taken.</summary>
    internal void Adopt(Exchange exchange, Endpoint endpoint)
    {
        LetGo(exchange);
        _held = endpoint;
    }

    /// <summary>Waits for its turn at a place, as long as the cluster lets requests wait. The fault says why there is none.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal async ValueTask<(Endpoint? Endpoint, FaultKind Fault)> WaitAsync(Exchange exchange, Cluster cluster)
    {
        Worker worker = exchange.Worker.Worker;
        PendingRequest pending = _pending ??= new PendingRequest(worker);
        MustWait = false;
        pending.Wanted = _wanted;
        pending.IsPicky = _wanted is not null || exchange.Tried.Count > 0;
        if (!cluster.Pending.TryJoin(pending))
        {
            cluster.Breaker.NoteRefused(cluster.Name, "max-pending", worker.Now, exchange.Worker.Log);
            return (null, FaultKind.QueueFull);
        }

        long deadline = System.Math.Min(worker.After(cluster.Breaker.Rules.QueueTimeout), exchange.Until);
        bool inTime = true;
        exchange.Client.AwaitOn(pending.Signal);

        // One that goes without having looked leaves its turn to the next: so nobody looks who will not take the place, or whose turn it is not.
        Endpoint? endpoint = null;
        while (inTime && !exchange.Client.Transport.Tcp.IsPeerGone && MayWait(exchange, cluster))
        {
            if (_wanted is { } wanted && !cluster.Sticky!.Keeps(wanted))
            {
                _wanted = null;
                cluster.Pending.WantAny(pending);
            }

            if (cluster.Pending.Look(pending))
            {
                endpoint = TryPick(exchange, cluster);
                if (endpoint is not null) break;
                cluster.Pending.LookedInVain(pending);
            }

            inTime = await pending.Signal.WaitAsync(deadline);
        }

        exchange.Client.StopAwaiting();
        cluster.Pending.Leave(pending);
        pending.Signal.Clear();
        if (endpoint is not null) return (endpoint, FaultKind.None);
        if (exchange.Client.Transport.Tcp.IsPeerGone) return (null, FaultKind.ClientGone);
        return (null, inTime ? FaultKind.NoEndpoint : FaultKind.QueueTimeout);
    }

    /// <summary>The endpoint is no longer busy with the attempt; whoever waits for a place gets it.</summary>
    internal void LetGo(Exchange exchange)
    {
        if (_held is not { } endpoint) return;
        _held = null;
        Cluster cluster = exchange.Cluster!;
        long now = exchange.Worker.Worker.Now;
        long answered = exchange.ResponseAt > exchange.AttemptAt ? exchange.ResponseAt : now;
        cluster.Balancer.Release(endpoint, answered - exchange.AttemptAt, now);
        if (!cluster.Pending.IsEmpty) cluster.Pending.WakeFirst(endpoint);
    }

    /// <summary>The session decides where the first attempt goes.</summary>
    private static Endpoint? FindSession(Exchange exchange, StickySessions sticky)
    {
        exchange.Session = sticky.Find(exchange.Request.Fields, out bool isOld);
        exchange.RenewsSession = isOld;
        return exchange.Session;
    }

    private bool MayWait(Exchange exchange, Cluster cluster) => _wanted is not null || cluster.HasUsableBesides(CollectionsMarshal.AsSpan(exchange.Tried));

    private Endpoint? TryPick(Exchange exchange, Cluster cluster)
    {
        if (_wanted is { } wanted && cluster.Sticky!.Keeps(wanted)) return _held = cluster.Balancer.TryTake(wanted) ? wanted : null;
        _wanted = null;
        ulong key = cluster.Key is { } part ? KeyOfExchange.Hash(exchange, part) : 0;
        Worker worker = exchange.Worker.Worker;
        return _held = cluster.Balancer.Pick(new PickContext(worker.Driver, key, worker.Now, CollectionsMarshal.AsSpan(exchange.Tried)));
    }
}
