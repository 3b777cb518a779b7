using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Simulation.Peers;

/// <summary>Where a simulated server listens: it lets connections in, and resets them all when the server dies.</summary>
/// <param name="worker">Where the server runs.</param>
/// <param name="address">What it listens at.</param>
/// <param name="serveAsync">A connection from its beginning to its end.</param>
internal sealed class PeerDoor(Worker worker, Address address, Func<PeerStream, ValueTask<bool>> serveAsync) : Acceptor
{
    private readonly List<TcpTransport> _connections = [];
    private IDisposable? _listening;

    /// <inheritdoc/>
    public override void Accept(TcpTransport transport) => worker.Spawn(ServeAsync(transport));

    internal void Open(SimulatedWorld world)
    {
        ArgumentNullException.ThrowIfNull(world);
        ListenSocket socket = world.Driver.Bind(address, 1, dualStack: false, out _)!;
        _listening = worker.Driver.Listen(socket, 0, this);
    }

    internal void Kill()
    {
        _listening?.Dispose();
        _listening = null;
        foreach (TcpTransport transport in _connections.ToArray()) transport.Abort();
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> ServeAsync(TcpTransport transport)
    {
        _connections.Add(transport);
        await serveAsync(new PeerStream(transport));
        transport.Close();
        return _connections.Remove(transport);
    }
}
