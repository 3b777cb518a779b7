using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Simulation;

/// <summary>A worker's way to a <see cref="SimulatedWorld"/>.</summary>
internal sealed class SimulatedDriver : IDriver
{
    private readonly SimulatedWorld _world;
    private readonly SimulatedRandom _random;
    private readonly Queue<Action> _due = new();

    internal SimulatedDriver(SimulatedWorld world, Worker worker)
    {
        _world = world;
        _random = world.Random.Fork();
        Worker = worker;
    }

    public string Name => "simulator";

    public long Now => _world.Now;

    public DateTime UtcNow => _world.UtcNow;

    internal Worker Worker { get; }

    internal bool HasDue => _due.Count > 0;

    internal bool IsDisposed { get; private set; }

    public long ReadClock() => _world.Now;

    public ulong NextRandom() => _random.Next();

    public IDisposable Listen(ListenSocket socket, int index, Acceptor acceptor)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return _world.Network.Listen(socket.Address, this, acceptor);
    }

    public ValueTask<Connected> ConnectAsync(Address address, long deadline) => _world.Network.ConnectAsync(this, address, deadline);

    public void Turn(long until)
    {
        for (int rest = _due.Count; rest > 0; rest--) _due.Dequeue()();
    }

    public void Wake()
    {
        // The world looks at every worker before time goes on.
    }

    public void Dispose() => IsDisposed = true;

    internal void NoteDue(Action action)
    {
        if (!IsDisposed) _due.Enqueue(action);
    }
}
