using System;
using System.Collections.Generic;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// One request and its response: what the steps of the walk know and learn. It belongs to one worker, is rented when the first byte of a
/// request arrives and goes back when the exchange is logged. Times are nanoseconds of the worker's clock.
/// </summary>
public sealed class Exchange
{
    /// <summary>Bytes of a request id: 32 hexadecimal digits.</summary>
    public const int RequestIdLength = 32;

    /// <summary>Creates one for <paramref name="worker"/>, to be used again and again.</summary>
    public Exchange(WorkerState worker)
    {
        Worker = worker;
        AttemptTimer = new AttemptTimer(this);
        Hedge = new HedgeTimer(this);
        Trace = new ExchangeTrace(this);
    }

    /// <summary>The worker it runs on.</summary>
    public WorkerState Worker { get; }

    /// <summary>The client's connection.</summary>
    public ClientConnection Client { get; private set; } = null!;

    /// <summary>The configuration it began under.</summary>
    public Snapshot Snapshot { get; private set; } = null!;

    /// <summary>What the client asked.</summary>
    public RequestHead Request { get; } = new();

    /// <summary>What the endpoint answered; empty until it did.</summary>
    public ResponseHead Response { get; internal set; } = new();

    /// <summary>The request's body on its way to the endpoint.</summary>
    public BodyRelay RequestBody { get; } = new(inRequest: true);

    /// <summary>The response's body on its way to the client.</summary>
    public BodyRelay ResponseBody { get; } = new(inRequest: false);

    /// <summary>The route taken; null until one was found.</summary>
    public Route? Route { get; set; }

    /// <summary>The cluster that the route leads to; null without a route, or when the route itself answers.</summary>
    public Cluster? Cluster { get; set; }

    /// <summary>The endpoint of the last attempt.</summary>
    public Endpoint? Endpoint { get; set; }

    /// <summary>The endpoint of an attempt that has not been counted; null if there is none (<see cref="AttemptOutcome"/>).</summary>
    internal Endpoint? Unjudged { get; set; }

    /// <summary>The endpoint that the client's session sticks to; null if it has none that can go on.</summary>
    internal Endpoint? Session { get; set; }

    /// <summary>The cookie of <see cref="Session"/> was made with a key that is to be replaced.</summary>
    internal bool RenewsSession { get; set; }

    /// <summary>Endpoints that were tried, in order.</summary>
    public List<Endpoint> Tried { get; } = [];

    /// <summary>What came of each of them.</summary>
    internal AttemptNotes Notes { get; } = new();

    /// <summary>Its place in a distributed trace.</summary>
    public ExchangeTrace Trace { get; }

    /// <summary>Tries at endpoints, connects that failed included.</summary>
    public int Attempts { get; set; }

    /// <summary>Its own name: unlike any other's.</summary>
    public byte[] RequestId { get; } = new byte[RequestIdLength];

    /// <summary>Its name in logs and at the endpoint: what a trusted client calls it, or its own.</summary>
    public ReadOnlySpan<byte> SharedId => Client.IsTrusted && Request.IsComplete && Request.Fields.TryGet(KnownField.XRequestID, out ReadOnlySpan<byte> id) && !id.IsEmpty ? id : RequestId;

    /// <summary>Whose request it is: who sent it, or whom a trusted proxy tells of.</summary>
    internal Address Origin => Request.IsComplete ? ClientAddress.Of(Client, Request.Fields) : Client.Address;

    /// <summary>It waited for a place at an endpoint.</summary>
    internal bool WasQueued { get; set; }

    /// <summary>What went wrong; None while nothing did.</summary>
    public FaultKind Fault { get; set; }

    /// <summary>The rule that was broken, if the fault is about syntax.</summary>
    public Violation? Violation { get; set; }

    /// <summary>Status of the final response as sent; 0 while none was.</summary>
    public int Status { get; set; }

    /// <summary>What its answer is to tell of it; null for nothing.</summary>
    internal Explaining.Explanation? Explanation { get; set; }

    /// <summary>A byte of the final response has been handed to the client's transport.</summary>
    public bool ResponseStarted { get; set; }

    /// <summary>The client was told to go on with its body, by a 100 of the endpoint's.</summary>
    public bool Continued { get; set; }

    /// <summary>The client's connection can carry another exchange.</summary>
    public bool KeepsClient { get; set; }

    /// <summary>Body bytes received from the client, in a tunnel all of them.</summary>
    public long BytesIn => RequestBody.Bytes + TunnelBytesIn;

    /// <summary>Bytes that came from the client through the tunnel.</summary>
    internal long TunnelBytesIn { get; set; }

    /// <summary>Body bytes sent to the client, in a tunnel all of them.</summary>
    public long BytesOut { get; set; }

    /// <summary>When the first byte of the request was there.</summary>
    public long StartedAt { get; private set; }

    /// <summary>When the header block was complete.</summary>
    public long HeadAt { get; set; }

    /// <summary>When the whole exchange must have ended, by its route's total timeout.</summary>
    public long Until { get; set; }

    /// <summary>When the last attempt began.</summary>
    public long AttemptAt { get; set; }

    /// <summary>When the last attempt had its connection.</summary>
    public long ConnectedAt { get; set; }

    /// <summary>When the response's header block was complete.</summary>
    public long ResponseAt { get; set; }

    /// <summary>Bytes of the request's header block that the worker's memory counts, since the block took longer to arrive than one receive.</summary>
    internal long HeaderHeld { get; private set; }

    /// <summary>Which endpoint is asked, and whether another is.</summary>
    internal RetryDecision Retry { get; } = new();

    /// <summary>Gives up attempts that take too long.</summary>
    internal AttemptTimer AttemptTimer { get; }

    /// <summary>Asks a second endpoint when the first is slow.</summary>
    internal HedgeTimer Hedge { get; }

    /// <summary>The request's body is being sent while the response is awaited.</summary>
    internal RequestPump Pump { get; } = new();

    /// <summary>All of the request has been handed to the endpoint's connection.</summary>
    internal bool RequestIsSent => RequestBody.IsComplete && !Pump.IsRunning && !Pump.IsBroken;

    /// <summary>The response turns both connections into a tunnel (RFC 9110 §7.8, §9.3.6).</summary>
    internal bool OpensTunnel => Response.Status == 101 || (Request.Method == Method.Connect && Response.Status is >= 200 and < 300);

    /// <summary>It is a tunnel, or was one from the start: its life says nothing about how quick anybody was.</summary>
    internal bool IsTunnel => OpensTunnel || Route is { IsPassthrough: true };

    /// <summary>When the response's header block must be there; while the request is still being sent, only its total timeout says so.</summary>
    internal long ResponseDeadline { get; private set; }

    /// <summary>The attempt has a connection.</summary>
    internal void NoteConnected(bool isKept)
    {
        ConnectedAt = Worker.Worker.Now;
        Notes.Connect(ConnectedAt, isKept);
    }

    /// <summary>The request has been sent as far as the endpoint took it: from now on it is its turn.</summary>
    internal void NoteRequestSent() => ResponseDeadline = System.Math.Min(Worker.Worker.After(Route!.ResponseHeaderTimeout), Until);

    /// <summary>The request begins to be sent.</summary>
    internal void NoteRequestBegun() => ResponseDeadline = Until;

    /// <summary>The header block is not complete and is kept while more of it is awaited.</summary>
    internal void NoteHeaderHeld()
    {
        long held = Request.Fields.Capacity;
        Worker.Memory.HoldHeader(held - HeaderHeld);
        HeaderHeld = held;
    }

    /// <summary>Refuses the request, since the worker holds as much as it may.</summary>
    internal FaultKind ShedForMemory()
    {
        Worker.Sheds.Note(Shed.Memory, Worker.Memory, static memory => $"a worker holds more than its {memory.Most} bytes (memory) for requests under way");
        return FaultKind.OutOfResources;
    }

    /// <summary>Makes ready for a request of <paramref name="client"/>.</summary>
    internal void Begin(ClientConnection client, Snapshot snapshot)
    {
        Client = client;
        Snapshot = snapshot;
        StartedAt = Worker.Worker.Now;
        HeadAt = AttemptAt = ConnectedAt = ResponseAt = 0;
        Until = WorkerTimer.Never;
        Route = null;
        Cluster = null;
        Endpoint = null;
        Session = null;
        RenewsSession = false;
        Retry.Reset();
        Trace.Reset();
        Attempts = 0;
        WasQueued = false;
        Fault = FaultKind.None;
        Violation = null;
        Status = 0;
        Explanation = null;
        ResponseStarted = false;
        Continued = false;
        KeepsClient = false;
        BytesOut = 0;
        TunnelBytesIn = 0;
        HeaderHeld = 0;
        Pump.Reset();
        RequestBody.Begin(default, encodeChunked: false, limit: 0);
        RequestBody.Until = WorkerTimer.Never;
        Worker.RequestIds.Next(RequestId);
    }

    /// <summary>A bug broke it off: what it held of what others share is given back. Its connections end by their own timeouts.</summary>
    internal void Abandon()
    {
        AttemptTimer.Stop();
        Hedge.Abandon();
        Retry.Abandon(this);
    }

    /// <summary>Lets go of everything it referred to.</summary>
    internal void End()
    {
        Request.Reset();
        Response.Reset();
        Tried.Clear();
        Notes.Reset();
        Client = null!;
        Snapshot = null!;
    }
}
