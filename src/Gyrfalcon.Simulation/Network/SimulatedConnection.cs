using Gyrfalcon.Engine;

namespace Gyrfalcon.Simulation.Network;

/// <summary>A connection as the network sees it: its two ends, and the point at which it breaks, if it does.</summary>
internal sealed class SimulatedConnection
{
    private readonly bool _fallsSilent;
    private long _left = long.MaxValue;
    private bool _broken;

    internal SimulatedConnection(SimulatedWorld world, LinkProfile link, Disturbance? disturbance, SimulatedDriver client, Address clientAddress, SimulatedDriver server, Address serverAddress)
    {
        Random = world.Random.Fork();
        var toServer = new SimulatedFlow(world, this, link, disturbance);
        var toClient = new SimulatedFlow(world, this, link, disturbance);
        Client = new SimulatedTransport(client, input: toClient, output: toServer, clientAddress, serverAddress);
        Server = new SimulatedTransport(server, input: toServer, output: toClient, serverAddress, clientAddress);
        (toServer.Sender, toServer.Receiver) = (Client, Server);
        (toClient.Sender, toClient.Receiver) = (Server, Client);
        if (!Random.Chance(link.BreakChance)) return;
        _left = Random.Between(0, link.BreaksWithin);
        _fallsSilent = Random.Chance(link.SilentShare);
    }

    internal SimulatedRandom Random { get; }

    internal SimulatedTransport Client { get; }

    internal SimulatedTransport Server { get; }

    /// <summary>Whether something with this many bytes still gets through.</summary>
    internal bool Carries(int bytes)
    {
        if (_broken) return false;
        _left -= bytes;
        if (_left >= 0) return true;
        _broken = true;
        if (_fallsSilent) return false;
        Client.BreakSoon();
        Server.BreakSoon();
        return false;
    }
}
