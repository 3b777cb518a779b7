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

    /// <summary>
    /// Binds the addresses of <paramref name="listeners"/>, or takes those of <paramref name="inherited"/> that are bound already, without accepting yet; null, with everything closed again, if one cannot be.
    /// </summary>
    internal static List<(Listener Listener, ListenSocket Socket)>? Bind(IEnumerable<Listener> listeners, DriverChoice driver, int workers, InheritedSockets? inherited, out string? error)
    {
        error = null;
        var sockets = new List<(Listener Listener, ListenSocket Socket)>();
        foreach (Listener listener in listeners)
        {
            string? reason = null;
            ListenSocket? socket = inherited?.Take(listener.Name, listener.Address, listener.IsDualStack, workers, Backlog);
            socket ??= driver.Bind(listener.Address, workers, Backlog, listener.IsDualStack, out reason);
            if (socket is not null)
            {
                sockets.Add((listener, socket));
                continue;
            }

            error = $"listener {listener.Name}: {listener.Address} {reason}";
            foreach ((_, ListenSocket opened) in sockets) opened.Dispose();
            return null;
        }

        return sockets;
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

    /// <summary>The listening descriptors with the names of their listeners; they stay open until a door is closed.</summary>
    internal List<(string Name, int Descriptor)> Descriptors()
    {
        var descriptors = new List<(string Name, int Descriptor)>();
        foreach (Door door in _doors)
        {
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

    /// <summary>Accepts no more; whoever has been let in is served to the end of the exchange under way, and whoever waits to be, with one.</summary>
    internal void Close(Listener listener)
    {
        if (Find(listener) is not { } door) return;
        listener.Close();
        _doors.Remove(door);
        group.Post(worker =>
        {
            workers[worker.Index].CloseIdle(listener);
            door.Close(worker.Index);
        });
        log.Info($"listener {listener.Name} no longer listens on {door.Socket.Address}; its connections end after the exchange under way");
    }

    /// <summary>Accepts no more anywhere; on each worker.</summary>
    internal void CloseAll(Worker worker)
    {
        foreach (Door door in _doors.ToArray()) door.Close(worker.Index);
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
