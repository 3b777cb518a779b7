using System.Net;
using System.Text;
using System.Threading;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Http.Http1;

namespace Gyrfalcon.Proxy.Downstream;

/// <summary>An address that accepts clients, with its timeouts and limits. Immutable but for the count of its connections. Times in nanoseconds.</summary>
public sealed class Listener
{
    private int _connections;

    /// <summary>Creates a listener named <paramref name="name"/>.</summary>
    public Listener(string name)
    {
        Name = name;
        NameBytes = Encoding.UTF8.GetBytes(name);
    }

    /// <summary>Its name in the configuration.</summary>
    public string Name { get; }

    /// <summary><see cref="Name"/> in UTF-8.</summary>
    public byte[] NameBytes { get; }

    /// <summary>Its place among the listeners of its snapshot, 0 the first.</summary>
    public int Index { get; init; }

    /// <summary>Where it listens.</summary>
    public required Address Address { get; init; }

    /// <summary><see cref="Address"/> is IPv6's any-address and stands for all of IPv4 too.</summary>
    public bool IsDualStack { get; init; }

    /// <summary>From the first byte of a request, or from the accept of a new connection, to the end of the header block.</summary>
    public required long RequestHeaderTimeout { get; init; }

    /// <summary>Longest pause within a request body.</summary>
    public required long RequestBodyIdle { get; init; }

    /// <summary>How long an idle connection is kept after an exchange.</summary>
    public required long KeepAlive { get; init; }

    /// <summary>How long a client may take no bytes of what is sent to it.</summary>
    public required long SendIdle { get; init; }

    /// <summary>Limits of request heads.</summary>
    public required HeadLimits HeadLimits { get; init; }

    /// <summary>The most bytes in a request body.</summary>
    public required long MaxBody { get; init; }

    /// <summary>The most connections at once, over all workers.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Counts the connections of each client and bounds them; null when they are not.</summary>
    public ClientCounts? Clients { get; private init; }

    /// <summary>The most connections of one client at once, over all workers; null for as many as it likes.</summary>
    public int? MaxConnectionsPerClient
    {
        init => Clients = value is { } most ? new ClientCounts(most) : null;
    }

    /// <summary>How fast a client must send the body of a request; null for no such demand.</summary>
    public MinimumRate? RequestRate { get; init; }

    /// <summary>How fast a client must take a response; null for no such demand.</summary>
    public MinimumRate? ResponseRate { get; init; }

    /// <summary>Peers whose forwarding fields are believed.</summary>
    public required IPNetwork[] TrustedProxies { get; init; }

    /// <summary>Connections open now, over all workers.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Another connection may be let in.</summary>
    public bool HasRoom => Connections < MaxConnections;

    /// <summary>Counts a new connection; false, and not counted, when there are as many as may be.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _connections) <= MaxConnections) return true;
        Interlocked.Decrement(ref _connections);
        return false;
    }

    /// <summary>Counts a connection out.</summary>
    public void Leave() => Interlocked.Decrement(ref _connections);

    /// <summary>Whether the peer at <paramref name="address"/> is a trusted proxy.</summary>
    public bool Trusts(Address address)
    {
        if (TrustedProxies.Length == 0) return false;
        IPAddress ip = address.ToIPAddress();
        foreach (IPNetwork network in TrustedProxies)
        {
            if (network.Contains(ip)) return true;
        }

        return false;
    }
}
