using System;
using System.Threading;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Exchanges;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>What one worker counts for metrics: plain words that it alone writes, on no other worker's cache lines; whoever is asked for metrics sums up those of all workers.</summary>
public sealed class WorkerCounters
{
    private static readonly int HandshakeResults = Enum.GetValues<HandshakeResult>().Length;

    private readonly long[] _faults = new long[FaultTable.Count];
    private RouteCounters[] _routes = [];
    private long[] _requests = [];
    private long[] _connections = [];
    private long[] _handshakes = [];
    private long _tunnels;

    /// <summary>Makes room for routes and listeners up to these slots; on its worker, of so many. What has been counted stays.</summary>
    internal void Reserve(int routes, int listeners, int workers)
    {
        if (routes >= _routes.Length)
        {
            RouteCounters[] larger = new RouteCounters[routes + 1];
            for (int i = 0; i < larger.Length; i++) larger[i] = i < _routes.Length ? _routes[i] : new RouteCounters(LatencyHistogram.PrecisionOf((long)routes * workers));
            Volatile.Write(ref _routes, larger);
        }

        if (listeners < _requests.Length) return;
        Volatile.Write(ref _requests, Longer(_requests, listeners + 1));
        Volatile.Write(ref _connections, Longer(_connections, listeners + 1));
        Volatile.Write(ref _handshakes, Longer(_handshakes, (listeners + 1) * HandshakeResults));
    }

    /// <summary>How long exchanges took, tunnels left out.</summary>
    public ResponseTimes ResponseTimes { get; } = new();

    /// <summary>Tunnels that were opened.</summary>
    public long Tunnels => Volatile.Read(ref _tunnels);

    /// <summary>The counts of a route by its slot; slot 0 is for no route.</summary>
    public RouteCounters OfRoute(int slot) => Volatile.Read(ref _routes)[slot];

    /// <summary>Requests that came in since the start, those by listeners that are no more among them.</summary>
    public long Requests
    {
        get
        {
            long sum = 0;
            long[] requests = Volatile.Read(ref _requests);
            for (int i = 0; i < requests.Length; i++) sum += Volatile.Read(ref requests[i]);
            return sum;
        }
    }

    /// <summary>Requests that came in by a listener.</summary>
    public long RequestsOf(int listener) => Volatile.Read(ref Volatile.Read(ref _requests)[listener]);

    /// <summary>Connections that a listener let in.</summary>
    public long ConnectionsOf(int listener) => Volatile.Read(ref Volatile.Read(ref _connections)[listener]);

    /// <summary>TLS handshakes with a listener that ended so.</summary>
    public long HandshakesOf(int listener, HandshakeResult result) => Volatile.Read(ref Volatile.Read(ref _handshakes)[(listener * HandshakeResults) + (int)result]);

    /// <summary>Exchanges that went wrong.</summary>
    public long Faults
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < _faults.Length; i++) sum += Volatile.Read(ref _faults[i]);
            return sum;
        }
    }

    /// <summary>Exchanges that ended with that fault.</summary>
    public long FaultsOf(FaultKind kind) => Volatile.Read(ref _faults[(int)kind]);

    /// <summary>Counts a request when it begins to come in: whoever waits for an answer is seen while it waits.</summary>
    internal void CountRequest(Listener listener) => Add(ref _requests[listener.Slot]);

    /// <summary>Counts an exchange that has ended now.</summary>
    internal void Count(Exchange exchange, long now)
    {
        if (exchange.Fault != FaultKind.None) Add(ref _faults[(int)exchange.Fault]);
        bool isTunnel = exchange.IsTunnel;
        if (isTunnel) Add(ref _tunnels);
        RouteCounters route = _routes[exchange.Route?.Slot ?? 0];
        Method method = exchange.Request.HasRequestLine ? exchange.Request.Method : Method.Other;
        route.Count(exchange.Status, method);
        route.CountBytes(exchange.BytesIn, exchange.BytesOut);
        if (isTunnel) return;
        long time = now - exchange.StartedAt;
        route.Durations.Record(time);
        ResponseTimes.Record(exchange.Status, method, exchange.Client.Listener.SpeaksTls, BrokenBy(exchange), time);
        if (exchange.Trace.IsSampled) route.Note(exchange.Trace.TraceId, time, exchange.Worker.Worker.Driver.UtcNow.Ticks);
    }

    internal void CountHandshake(Listener listener, HandshakeResult result) => Add(ref _handshakes[(listener.Slot * HandshakeResults) + (int)result]);

    internal void CountConnection(Listener listener) => Add(ref _connections[listener.Slot]);

    /// <summary>What an answer of ours tells of stands in its status already, and that a client went is no error of the server's.</summary>
    private static FaultKind BrokenBy(Exchange exchange)
        => exchange.Fault == FaultKind.None || exchange.Status >= 400 || FaultTable.Of(exchange.Fault).Side == FaultSide.Client ? FaultKind.None : exchange.Fault;

    private static long[] Longer(long[] counts, int length)
    {
        var longer = new long[length];
        counts.CopyTo(longer, 0);
        return longer;
    }

    private static void Add(ref long count) => Volatile.Write(ref count, count + 1);
}
