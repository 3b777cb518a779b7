using System;
using System.Collections.Generic;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Simulation.Network;

/// <summary>Who listens where, what the ways are like, and which connections there are.</summary>
public sealed class SimulatedNetwork
{
    private readonly SimulatedWorld _world;
    private readonly Dictionary<Address, List<Listening>> _listening = [];
    private readonly Dictionary<Address, LinkProfile> _links = [];
    private readonly Address _clients = new(IPAddress.Parse("10.255.0.1"), 0);
    private int _nextPort = 1024;

    internal SimulatedNetwork(SimulatedWorld world) => _world = world;

    /// <summary>The way to whoever has no profile of his own.</summary>
    public LinkProfile DefaultLink { get; set; } = new();

    /// <summary>Sets what the way to the listener at <paramref name="address"/> is like from now on, for connections made from now on.</summary>
    public void SetLink(Address address, LinkProfile link) => _links[address] = link;

    internal IDisposable Listen(Address address, SimulatedDriver driver, Acceptor acceptor)
    {
        if (!_listening.TryGetValue(address, out List<Listening>? here)) _listening[address] = here = [];
        var listening = new Listening(_world, here, driver, acceptor);
        here.Add(listening);
        return listening;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal async ValueTask<Connected> ConnectAsync(SimulatedDriver driver, Address address, long deadline)
    {
        LinkProfile link = _links.GetValueOrDefault(address, DefaultLink);
        Listening? listening = link.Connects != ConnectFate.Refused && _listening.TryGetValue(address, out List<Listening>? here) && here.Count > 0
            ? here[_world.Random.Below(here.Count)]
            : null;
        Address from = _clients.WithPort(_nextPort = _nextPort == 65535 ? 1024 : _nextPort + 1);
        var connection = new SimulatedConnection(_world, link, driver, from, listening?.Driver ?? driver, address);
        long thereAndBack = _world.Now + (2 * link.Latency);
        if (link.Connects != ConnectFate.Hangs)
        {
            _world.Schedule(thereAndBack, driver, () => connection.Client.OnConnected(listening is null ? IoStatus.Refused : IoStatus.Ok));
        }

        IoStatus status = await connection.Client.WaitConnectedAsync(deadline);
        if (status != IoStatus.Ok)
        {
            connection.Client.Abort();
            return new Connected(null, status);
        }

        if (listening is { IsDisposed: false }) _world.Schedule(_world.Now + link.Latency, listening.Driver, () => listening.Accept(connection.Server));
        else connection.Server.Abort();
        return new Connected(connection.Client, IoStatus.Ok);
    }

    private sealed class Listening(SimulatedWorld world, List<Listening> here, SimulatedDriver driver, Acceptor acceptor) : IDisposable
    {
        private const long Rest = 100_000_000;

        private readonly Queue<SimulatedTransport> _queue = new();

        internal SimulatedDriver Driver => driver;

        internal bool IsDisposed { get; private set; }

        internal void Accept(SimulatedTransport transport)
        {
            if (IsDisposed)
            {
                transport.Abort();
                return;
            }

            _queue.Enqueue(transport);
            if (_queue.Count == 1) AcceptQueued();
        }

        public void Dispose()
        {
            IsDisposed = true;
            here.Remove(this);
            while (_queue.TryDequeue(out SimulatedTransport? transport)) transport.Abort();
        }

        private void AcceptQueued()
        {
            while (_queue.Count > 0 && acceptor.MayGoOn()) acceptor.Accept(_queue.Dequeue());
            if (_queue.Count > 0) world.Schedule(world.Now + Rest, driver, AcceptQueued);
        }
    }
}
