using System.Runtime.InteropServices;
using Gyrfalcon.Engine;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Balancing;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// Which endpoint an exchange asks, and whether it asks another. A connect that failed sent nothing, so every usable endpoint is tried. What was sent is sent
/// again only if its method is idempotent (RFC 9110 §9.2.2) and its body can be, as often as the route allows, at another endpoint, and within the budget
/// of the cluster. A kept connection that turns out to be closed counts neither as an attempt nor against the budget: the endpoint never saw the request,
/// and since only a response makes a connection a kept one, there are never more of these than there were responses.
/// </summary>
internal struct RetryDecision
{
    private const int MaxStale = 3;

    private FaultKind _last;
    private int _stale;
    private int _repeats;
    private bool _waits;
    private bool _retries;
    private bool _isCounted;
    private Endpoint? _again;

    /// <summary>The endpoint for the next attempt; null, with the fault to be answered, when none is left.</summary>
    internal Endpoint? Pick(Exchange exchange, out FaultKind fault)
    {
        Cluster cluster = exchange.Route!.Cluster!;
        if (!_waits) Begin(exchange, cluster);
        LetGo(exchange, cluster);
        ulong key = cluster.Key is { } part ? KeyOfExchange.Hash(exchange, part) : 0;
        Worker worker = exchange.Worker.Worker;
        Endpoint? endpoint = cluster.Balancer.Pick(new PickContext(worker.Driver, key, worker.Now, CollectionsMarshal.AsSpan(exchange.Tried)));
        _isCounted = endpoint is not null && cluster.Balancer.TracksLoad;
        endpoint ??= SecondChance(exchange);
        fault = endpoint is null ? WhenNoneIsLeft(cluster) : FaultKind.None;
        if (endpoint is null) return null;
        exchange.Endpoint = endpoint;
        exchange.Tried.Add(endpoint);
        exchange.Attempts++;
        exchange.AttemptAt = worker.Now;
        return endpoint;
    }

    /// <summary>Leaves an endpoint that could not be connected to to its recovery. None if another may be tried, otherwise the fault to be answered.</summary>
    internal FaultKind AfterConnect(Exchange exchange, FaultKind fault)
    {
        _last = fault;
        bool cutShort = fault == FaultKind.ConnectTimeout && exchange.Until <= exchange.Worker.Worker.Now;
        if (fault is FaultKind.ConnectionRefused or FaultKind.ConnectTimeout or FaultKind.ConnectFailed && !cutShort)
        {
            Recovery.Begin(exchange.Worker.Worker, exchange.Endpoint!, fault, exchange.Worker.Log);
        }

        if (fault == FaultKind.OutOfResources || cutShort) return fault;
        return exchange.Route!.Retry.OnConnectFailure ? FaultKind.None : WhenNoneIsLeft(exchange.Route.Cluster!);
    }

    /// <summary>None if the exchange is to be tried again after an attempt without a response, otherwise the fault to be answered.</summary>
    internal FaultKind AfterFault(Exchange exchange, FaultKind fault, bool wasReused)
    {
        _last = fault;
        if (fault != FaultKind.ConnectionReset || !exchange.Route!.Retry.OnReset || !CanBeSentAgain(exchange)) return fault;
        if (wasReused && _stale < MaxStale)
        {
            _stale++;
            _again = exchange.Endpoint;
        }
        else if (!TryRetry(exchange))
        {
            return fault;
        }

        exchange.Response.Reset();
        exchange.RequestBody.Rewind();
        return FaultKind.None;
    }

    /// <summary>Whether the response that has begun is not taken, because another endpoint is to be asked.</summary>
    internal bool AsksAnother(Exchange exchange)
    {
        if (!exchange.Route!.Retry.OnStatus(exchange.Response.Status) || !CanBeSentAgain(exchange) || !TryRetry(exchange)) return false;
        exchange.RequestBody.Rewind();
        return true;
    }

    /// <summary>The request waits no more: a response is taken, or it is given up.</summary>
    internal void End(Exchange exchange)
    {
        if (!_waits) return;
        ClusterLoad load = exchange.Route!.Cluster!.Load;
        load.Leave(exchange.Worker.Index);
        if (_retries) load.EndRetry();
        _waits = _retries = false;
        exchange.RequestBody.LetGo();
    }

    /// <summary>The exchange has come to its end, with its response relayed or not.</summary>
    internal void Finish(Exchange exchange)
    {
        End(exchange);
        if (_isCounted) LetGo(exchange, exchange.Route!.Cluster!);
    }

    /// <summary>The endpoint of the last attempt is no longer busy with it.</summary>
    private void LetGo(Exchange exchange, Cluster cluster)
    {
        if (!_isCounted) return;
        _isCounted = false;
        long now = exchange.Worker.Worker.Now;
        long answered = exchange.ResponseAt > exchange.AttemptAt ? exchange.ResponseAt : now;
        cluster.Balancer.Release(exchange.Endpoint!, answered - exchange.AttemptAt, now);
    }

    private void Begin(Exchange exchange, Cluster cluster)
    {
        _waits = true;
        cluster.Load.Enter(exchange.Worker.Index);
        if (exchange.Route!.Retry.SendsAgain && exchange.Request.Method.IsIdempotent()) exchange.RequestBody.Hold(exchange.Worker.HeldBuffers);
    }

    /// <summary>Whether what was sent may be sent again, and in time.</summary>
    private static bool CanBeSentAgain(Exchange exchange)
    {
        BodyRelay body = exchange.RequestBody;
        bool bodyIsHere = body.IsHeld || (body.Bytes == 0 && !exchange.Pump.IsRunning && !exchange.Continued);
        return bodyIsHere && exchange.Request.Method.IsIdempotent() && exchange.Until > exchange.Worker.Worker.Now;
    }

    /// <summary>Takes one of the attempts that the route allows, if there is another endpoint for it, and the budget's leave.</summary>
    private bool TryRetry(Exchange exchange)
    {
        RetryRules rules = exchange.Route!.Retry;
        Cluster cluster = exchange.Route.Cluster!;
        bool isAnotherLeft = cluster.HasUsableBesides(CollectionsMarshal.AsSpan(exchange.Tried)) || _again is { State.IsUsable: true };
        if (_repeats + 1 >= rules.Attempts || !isAnotherLeft) return false;
        if (!_retries && !cluster.Load.TryBeginRetry(rules.BudgetPercent))
        {
            cluster.Load.Warn(cluster.Name, rules.BudgetPercent, exchange.Worker.Worker.Now, exchange.Worker.Log);
            return false;
        }

        _retries = true;
        _repeats++;
        cluster.Load.CountRetry();
        return true;
    }

    /// <summary>
    /// When every usable endpoint has been tried: the one whose kept connection was closed may be asked once more, now by a fresh one.
    /// </summary>
    private Endpoint? SecondChance(Exchange exchange)
    {
        Endpoint? endpoint = _again;
        _again = null;
        if (endpoint is null || !endpoint.State.IsUsable) return null;
        endpoint.Pools[exchange.Worker.Index].Clear();
        return endpoint;
    }

    /// <summary>The answer when no endpoint is left to try.</summary>
    private readonly FaultKind WhenNoneIsLeft(Cluster cluster) => _last switch
    {
        FaultKind.None => AllUnresolved(cluster) ? FaultKind.NameNotResolved : FaultKind.NoEndpoint,
        FaultKind.ConnectionRefused or FaultKind.ConnectFailed => FaultKind.NoEndpoint,
        _ => _last,
    };

    private static bool AllUnresolved(Cluster cluster)
    {
        foreach (Endpoint endpoint in cluster.Endpoints)
        {
            if (endpoint.State.Addresses.Length > 0) return false;
        }

        return true;
    }
}
