using System.Net.Security;
using System.Text;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>One server of a cluster: how to reach it and what it wants to be called. Immutable; what changes is in <see cref="State"/>.</summary>
public sealed class Endpoint
{
    /// <summary>Creates an endpoint with idle pools for <paramref name="workers"/> workers.</summary>
    public Endpoint(string name, string host, int port, bool secure, string authority, EndpointState state, ConnectionRules connections, int workers)
    {
        Name = name;
        NameBytes = Encoding.ASCII.GetBytes(name);
        Host = host;
        Port = port;
        IsSecure = secure;
        AuthorityBytes = Encoding.ASCII.GetBytes(authority);
        State = state;
        Connections = connections;
        Pools = new ConnectionPool[workers];
        for (int i = 0; i < workers; i++) Pools[i] = new ConnectionPool(connections);
    }

    /// <summary>Its URL, for logs.</summary>
    public string Name { get; }

    /// <summary><see cref="Name"/> in ASCII.</summary>
    public byte[] NameBytes { get; }

    /// <summary>Host name or address as configured.</summary>
    public string Host { get; }

    /// <summary>TCP port.</summary>
    public int Port { get; }

    /// <summary>TLS is spoken to it.</summary>
    public bool IsSecure { get; }

    /// <summary>host[:port] as the endpoint itself would want to see it in Host.</summary>
    public byte[] AuthorityBytes { get; }

    /// <summary>Its share of the requests, compared with the others', 0 to 1000.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>It is used only while no endpoint that is no backup can be.</summary>
    public bool IsBackup { get; init; }

    /// <summary>How busy it is, as far as its cluster's balancer asks.</summary>
    public EndpointLoad Load { get; } = new();

    /// <summary>TLS settings; null for a plain endpoint.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Shared by all workers.</summary>
    public EndpointState State { get; }

    /// <summary>Timeouts and limits of its connections.</summary>
    public ConnectionRules Connections { get; }

    /// <summary>Idle connections by worker index; each belongs to its worker alone.</summary>
    public ConnectionPool[] Pools { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>How connections to an endpoint are made and kept. Times in nanoseconds.</summary>
/// <param name="ConnectTimeout">For connecting and the TLS handshake together.</param>
/// <param name="IdleTimeout">How long an unused connection is kept.</param>
/// <param name="MaxIdle">The most unused connections that one worker keeps to one endpoint.</param>
public sealed record ConnectionRules(long ConnectTimeout, long IdleTimeout, int MaxIdle);
