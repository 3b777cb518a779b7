using System.Net;
using System.Text;
using System.Threading;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Http.Http1;

namespace Gyrfalcon.Proxy.Downstream;

/// <summary>An address that accepts clients, with its timeouts and limits. Its settings are immutable; its connections outlive them. Times in nanoseconds.</summary>
public sealed class Listener
{
    private readonly ListenerLoad _load;
    private volatile Listener? _successor;
    private volatile bool _isClosed;
    private volatile bool _closesIdle;

    /// <summary>Creates a listener named <paramref name="name"/>; with the connections of <paramref name="predecessor"/>, if its socket goes on under new settings.</summary>
    public Listener(string name, Listener? predecessor = null)
    {
        Name = name;
        NameBytes = Encoding.UTF8.GetBytes(name);
        _load = predecessor?._load ?? new ListenerLoad();
    }

    /// <summary>What is in force now in its place; itself if it is.</summary>
    public Listener Current
    {
        get
        {
            Listener current = this;
            while (current._successor is { } successor) current = successor;
            return current;
        }
    }

    /// <summary>Whether the socket of this listener is that of one with this name and address. A port that the kernel chose belongs to the name.</summary>
    internal bool IsServedBy(string name, Address address, bool isDualStack) => Address.Equals(address) && IsDualStack == isDualStack && (address.Port != 0 || Name == name);

    /// <summary>It takes no connections any more; those that it has end after the exchange under way.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>It is closed, and its idle connections are not waited for any more.</summary>
    internal bool ClosesIdle => _closesIdle;

    /// <summary>Its name in the configuration.</summary>
    public string Name { get; }

    /// <summary><see cref="Name"/> in UTF-8.</summary>
    public byte[] NameBytes { get; }

    /// <summary>Its place in the workers' counters, from 1.</summary>
    public int Slot { get; init; }

    /// <summary>Where it listens.</summary>
    public required Address Address { get; init; }

    /// <summary><see cref="Address"/> is IPv6's any-address and stands for all of IPv4 too.</summary>
    public bool IsDualStack { get; init; }

    /// <summary>Every connection begins with a PROXY header, and only trusted proxies may connect.</summary>
    public bool TakesProxyHeaders { get; init; }

    /// <summary>Its clients speak TLS.</summary>
    public bool SpeaksTls { get; init; }

    /// <summary>Some TLS connections are passed on rather than ended here, by the name that the client asks for.</summary>
    public bool PassesSome { get; init; }

    /// <summary>What sessions with its clients are made under; null for plain HTTP, and if all connections are passed on.</summary>
    public TlsServerContext? Tls { get; init; }

    /// <summary>The field line of Strict-Transport-Security, CRLF included; empty for none.</summary>
    public byte[] Hsts { get; init; } = [];

    /// <summary>Every request is redirected to https at this port; null for none.</summary>
    public int? RedirectPort { get; init; }

    /// <summary>How many handshakes may begin in a second; null for as many as come.</summary>
    internal HandshakePace? HandshakePace { get; init; }

    /// <summary>From the accept to the end of the handshake.</summary>
    public long TlsHandshakeTimeout { get; init; }

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

    /// <summary>The most connections of one client at once, over all workers; null for as many as it likes.</summary>
    public int? MaxConnectionsPerClient { get; init; }

    /// <summary>The connections of each client.</summary>
    internal ClientCounts Clients => _load.Clients;

    /// <summary>How fast a client must send the body of a request; null for no such demand.</summary>
    public MinimumRate? RequestRate { get; init; }

    /// <summary>How fast a client must take a response; null for no such demand.</summary>
    public MinimumRate? ResponseRate { get; init; }

    /// <summary>Peers whose forwarding fields are believed.</summary>
    public required IPNetwork[] TrustedProxies { get; init; }

    /// <summary>Connections open now, over all workers.</summary>
    public int Connections => _load.Connections;

    /// <summary>Another connection may be let in.</summary>
    public bool HasRoom => Connections < MaxConnections;

    /// <summary>Counts a new connection; false, and not counted, when there are as many as may be.</summary>
    public bool TryEnter() => _load.TryEnter(MaxConnections);

    /// <summary>Counts a connection out.</summary>
    public void Leave() => _load.Leave();

    /// <summary>Lets <paramref name="successor"/> be in force in its place, from each connection's next exchange on.</summary>
    internal void GiveWayTo(Listener successor) => _successor = successor;

    /// <summary>It is over; who asks once more is told that it was the last time.</summary>
    internal void Close() => _isClosed = true;

    /// <summary>Who has not asked any more is not waited for.</summary>
    internal void CloseIdle() => _closesIdle = true;

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

/// <summary>How many connections a listener has, over all workers and whatever its settings were when they came.</summary>
internal sealed class ListenerLoad
{
    private int _connections;

    internal int Connections => Volatile.Read(ref _connections);

    internal ClientCounts Clients { get; } = new();

    internal bool TryEnter(int most)
    {
        if (Interlocked.Increment(ref _connections) <= most) return true;
        Interlocked.Decrement(ref _connections);
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref _connections);
}
