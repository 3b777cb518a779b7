using System.Runtime.InteropServices;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// Whether an exchange may be tried again after a fault. A connect that failed sent nothing, so every usable endpoint is tried. After a request was
/// sent, it is sent once more only if its method is idempotent (RFC 9110 §9.2.2) and nothing of its body has been consumed; a kept connection that
/// turns out to be closed does not count as that one time, for the endpoint never saw the request.
/// </summary>
internal struct RetryDecision
{
    private const int MaxStale = 3;

    private FaultKind _last;
    private int _stale;
    private int _repeats;
    private Endpoint? _again;

    /// <summary>The endpoint for the next attempt; null, with the fault to be answered, when none is left.</summary>
    internal Endpoint? Pick(Exchange exchange, out FaultKind fault)
    {
        Cluster cluster = exchange.Route!.Cluster!;
        Endpoint? endpoint = cluster.Balancer.Pick(cluster.Usable, CollectionsMarshal.AsSpan(exchange.Tried)) ?? SecondChance(exchange);
        fault = endpoint is null ? WhenNoneIsLeft(cluster) : FaultKind.None;
        if (_last == FaultKind.OutOfResources || (_last == FaultKind.ConnectTimeout && exchange.Until <= exchange.Worker.Worker.Now)) fault = _last;
        if (endpoint is null || fault != FaultKind.None) return null;
        exchange.Endpoint = endpoint;
        exchange.Tried.Add(endpoint);
        exchange.Attempts++;
        exchange.AttemptAt = exchange.Worker.Worker.Now;
        return endpoint;
    }

    /// <summary>Notes a connect that failed, and leaves the endpoint to its recovery.</summary>
    internal void NoteConnectFault(Exchange exchange, FaultKind fault)
    {
        _last = fault;
        bool cutShort = fault == FaultKind.ConnectTimeout && exchange.Until <= exchange.Worker.Worker.Now;
        if (fault is FaultKind.ConnectionRefused or FaultKind.ConnectTimeout or FaultKind.ConnectFailed && !cutShort)
        {
            Recovery.Begin(exchange.Worker.Worker, exchange.Endpoint!, fault, exchange.Worker.Log);
        }
    }

    /// <summary>Whether to try again after <paramref name="fault"/>.</summary>
    internal bool Allows(Exchange exchange, FaultKind fault, bool wasReused)
    {
        _last = fault;
        if (fault != FaultKind.ConnectionReset) return false;
        exchange.Response.Reset();
        if (!exchange.Request.Method.IsIdempotent() || exchange.RequestBody.Bytes > 0 || exchange.RequestBody.Discards || exchange.Continued) return false;
        if (wasReused && _stale < MaxStale)
        {
            _stale++;
            _again = exchange.Endpoint;
            return true;
        }

        return _repeats++ == 0;
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
