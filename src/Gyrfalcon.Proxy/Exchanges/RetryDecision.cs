using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// Which endpoint an exchange asks, and whether it asks another. A connect that failed sent nothing, so every usable endpoint is tried. What was sent is sent
/// again only if its method is idempotent (RFC 9110 §9.2.2) and its body can be, as often as the route allows, at another endpoint, and within the budget
/// of the cluster. A kept connection that turns out to be closed counts neither as an attempt nor against the budget: the endpoint never saw the request,
/// and since only a response makes a connection a kept one, there are never more of these than there were responses.
/// </summary>
internal sealed class RetryDecision
{
    private const int MaxStale = 3;

    private FaultKind _last;
    private int _stale;
    private int _repeats;
    private bool _waits;
    private bool _retries;
    private bool _isCounted;

    /// <summary>The cluster has counted the request among those that came.</summary>
    private bool _hasCome;

    /// <summary>The request is to be copied to another cluster when it waits no more.</summary>
    private bool _mirrors;
    private Endpoint? _again;

    /// <summary>The endpoint of the attempt under way, and its place there.</summary>
    private readonly EndpointChoice _choice = new();

    /// <summary>Forgets the exchange before.</summary>
    internal void Reset()
    {
        _last = FaultKind.None;
        _stale = _repeats = 0;
        _again = null;
    }

    /// <summary>The endpoint for the next attempt; null, with the fault to be answered, when none is left.</summary>
    internal ValueTask<(Endpoint? Endpoint, FaultKind Fault)> PickAsync(Exchange exchange)
    {
        Cluster cluster = exchange.Cluster!;
        if (!_waits && !TryBegin(exchange, cluster)) return new((null, FaultKind.BreakerOpen));

        // The place at an endpoint that is asked once more is kept: whoever waits there would take it. A session asks its endpoint once more before any other.
        bool isSessions = _again is not null && _again == exchange.Session;
        bool isAnotherLeft = _again is null || cluster.HasUsableBesides(CollectionsMarshal.AsSpan(exchange.Tried));
        Endpoint? endpoint = isSessions ? SecondChance(exchange, cluster) : null;
        if (endpoint is null && isAnotherLeft)
        {
            endpoint = _choice.Pick(exchange, cluster);
            if (endpoint is null && _choice.MustWait) return PickWhenFreeAsync(exchange, cluster);
        }

        endpoint ??= SecondChance(exchange, cluster);
        return new(endpoint is null ? (null, WhenNoneIsLeft(cluster)) : (Begun(exchange, endpoint), FaultKind.None));
    }

    /// <summary>Leaves an endpoint that could not be connected to to its recovery. None if another may be tried, otherwise the fault to be answered.</summary>
    internal FaultKind AfterConnect(Exchange exchange, FaultKind fault)
    {
        _last = fault;
        exchange.Notes.Fail(fault, exchange.Worker.Worker.Now);
        if (fault == FaultKind.BreakerOpen)
        {
            exchange.Cluster!.Breaker.NoteRefused(exchange.Cluster.Name, "max-connections", exchange.Worker.Worker.Now, exchange.Worker.Log);
            return fault;
        }

        bool cutShort = fault == FaultKind.ConnectTimeout && exchange.Until <= exchange.Worker.Worker.Now;
        if (fault == FaultKind.OutOfResources || cutShort) return fault;
        if (Recovery.IsFor(fault))
        {
            Recovery.Begin(exchange.Worker.Worker, exchange.Endpoint!, fault, exchange.Worker.Log);
            AttemptOutcome.NoteUnreachable(exchange);
        }
        else
        {
            AttemptOutcome.Note(exchange, isFault: true);
        }

        return exchange.Route!.Retry.OnConnectFailure ? FaultKind.None : WhenNoneIsLeft(exchange.Cluster!);
    }

    /// <summary>None if the exchange is to be tried again after an attempt without a response, otherwise the fault to be answered.</summary>
    internal FaultKind AfterFault(Exchange exchange, FaultKind fault, bool wasReused)
    {
        _last = fault;
        exchange.Notes.Fail(fault, exchange.Worker.Worker.Now);
        bool isStale = fault == FaultKind.ConnectionReset && wasReused && _stale < MaxStale;

        // While the request is still being sent, its total timeout may have passed for want of the client's bytes.
        bool mayBeClients = fault == FaultKind.ResponseTimeout && !exchange.RequestIsSent;
        bool mayBeSentAgain = fault == FaultKind.ConnectionReset && exchange.Route!.Retry.OnReset && CanBeSentAgain(exchange);

        // That a kept connection was closed says nothing, unless the request is lost with it.
        bool saysNothing = mayBeClients || (isStale && mayBeSentAgain);
        if (!saysNothing && FaultTable.Of(fault).Side == FaultSide.Endpoint) AttemptOutcome.Note(exchange, isFault: true);
        if (fault != FaultKind.AttemptTimeout)
        {
            if (!mayBeSentAgain) return fault;
            if (isStale)
            {
                _stale++;
                _again = exchange.Endpoint;
            }
            else if (!TryRetry(exchange))
            {
                return fault;
            }
        }

        exchange.Response.Reset();
        exchange.RequestBody.Rewind();
        return FaultKind.None;
    }

    /// <summary>Lets the response of a second attempt be the exchange's; the first is over.</summary>
    internal UpstreamConnection Adopt(Exchange exchange, HedgedAttempt second)
    {
        _choice.Adopt(exchange, second.Endpoint);
        exchange.Endpoint = second.Endpoint;
        AttemptOutcome.Begin(exchange);
        exchange.AttemptAt = second.BeganAt;
        exchange.ConnectedAt = second.ConnectedAt;
        exchange.ResponseAt = exchange.Worker.Worker.Now;
        exchange.Notes.Adopt(second.ConnectedAt, exchange.ResponseAt);
        exchange.Response = second.Response;
        return second.Adopt();
    }

    /// <summary>Whether an attempt without a response may be given up now because another endpoint is asked. If so, that is settled: the attempt must be ended.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="wasDenied">The budget has denied this attempt its retry, and that has been counted: asking again is no further denial.</param>
    internal bool TryGiveUp(Exchange exchange, ref bool wasDenied)
        => exchange.Route!.Retry.OnTimeout && CanBeSentAgain(exchange) && HasPlaceElsewhere(exchange) && TryRetry(exchange, ref wasDenied);

    /// <summary>Whether the response that has begun is not taken, because another endpoint is to be asked.</summary>
    internal bool AsksAnother(Exchange exchange)
    {
        AttemptOutcome.Note(exchange, AttemptOutcome.IsFault(exchange.Response.Status));
        exchange.Notes.Answer(exchange.Response.Status, exchange.ResponseAt);
        exchange.Route!.Hedge?.Latency.Note(exchange.Worker.Index, exchange.ResponseAt - exchange.AttemptAt);
        if (!exchange.Route!.Retry.OnStatus(exchange.Response.Status) || !CanBeSentAgain(exchange) || !HasPlaceElsewhere(exchange) || !TryRetry(exchange)) return false;
        exchange.RequestBody.Rewind();
        return true;
    }

    /// <summary>The request waits no more: a response is taken, or it is given up.</summary>
    internal void End(Exchange exchange)
    {
        if (!_waits) return;
        ClusterLoad load = exchange.Cluster!.Load;
        load.Leave(exchange.Worker.Index);
        if (_retries) load.EndRetry();
        if (_mirrors) exchange.Worker.Mirroring.Begin(exchange);
        _waits = _retries = _mirrors = false;
        exchange.RequestBody.LetGo();
    }

    /// <summary>The exchange has come to its end, with its response relayed or not.</summary>
    internal void Finish(Exchange exchange)
    {
        End(exchange);
        AttemptOutcome.Close(exchange);
        _choice.LetGo(exchange);
        if (_hasCome && HasFailed(exchange)) exchange.Cluster!.Load.CountFailed(exchange.Worker.Index);
        _hasCome = false;
        if (!_isCounted) return;
        _isCounted = false;
        exchange.Cluster!.Breaker.EndRequest();
    }

    /// <summary>The exchange is over before its time, and nothing of it is copied.</summary>
    internal void Abandon(Exchange exchange)
    {
        _mirrors = _hasCome = false;
        Finish(exchange);
    }

    /// <summary>What was relayed as it came has no status, and has failed if it reached no endpoint.</summary>
    private static bool HasFailed(Exchange exchange)
        => CountedStatus.IsServerError(CountedStatus.Of(exchange.Status)) || (exchange.Status == 0 && exchange.Fault != FaultKind.None && FaultTable.Of(exchange.Fault).Status >= 500);

    private bool TryBegin(Exchange exchange, Cluster cluster)
    {
        cluster.Load.CountRequest(exchange.Worker.Index);
        _hasCome = true;
        if (!_isCounted && !cluster.Breaker.TryBeginRequest())
        {
            cluster.Breaker.NoteRefused(cluster.Name, "max-requests", exchange.Worker.Worker.Now, exchange.Worker.Log);
            return false;
        }

        _isCounted = true;
        _waits = true;
        cluster.Load.Enter(exchange.Worker.Index);
        _mirrors = Mirroring.Draws(exchange);
        if (_mirrors || (exchange.Route!.Retry.SendsAgain && exchange.Request.Method.IsIdempotent())) exchange.RequestBody.Hold(exchange.Worker.HeldBuffers);
        return true;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<(Endpoint? Endpoint, FaultKind Fault)> PickWhenFreeAsync(Exchange exchange, Cluster cluster)
    {
        exchange.WasQueued = true;
        (Endpoint? endpoint, FaultKind fault) = await _choice.WaitAsync(exchange, cluster);
        return (endpoint is null ? null : Begun(exchange, endpoint), fault);
    }

    private static Endpoint Begun(Exchange exchange, Endpoint endpoint)
    {
        exchange.Endpoint = endpoint;
        AttemptOutcome.Begin(exchange);
        exchange.Tried.Add(endpoint);
        exchange.Attempts++;
        exchange.AttemptAt = exchange.Worker.Worker.Now;

        // Those of the attempt before say nothing of this one.
        exchange.ConnectedAt = exchange.ResponseAt = 0;
        exchange.Notes.Begin(endpoint, exchange.AttemptAt);
        return endpoint;
    }

    /// <summary>Whether what was sent may be sent again, and in time.</summary>
    private static bool CanBeSentAgain(Exchange exchange)
    {
        BodyRelay body = exchange.RequestBody;
        bool bodyIsHere = body.IsHeld || (body.Bytes == 0 && !exchange.Pump.IsRunning && !exchange.Continued);
        return bodyIsHere && exchange.Request.Method.IsIdempotent() && exchange.Until > exchange.Worker.Worker.Now;
    }

    /// <summary>What is at hand, a response or an endpoint at work, is not given up for a place in the queue.</summary>
    private bool HasPlaceElsewhere(Exchange exchange)
        => exchange.Cluster!.HasPlaceBesides(CollectionsMarshal.AsSpan(exchange.Tried)) || (_again is { State.IsUsable: true } && exchange.Cluster.Pending.IsEmpty);

    /// <summary>Takes one of the attempts that the route allows, if there is another endpoint for it, and the budget's leave.</summary>
    private bool TryRetry(Exchange exchange)
    {
        bool wasDenied = false;
        return TryRetry(exchange, ref wasDenied);
    }

    private bool TryRetry(Exchange exchange, ref bool wasDenied)
    {
        RetryRules rules = exchange.Route!.Retry;
        Cluster cluster = exchange.Cluster!;
        bool isAnotherLeft = cluster.HasUsableBesides(CollectionsMarshal.AsSpan(exchange.Tried)) || _again is { State.IsUsable: true };
        if (_repeats + 1 >= rules.Attempts || !isAnotherLeft) return false;
        if (!_retries && !cluster.Load.TryBeginRetry(rules.BudgetPercent))
        {
            if (wasDenied) return false;
            wasDenied = true;
            cluster.Load.CountDenied();
            cluster.Load.Warn(cluster.Name, rules.BudgetPercent, exchange.Worker.Worker.Now, exchange.Worker.Log);
            return false;
        }

        _retries = true;
        _repeats++;
        cluster.Load.CountRetry();
        return true;
    }

    /// <summary>
    /// When every usable endpoint has been tried, or the session sticks to it: the one whose kept connection was closed may be asked once more, now by a fresh one.
    /// </summary>
    private Endpoint? SecondChance(Exchange exchange, Cluster cluster)
    {
        Endpoint? endpoint = _again;
        _again = null;
        if (endpoint is null || !(endpoint.State.IsUsable || (endpoint == exchange.Session && cluster.Sticky!.Keeps(endpoint))) || !_choice.TryTake(exchange, cluster, endpoint)) return null;
        endpoint.Pools[exchange.Worker.Index].Clear();
        return endpoint;
    }

    /// <summary>The answer when no endpoint is left to try.</summary>
    private FaultKind WhenNoneIsLeft(Cluster cluster) => _last switch
    {
        FaultKind.None => cluster.IsUnresolved ? FaultKind.NameNotResolved : FaultKind.NoEndpoint,
        FaultKind.ConnectionRefused or FaultKind.ConnectFailed => FaultKind.NoEndpoint,
        _ => _last,
    };
}
