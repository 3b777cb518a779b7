using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Balancing;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// Sends a request to a second endpoint when the first takes longer than most answers do, and lets the first answer count (Dean and Barroso, The Tail at Scale, 2013). Only requests that may be
/// sent twice and have no body, and only within the retry budget of the cluster. One for each exchange, used again and again.
/// </summary>
internal sealed class HedgeTimer(Exchange exchange) : WorkerTimer
{
    private readonly WorkerSignal _settled = new(exchange.Worker.Worker);
    private UpstreamConnection? _first;
    private HedgedAttempt? _second;
    private long _due = Never;

    /// <summary>A second endpoint has been asked, and neither its answer nor its failure has been dealt with.</summary>
    internal bool IsRunning => _second is not null;

    /// <inheritdoc/>
    protected override long Due => _due;

    /// <summary>The first attempt begins on <paramref name="connection"/>.</summary>
    internal void Start(UpstreamConnection connection)
    {
        if (exchange.Route!.Hedge is not { } rules || !MayBeSentTwice()) return;
        Worker worker = exchange.Worker.Worker;
        long quantile = rules.Latency.Value(worker.Now);
        if (quantile == long.MaxValue) return;
        _first = connection;
        _due = worker.After(Math.Max(quantile, rules.AtLeast));
        worker.Timers.Set(this);
    }

    /// <summary>The first attempt has ended; a second that is under way goes on.</summary>
    internal void Stop()
    {
        if (_first is null) return;
        _first = null;
        _due = Never;
        exchange.Worker.Worker.Timers.Remove(this);
    }

    /// <summary>The exchange is over before its time: nobody wants either answer.</summary>
    internal void Abandon()
    {
        Stop();
        _second?.GiveUp();
        _second = null;
        _settled.Clear();
    }

    /// <summary>
    /// The end of a race: which connection carries the response that counts, in <see cref="Exchange.Response"/>, or why there is none. The other has been given up, and its connection with it.
    /// </summary>
    /// <param name="fault">What came of the first attempt.</param>
    /// <param name="first">Its connection.</param>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal async ValueTask<(FaultKind Fault, UpstreamConnection Connection)> SettleAsync(FaultKind fault, UpstreamConnection first)
    {
        HedgedAttempt second = _second!;
        if (fault is not (FaultKind.None or FaultKind.ClientGone) && !second.HasEnded) _ = await _settled.WaitAsync(exchange.ResponseDeadline);
        _second = null;
        _settled.Clear();
        if (second.HasWon && fault is not (FaultKind.None or FaultKind.ClientGone))
        {
            first.Abort();
            return (FaultKind.None, exchange.Retry.Adopt(exchange, second));
        }

        exchange.Notes.EndHedge(second.ConnectedAt, exchange.Worker.Worker.Now);
        second.GiveUp();
        return (fault, first);
    }

    /// <summary>The second attempt has ended. If it has a response, the first is given up.</summary>
    internal void NoteEnd(HedgedAttempt attempt)
    {
        if (_second != attempt) return;
        if (!attempt.HasWon) exchange.Notes.EndHedge(attempt.ConnectedAt, exchange.Worker.Worker.Now);
        if (attempt.HasWon && _first is { } first) first.Transport.Abort();
        else _settled.Set();
    }

    /// <inheritdoc/>
    protected override void OnDue()
    {
        _due = Never;
        Cluster cluster = exchange.Cluster!;
        if (_first is null || !exchange.Response.IsEmpty || !cluster.Pending.IsEmpty || !cluster.HasUsableBesides(CollectionsMarshal.AsSpan(exchange.Tried))) return;
        if (!cluster.Load.TryBeginRetry(exchange.Route!.Retry.BudgetPercent))
        {
            cluster.Load.CountDenied();
            return;
        }

        Worker worker = exchange.Worker.Worker;
        ulong key = cluster.Key is { } part ? KeyOfExchange.Hash(exchange, part) : 0;
        Endpoint? endpoint = cluster.Balancer.Pick(new PickContext(worker.Driver, key, worker.Now, CollectionsMarshal.AsSpan(exchange.Tried)));
        if (endpoint is null)
        {
            cluster.Load.EndRetry();
            return;
        }

        exchange.Tried.Add(endpoint);
        exchange.Attempts++;
        exchange.Notes.BeginHedge(endpoint, worker.Now);
        cluster.Load.CountHedge();
        _second = new HedgedAttempt(exchange, endpoint);
        worker.Spawn(_second.RunAsync());
    }

    private bool MayBeSentTwice() => exchange.Attempts == 1 && HedgeRules.AreFor(exchange.Request);
}
