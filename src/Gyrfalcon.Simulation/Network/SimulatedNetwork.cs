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
    private readonly Dictionary<Address, Disturbance> _disturbances = [];
    private Address[] _clients = [ClientAddress(0)];
    private int _nextPort = 1024;
    private int _nextClient;

    internal SimulatedNetwork(SimulatedWorld world) => _world = world;

    /// <summary>The way to whoever has no profile of his own.</summary>
    public LinkProfile DefaultLink { get; set; } = new();

    /// <summary>From how many addresses connects come, in turn: 1 to 1,048,576, from 10.240.0.1 on where there is more than one.</summary>
    public int ClientAddresses
    {
        get => _clients.Length;
        set
        {
            _clients = new Address[value];
            for (int i = 0; i < value; i++) _clients[i] = value == 1 ? ClientAddress(0) : new Address(new IPAddress([10, (byte)(240 + (i >> 16)), (byte)(i >> 8), (byte)i]), 0);
        }
    }

    /// <summary>Adds this many nanoseconds, one way, to all that goes to and from the listener at <paramref name="address"/>, on connections that exist too.</summary>
    public void Delay(Address address, long nanoseconds) => DisturbanceOf(address).Delay = nanoseconds;

    /// <summary>
    /// Cuts the listener at <paramref name="address"/> off: nothing arrives there or from there, and nobody is told, until <see cref="Mend"/>.
    /// </summary>
    public void CutOff(Address address) => DisturbanceOf(address).IsCut = true;

    /// <summary>Ends <see cref="CutOff"/>; what was sent meanwhile arrives now.</summary>
    public void Mend(Address address) => DisturbanceOf(address).IsCut = false;

    /// <summary>
    /// Lets <see cref="Delay"/> and <see cref="CutOff"/> reach the connections that are made to <paramref name="address"/> from now on; those made before are out of their reach.
    /// </summary>
    public void MakeDisturbable(Address address) => DisturbanceOf(address);

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
        Disturbance? disturbance = _disturbances.GetValueOrDefault(address);
        Address from = _clients[_nextClient++ % _clients.Length].WithPort(_nextPort = _nextPort == 65535 ? 1024 : _nextPort + 1);
        var connection = new SimulatedConnection(_world, link, disturbance, driver, from, listening?.Driver ?? driver, address);
        long thereAndBack = _world.Now + (2 * (link.Latency + (disturbance?.Delay ?? 0)));
        if (link.Connects != ConnectFate.Hangs)
        {
            _world.Schedule(thereAndBack, driver, Tell);
        }

        void Tell()
        {
            if (disturbance is { IsCut: true }) disturbance.Hold(driver, Tell);
            else connection.Client.OnConnected(listening is null ? IoStatus.Refused : IoStatus.Ok);
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

    private static Address ClientAddress(int index) => new(new IPAddress([10, 255, 0, (byte)(index + 1)]), 0);

    private Disturbance DisturbanceOf(Address address)
    {
        if (!_disturbances.TryGetValue(address, out Disturbance? disturbance)) _disturbances[address] = disturbance = new Disturbance(_world);
        return disturbance;
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
            while (_queue.TryDequeue(out SimulatedTransport? transport)) acceptor.Accept(transport);
            acceptor.NoteClosed();
        }

        private void AcceptQueued()
        {
            while (_queue.Count > 0 && acceptor.MayGoOn()) acceptor.Accept(_queue.Dequeue());
            if (_queue.Count > 0) world.Schedule(world.Now + Rest, driver, AcceptQueued);
        }
    }
}
