using System;
using System.Collections.Generic;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Proxy.Downstream;

/// <summary>
/// One worker's door of a listener: lets connections in as far as the limits allow. Beyond `connections` clients wait in the kernel's queue, and those that
/// the driver had accepted already, here; beyond `connections-per-client` they are reset.
/// </summary>
internal sealed class ListenerAcceptor(WorkerState worker, Listener listener) : Acceptor, IDisposable
{
    private Listener _listener = listener;
    private readonly Queue<TcpTransport> _waiting = new();
    private bool _closed;

    public override void Accept(TcpTransport transport)
    {
        if (_waiting.Count == 0 && !worker.Memory.IsShort && _listener.TryEnter()) Enter(transport);
        else if (_closed) transport.Abort();
        else _waiting.Enqueue(transport);
    }

    public override bool MayGoOn()
    {
        while (_waiting.Count > 0 && !worker.Memory.IsShort && _listener.TryEnter()) Enter(_waiting.Dequeue());
        if (worker.Memory.IsShort)
        {
            worker.Sheds.Note(Shed.MemoryPause, worker.Memory, static memory => $"a worker holds more than its {memory.Most} bytes (memory) for requests under way");
            return false;
        }

        if (_waiting.Count == 0 && _listener.HasRoom) return true;
        worker.Sheds.Note(Shed.ConnectionLimit, _listener, static full => $"listener {full.Name}: all {full.MaxConnections} connections (limits.connections) are in use");
        return false;
    }

    public override void NoteExhausted()
        => worker.Sheds.Note(Shed.Descriptors, _listener, static full => $"listener {full.Name}: no file descriptors are left, {full.Connections} connections are open");

    /// <summary>From now on these settings are in force.</summary>
    public void Renew(Listener successor) => _listener = successor;

    /// <summary>Resets the connections that were never let in.</summary>
    public void Dispose()
    {
        _closed = true;
        while (_waiting.TryDequeue(out TcpTransport? transport)) transport.Abort();
    }

    private void Enter(TcpTransport transport)
    {
        Address address = transport.RemoteAddress;
        bool trusted = _listener.Trusts(address);
        bool counted = false;
        if (!MayIntroduceItself(address, trusted) || !TryCount(worker, _listener, address, trusted, out counted))
        {
            _listener.Leave();
            transport.Abort();
            return;
        }

        transport.RequireSendRate(_listener.ResponseRate);
        worker.Enter(new ClientConnection(worker, _listener, transport, trusted, counted));
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
        if (!address.IsNone) worker.Sheds.Note(Shed.UntrustedPeer, (Listener: _listener, Address: address), static refused => $"{refused.Address} on listener {refused.Listener.Name}, which takes PROXY headers from its trusted-proxies only");
        return false;
    }
}
