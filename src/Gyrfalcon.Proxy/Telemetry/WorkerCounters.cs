using System.Threading;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Exchanges;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>What one worker counts for metrics: plain words that it alone writes, on no other worker's cache lines; whoever is asked for metrics sums up those of all workers.</summary>
public sealed class WorkerCounters
{
    private readonly RouteCounters[] _routes;
    private readonly long[] _requests;
    private readonly long[] _connections;
    private readonly long[] _faults = new long[FaultTable.Count];
    private long _tunnels;

    /// <summary>Counters for so many routes, and one more for requests that no route took, and so many listeners.</summary>
    public WorkerCounters(int routes, int listeners)
    {
        _routes = new RouteCounters[routes + 1];
        for (int i = 0; i < _routes.Length; i++) _routes[i] = new RouteCounters();
        _requests = new long[listeners];
        _connections = new long[listeners];
    }

    /// <summary>Tunnels that were opened.</summary>
    public long Tunnels => Volatile.Read(ref _tunnels);

    /// <summary>The counts of a route by its index; the index behind the last is for no route.</summary>
    public RouteCounters OfRoute(int index) => _routes[index];

    /// <summary>Requests that came in by a listener.</summary>
    public long RequestsOf(int listener) => Volatile.Read(ref _requests[listener]);

    /// <summary>Connections that a listener let in.</summary>
    public long ConnectionsOf(int listener) => Volatile.Read(ref _connections[listener]);

    /// <summary>Exchanges that ended with that fault.</summary>
    public long FaultsOf(FaultKind kind) => Volatile.Read(ref _faults[(int)kind]);

    /// <summary>Counts an exchange that has ended now.</summary>
    internal void Count(Exchange exchange, long now)
    {
        Add(ref _requests[exchange.Client.Listener.Index]);
        if (exchange.Fault != FaultKind.None) Add(ref _faults[(int)exchange.Fault]);
        bool isTunnel = exchange.OpensTunnel;
        if (isTunnel) Add(ref _tunnels);
        RouteCounters route = _routes[exchange.Route?.Index ?? _routes.Length - 1];
        route.Count(exchange.Status, exchange.Request.IsComplete ? exchange.Request.Method : Method.Other);
        if (!isTunnel) route.CountDuration(now - exchange.StartedAt);
    }

    internal void CountConnection(Listener listener) => Add(ref _connections[listener.Index]);

    private static void Add(ref long count) => Volatile.Write(ref count, count + 1);
}
