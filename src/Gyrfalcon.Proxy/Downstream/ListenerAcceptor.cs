using System.Collections.Generic;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Proxy.Downstream;

/// <summary>
/// One worker's door of a listener: lets connections in as far as the limits allow. Beyond `connections` clients wait in the kernel's queue, and those that
/// the driver had accepted already, here; beyond `connections-per-client` they are reset. When the door closes, all that were in the queue wait here, until there is room or the drain time ends.
/// </summary>
internal sealed class ListenerAcceptor : Acceptor
{
    private readonly WorkerState _worker;
    private readonly Queue<TcpTransport> _waiting = new();
    private readonly RoomTimer _timer;
    private Listener _listener;
    private int _sockets;
    private bool _isClosing;

    internal ListenerAcceptor(WorkerState worker, Listener listener, int sockets)
    {
        _worker = worker;
        _listener = listener;
        _sockets = sockets;
        _timer = new RoomTimer(this);
        worker.NoteOpened(this);
    }

    /// <summary>Whose door it is.</summary>
    internal Listener Listener => _listener;

    /// <summary>Connections that wait to be let in.</summary>
    internal int Waiting => _waiting.Count;

    private bool HasRoom => !_worker.Memory.IsShort && _listener.TryEnter();

    public override void Accept(TcpTransport transport)
    {
        if (_waiting.Count == 0 && HasRoom)
        {
            Enter(transport);
            return;
        }

        _waiting.Enqueue(transport);
        if (_isClosing) _timer.Begin();
    }

    public override bool MayGoOn()
    {
        // Nobody can wait in the queue of a socket that is about to be closed.
        if (_isClosing) return true;
        LetIn();
        if (_worker.Memory.IsShort)
        {
            _worker.Sheds.Note(Shed.MemoryPause, _worker.Memory, static memory => $"a worker holds more than its {memory.Most} bytes (memory) for requests under way");
            return false;
        }

        if (_waiting.Count == 0 && _listener.HasRoom) return true;
        _worker.Sheds.Note(Shed.ConnectionLimit, _listener, static full => $"listener {full.Name}: all {full.MaxConnections} connections (limits.connections) are in use");
        return false;
    }

    public override void NoteExhausted()
        => _worker.Sheds.Note(Shed.Descriptors, _listener, static full => $"listener {full.Name}: no file descriptors are left, {full.Connections} connections are open");

    /// <summary>From now on these settings are in force.</summary>
    public void Renew(Listener successor) => _listener = successor;

    /// <summary>The sockets are about to be emptied and closed.</summary>
    public void Close()
    {
        _isClosing = true;
        if (_waiting.Count > 0) _timer.Begin();
    }

    public override void NoteClosed()
    {
        _sockets--;
        EndIfDone();
    }

    /// <summary>Resets the connections that were never let in.</summary>
    public void AbortWaiting()
    {
        while (_waiting.TryDequeue(out TcpTransport? transport)) transport.Abort();
        EndIfDone();
    }

    private void LetIn()
    {
        while (_waiting.Count > 0 && HasRoom) Enter(_waiting.Dequeue());
    }

    private void EndIfDone()
    {
        if (_sockets == 0 && _waiting.Count == 0) _worker.NoteClosed(this);
    }

    private void Enter(TcpTransport transport)
    {
        Address address = transport.RemoteAddress;
        bool trusted = _listener.Trusts(address);
        bool counted = false;
        if (!MayIntroduceItself(address, trusted) || !TryCount(_worker, _listener, address, trusted, out counted))
        {
            _listener.Leave();
            transport.Abort();
            return;
        }

        transport.RequireSendRate(_listener.ResponseRate);
        _worker.Enter(new ClientConnection(_worker, _listener, transport, trusted, counted));
    }

    /// <summary>Counts a connection among those of its client, unless that is trusted or may have as many as it likes; false, and noted, if it has as many as it may.</summary>
    internal static bool TryCount(WorkerState worker, Listener listener, Address client, bool trusted, out bool counted)
    {
        counted = false;
        if (trusted || listener.MaxConnectionsPerClient is not { } most) return true;
        counted = listener.Clients.TryAdd(client, most);
        if (!counted) worker.Sheds.Note(Shed.ClientLimit, (Listener: listener, Address: client), static refused => $"{refused.Address} on listener {refused.Listener.Name} (limits.connections-per-client)");
        return counted;
    }

    /// <summary>A stranger's PROXY header could be anything, so that it is not even read.</summary>
    private bool MayIntroduceItself(Address address, bool trusted)
    {
        if (trusted || !_listener.TakesProxyHeaders) return true;

        // The kernel no longer knows the address of a peer that has gone: nobody knows whether that was a stranger.
        if (!address.IsNone) _worker.Sheds.Note(Shed.UntrustedPeer, (Listener: _listener, Address: address), static refused => $"{refused.Address} on listener {refused.Listener.Name}, which takes PROXY headers from its trusted-proxies only");
        return false;
    }

    /// <summary>Once the door is closed nobody asks any more whether there is room for those who wait.</summary>
    private sealed class RoomTimer(ListenerAcceptor door) : WorkerTimer
    {
        private const long Interval = 100_000_000;

        private long _due = Never;

        protected override long Due => _due;

        internal void Begin()
        {
            if (_due != Never) return;
            _due = door._worker.Worker.After(Interval);
            door._worker.Worker.Timers.Set(this);
        }

        protected override void OnDue()
        {
            _due = Never;
            door.LetIn();
            if (door._waiting.Count > 0) Begin();
            else door.EndIfDone();
        }
    }
}
