using System.Collections.Generic;
using System.Threading;
using Gyrfalcon.Engine;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Exchanges;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy;

/// <summary>What the proxy keeps per worker: its exchanges, its clients, its part of the logs. Touched on that worker only, unless said otherwise.</summary>
public sealed class WorkerState
{
    /// <summary>Exchanges kept for later.</summary>
    private const int Stock = 1024;

    /// <summary>A header block beyond this is let go with its exchange rather than kept for later.</summary>
    private const int LargeHeader = 16 * 1024;

    private readonly ProxyServer _server;
    private readonly AccessLogRing? _accessLog;
    private readonly Stack<Exchange> _exchanges = new();
    private readonly List<ListenerAcceptor> _doors = [];
    private ClientConnection? _clients;
    private long _exchangesDone;
    private int _openTunnels;
    private bool _drainReported;

    /// <summary>Creates the state of <paramref name="worker"/>, on its thread.</summary>
    public WorkerState(ProxyServer server, Worker worker, AccessLogRing? accessLog)
    {
        _server = server;
        Worker = worker;
        _accessLog = accessLog;
        RequestIds = new RequestIds(worker.Driver);
        HeldBuffers = new HeldBuffers(worker.Buffers);
        Memory = new WorkerMemory(worker.Buffers, server.Snapshot.MemoryPerWorker);
        Sheds = new ShedCounts(worker, server.Sheds);
        Counters.Reserve(server.Snapshot.RouteSlots.Last, server.Snapshot.ListenerSlots.Last, server.Workers.Count);
        Mirroring = new Mirroring(this);
    }

    /// <summary>The thread and its loop.</summary>
    public Worker Worker { get; }

    /// <summary>0 to workers − 1.</summary>
    public int Index => Worker.Index;

    /// <summary>The operational log.</summary>
    public OperationalLog Log => _server.Log;

    /// <summary>The configuration in force.</summary>
    internal Snapshot Snapshot => _server.Snapshot;

    /// <summary>Our entry in Via.</summary>
    public ViaEntry Via => _server.Via;

    /// <summary>Where lines of the access log go; null when it is off.</summary>
    public AccessLogRing? AccessLog { get; private set; }

    /// <summary>The last exchanges that are worth a look.</summary>
    public RecentExchanges Recent { get; } = new();

    /// <summary>Exchanges on their way to whoever collects traces.</summary>
    public TraceRing Traces { get; } = new();

    /// <summary>What exchanges under way hold on this worker.</summary>
    public WorkerMemory Memory { get; }

    /// <summary>What this worker turned away.</summary>
    public ShedCounts Sheds { get; }

    /// <summary>What this worker counts for metrics.</summary>
    public WorkerCounters Counters { get; } = new();

    /// <summary>Makes request ids.</summary>
    public RequestIds RequestIds { get; }

    /// <summary>The Date field, formatted once a second.</summary>
    public DateField Date { get; } = new();

    /// <summary>Copies of requests that go to another cluster.</summary>
    public Mirroring Mirroring { get; }

    /// <summary>Where bodies that may have to be sent again are held.</summary>
    internal HeldBuffers HeldBuffers { get; }

    /// <summary>The process is stopping: connections end after the exchange under way.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>The process is stopping and idle connections are not waited for.</summary>
    internal bool ClosesIdle { get; private set; }

    /// <summary>Exchanges that have ended on this worker; may be read from any thread.</summary>
    public long ExchangesDone => Volatile.Read(ref _exchangesDone);

    /// <summary>Open client connections.</summary>
    public int Clients { get; private set; }

    /// <summary>The one that came last; those before it follow.</summary>
    internal ClientConnection? NewestClient => _clients;

    /// <summary>Connections that have been accepted and wait to be let in.</summary>
    internal int Waiting
    {
        get
        {
            int waiting = 0;
            foreach (ListenerAcceptor door in _doors) waiting += door.Waiting;
            return waiting;
        }
    }

    /// <summary>Tunnels open now on this worker; may be read from any thread.</summary>
    public int OpenTunnels => Volatile.Read(ref _openTunnels);

    internal void NoteOpened(ListenerAcceptor door) => _doors.Add(door);

    /// <summary>Nobody comes in by this door any more.</summary>
    internal void NoteClosed(ListenerAcceptor door)
    {
        _doors.Remove(door);
        NoteIfDrained();
    }

    /// <summary>Serves a connection that its listener has let in.</summary>
    internal void Enter(ClientConnection client)
    {
        client.Following = _clients;
        if (_clients is not null) _clients.Previous = client;
        _clients = client;
        Clients++;
        Counters.CountConnection(client.Listener);
        Worker.Spawn(client.RunAsync());
    }

    internal void Leave(ClientConnection client)
    {
        if (client.Following is { } following) following.Previous = client.Previous;
        if (client.Previous is { } previous) previous.Following = client.Following;
        else _clients = client.Following;
        client.Previous = client.Following = null;
        Clients--;
        client.Listener.Leave();
        if (client.IsCounted) client.Listener.Clients.Remove(client.Address);
        NoteIfDrained();
    }

    /// <summary>From now on lines of the access log are as <paramref name="rules"/> say; none if there are none.</summary>
    internal void FollowLog(AccessLogRules? rules)
    {
        if (rules is not null) _accessLog?.Follow(rules);
        AccessLog = rules is null ? null : _accessLog;
    }

    internal Exchange RentExchange(ClientConnection client)
    {
        if (!_exchanges.TryPop(out Exchange? exchange)) exchange = new Exchange(this);
        Memory.BeginExchange();
        exchange.Begin(client, Snapshot);
        return exchange;
    }

    internal void ReturnExchange(Exchange exchange)
    {
        DropExchange(exchange);
        exchange.End();
        if (_exchanges.Count < Stock && exchange.Request.Fields.Capacity <= LargeHeader && exchange.Response.Fields.Capacity <= LargeHeader) _exchanges.Push(exchange);
    }

    /// <summary>Forgets an exchange; one that a bug broke off is not used again.</summary>
    internal void DropExchange(Exchange exchange) => Memory.EndExchange(exchange.HeaderHeld);

    /// <summary>True the first time.</summary>
    internal bool TryReportDrained() => !_drainReported && (_drainReported = true);

    internal void CountTunnel(int change) => Volatile.Write(ref _openTunnels, _openTunnels + change);

    internal void CountExchange() => Volatile.Write(ref _exchangesDone, _exchangesDone + 1);

    /// <summary>Lets exchanges under way finish, and lets none follow that a client could not know of.</summary>
    internal void BeginDrain()
    {
        IsDraining = true;
        NoteIfDrained();
    }

    /// <summary>While draining: closes idle connections, now and as they become idle.</summary>
    internal void CloseIdle()
    {
        ClosesIdle = true;
        ForEachClient(static client => client.CloseIfIdle());
    }

    /// <summary>Closes the idle connections of a listener that is over.</summary>
    internal void CloseIdle(Listener listener) => ForEachClient(client =>
    {
        if (client.Listener.Current == listener) client.CloseIfIdle();
    });

    /// <summary>Resets whatever is still open.</summary>
    internal void AbortAll()
    {
        foreach (ListenerAcceptor door in _doors.ToArray()) door.AbortWaiting();
        ForEachClient(static client => client.Transport.Abort());
    }

    /// <summary>Resets what is still open of a listener that is over.</summary>
    internal void AbortAll(Listener listener)
    {
        foreach (ListenerAcceptor door in _doors.ToArray())
        {
            if (door.Listener == listener) door.AbortWaiting();
        }

        ForEachClient(client =>
        {
            if (client.Listener.Current == listener) client.Transport.Abort();
        });
    }

    private void NoteIfDrained()
    {
        if (IsDraining && Clients == 0 && _doors.Count == 0) _server.NoteDrained(this);
    }

    private void ForEachClient(System.Action<ClientConnection> action)
    {
        ClientConnection? client = _clients;
        while (client is not null)
        {
            // Closing may resume the connection's task at once and take it out of the list.
            ClientConnection? following = client.Following;
            action(client);
            client = following;
        }
    }
}
