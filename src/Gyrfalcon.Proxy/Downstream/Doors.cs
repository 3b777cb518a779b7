using System;
using System.Collections.Generic;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Downstream;

/// <summary>The open listening sockets, on all workers. A socket outlives the settings of its listener: it is opened and closed only when an address comes or goes.</summary>
internal sealed class Doors(WorkerGroup group, IReadOnlyList<WorkerState> workers, OperationalLog log)
{
    private const int Backlog = 4096;

    private readonly List<Door> _doors = [];
    private readonly List<Door> _retired = [];

    /// <summary>
    /// Binds the addresses of <paramref name="listeners"/>, or takes those of <paramref name="inherited"/> that are bound already, and listens without accepting yet; null, with everything closed again, if one
    /// cannot be. None listens before all are bound, so that a failure is not noticed by clients.
    /// </summary>
    /// <param name="listeners">In their order.</param>
    /// <param name="driver">For whom.</param>
    /// <param name="workers">How many.</param>
    /// <param name="inherited">Sockets that this process was given.</param>
    /// <param name="open">Listening descriptors of ours, which an address may overlap with.</param>
    /// <param name="error">Whole sentence.</param>
    internal static List<(Listener Listener, ListenSocket Socket)>? Bind(IReadOnlyList<Listener> listeners, DriverChoice driver, int workers, InheritedSockets? inherited, IReadOnlyList<int> open, out string? error)
    {
        error = null;
        var sockets = new ListenSocket?[listeners.Count];
        List<int> own = [.. open, .. inherited?.Descriptors ?? []];
        for (int i = 0; i < sockets.Length; i++)
        {
            sockets[i] = inherited?.Take(listeners[i].Name, listeners[i].Address, listeners[i].IsDualStack, workers, Backlog);
            own.AddRange(sockets[i]?.Sockets ?? []);
        }

        var bound = new List<int>();
        for (int i = 0; i < sockets.Length && error is null; i++)
        {
            if (sockets[i] is not null) continue;
            sockets[i] = driver.Bind(listeners[i].Address, workers, listeners[i].IsDualStack, out string? reason, own);
            if (sockets[i] is null) error = $"listener {listeners[i].Name}: {listeners[i].Address} {reason}";
            bound.Add(i);
        }

        foreach (int i in bound)
        {
            if (error is null && !sockets[i]!.TryListen(Backlog, out string? reason)) error = $"listener {listeners[i].Name}: {listeners[i].Address} {reason}";
        }

        var opened = new List<(Listener Listener, ListenSocket Socket)>();
        for (int i = 0; i < sockets.Length; i++)
        {
            if (error is not null) sockets[i]?.Dispose();
            else opened.Add((listeners[i], sockets[i]!));
        }

        return error is null ? opened : null;
    }

    /// <summary>Begins to accept; waits until all workers do.</summary>
    internal void Open(Listener listener, ListenSocket socket)
    {
        var door = new Door(listener, socket, workers.Count);
        group.Invoke(worker =>
        {
            var acceptor = new ListenerAcceptor(workers[worker.Index], listener, socket.CountOf(worker.Index));
            door.Acceptors[worker.Index] = acceptor;
            door.Listening[worker.Index] = worker.Driver.Listen(socket, worker.Index, acceptor);
        });
        _doors.Add(door);
        log.Info($"listener {listener.Name} listening on {socket.Address}");
    }

    /// <summary>The listening descriptors with the names of their listeners, for another process; they stay open until a door is closed.</summary>
    internal List<(string Name, int Descriptor)> Share()
    {
        var descriptors = new List<(string Name, int Descriptor)>();
        foreach (Door door in _doors)
        {
            door.Socket.NoteShared();
            foreach (int descriptor in door.Socket.Sockets) descriptors.Add((door.Listener.Name, descriptor));
        }

        return descriptors;
    }

    /// <summary>Where that listener really listens: port 0 has become a port.</summary>
    internal Address AddressOf(Listener listener) => Find(listener)?.Socket.Address ?? listener.Address;

    /// <summary>Lets <paramref name="successor"/> be in force for connections that come from now on, and for the others from their next exchange on.</summary>
    internal void Renew(Listener before, Listener successor)
    {
        if (Find(before) is not { } door) return;
        before.GiveWayTo(successor);
        door.Listener = successor;
        group.Post(worker => door.Acceptors[worker.Index].Renew(successor));
    }

    /// <summary>The listening descriptors, also of doors that are about to be closed.</summary>
    internal List<int> Descriptors()
    {
        var descriptors = new List<int>();
        foreach (Door door in _doors) descriptors.AddRange(door.Socket.Sockets);
        foreach (Door door in _retired) descriptors.AddRange(door.Socket.Sockets);
        return descriptors;
    }

    /// <summary>
    /// Lets nobody come any more; whoever has been let in is served to the end of the exchange under way, and whoever waits to be, with one. True if the door is still open for those whose handshake is under way, and
    /// idle connections are waited for, until <see cref="Close"/>.
    /// </summary>
    internal bool Retire(Listener listener)
    {
        if (Find(listener) is not { } door) return false;
        listener.Close();
        _doors.Remove(door);
        _retired.Add(door);
        bool isAjar = door.Socket.TryRetire();
        if (!isAjar) Close(listener);
        log.Info($"listener {listener.Name} no longer listens on {door.Socket.Address}; its connections end after the exchange under way");
        return isAjar;
    }

    /// <summary>Accepts no more by the door of a listener that is over, when those in its queue are let in, and closes its idle connections.</summary>
    internal void Close(Listener listener)
    {
        if (_retired.Find(door => door.Listener == listener) is not { } door) return;
        _retired.Remove(door);
        listener.CloseIdle();
        group.Post(worker =>
        {
            workers[worker.Index].CloseIdle(listener);
            door.Close(worker.Index);
        });
    }

    /// <summary>Accepts no more anywhere; on each worker, when no door comes or goes any more.</summary>
    internal void CloseAll(Worker worker)
    {
        foreach (Door door in _doors) door.Close(worker.Index);
        foreach (Door door in _retired) door.Close(worker.Index);
    }

    private Door? Find(Listener listener) => _doors.Find(door => door.Listener == listener);

    private sealed class Door(Listener listener, ListenSocket socket, int workers)
    {
        internal Listener Listener { get; set; } = listener;

        internal ListenSocket Socket { get; } = socket;

        internal ListenerAcceptor[] Acceptors { get; } = new ListenerAcceptor[workers];

        internal IDisposable?[] Listening { get; } = new IDisposable?[workers];

        internal void Close(int worker)
        {
            Acceptors[worker].Close();
            Listening[worker]?.Dispose();
        }
    }
}
