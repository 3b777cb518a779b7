using System.Text;
using System.Threading;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Http.ProxyProtocol;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// One server of a cluster: how to reach it and what it wants to be called. Its identity is immutable; its weight, rank and TLS may be changed while running, by its
/// <see cref="ClusterMembership"/> alone; what is learnt about it is in <see cref="State"/>.
/// </summary>
public sealed class Endpoint
{
    private int _weight = 1;
    private int _share = 1;
    private int _maxRequests;
    private volatile TlsClientContext? _tls;

    /// <summary>Creates an endpoint with idle pools for <paramref name="workers"/> workers, and how precisely its times are kept (<see cref="LatencyHistogram.Bits"/>).</summary>
    public Endpoint(string name, string host, int port, bool secure, string authority, EndpointState state, ConnectionRules connections, int workers, int precision = LatencyHistogram.Fine)
    {
        Name = name;
        NameBytes = Encoding.ASCII.GetBytes(name);
        Host = host;
        Port = port;
        IsSecure = secure;
        AuthorityBytes = Encoding.ASCII.GetBytes(authority);
        State = state;
        Connections = connections;
        Tally = new EndpointTally(workers, precision);
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
    public int Weight
    {
        get => Volatile.Read(ref _weight);
        init => _weight = _share = value;
    }

    /// <summary>It may be given new requests: nothing keeps them from it, and it has a share of them. The one meaning of "up", wherever it is told.</summary>
    public bool IsUp => State.IsUsable && Weight > 0;

    /// <summary>
    /// Its weight as the balancer sees it: <see cref="Weight"/>, scaled with that of the others while one of them starts slowly. Written by its cluster before it is arranged;
    /// at least 1 for endpoints that are used.
    /// </summary>
    public int Share
    {
        get => Volatile.Read(ref _share);
        internal set => Volatile.Write(ref _share, value);
    }

    /// <summary>It is used only while no endpoint that is no backup can be.</summary>
    public bool IsBackup { get; internal set; }

    /// <summary>The most attempts under way at a time, over all workers; 0 for no limit.</summary>
    public int MaxRequests
    {
        get => Volatile.Read(ref _maxRequests);
        init => _maxRequests = value;
    }

    /// <summary>How busy it is, as far as its cluster's balancer asks.</summary>
    public EndpointLoad Load { get; } = new();

    /// <summary>What came of the attempts at it.</summary>
    public EndpointTally Tally { get; private set; }

    /// <summary>What its connections are counted in.</summary>
    public CircuitBreaker Breaker { get; init; } = CircuitBreaker.None;

    /// <summary>How far it has come in its slow start.</summary>
    internal SlowStart Ramp { get; } = new();

    /// <summary>Its record with outlier detection.</summary>
    internal OutlierRecord Record { get; } = new();

    /// <summary>Its probes have said before how it is, when this cluster had other settings.</summary>
    internal bool IsProbed { get; private set; }

    /// <summary>It could not be connected to when this cluster had other settings, and whoever looks after it must try it again.</summary>
    internal bool AwaitsRecovery { get; set; }

    /// <summary>What sessions that stick to it need; null in a cluster that keeps none.</summary>
    internal EndpointSession? Session { get; set; }

    /// <summary>Whom to expect there, whom to believe, and who we are, on a connection that is made now; null for a plain endpoint.</summary>
    public TlsClientContext? Tls
    {
        get => _tls;
        init => _tls = value;
    }

    /// <summary>Shared by all workers.</summary>
    public EndpointState State { get; }

    /// <summary>Timeouts and limits of its connections.</summary>
    public ConnectionRules Connections { get; }

    /// <summary>Idle connections by worker index; each belongs to its worker alone.</summary>
    public ConnectionPool[] Pools { get; }

    /// <summary>It has as many attempts under way as it may.</summary>
    internal bool IsFull => MaxRequests is > 0 and int most && Load.InFlight >= most;

    /// <summary>Takes a place for an attempt, to be given back to <see cref="EndpointLoad.End"/>; false if all are taken.</summary>
    internal bool TryBegin()
    {
        int most = MaxRequests;
        return Load.TryBegin(most == 0 ? int.MaxValue : most);
    }

    /// <summary>Takes over what is known of <paramref name="predecessor"/>, the same endpoint in the cluster that this one's succeeds. Before there are requests.</summary>
    /// <param name="predecessor">What is in force.</param>
    /// <param name="isProbed">Both clusters probe.</param>
    /// <param name="isJudged">This cluster ejects.</param>
    internal void Succeed(Endpoint predecessor, bool isProbed, bool isJudged)
    {
        Tally = predecessor.Tally;
        Record.Succeed(predecessor.Record, Tally.Sum());
        Ramp.Succeed(predecessor.Ramp);
        IsProbed = isProbed;
        Obstacles kept = Obstacles.Unreachable | (isProbed ? Obstacles.Unhealthy : Obstacles.None) | (isJudged ? Obstacles.Ejected : Obstacles.None);
        State.Succeed(predecessor.State, kept);
        AwaitsRecovery = State.IsDown;
    }

    internal void RenewTls(TlsClientContext tls) => _tls = tls;

    internal void SetWeight(int weight) => Volatile.Write(ref _weight, weight);

    internal void SetMaxRequests(int most) => Volatile.Write(ref _maxRequests, most);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>How connections to an endpoint are made and kept. Times in nanoseconds.</summary>
/// <param name="ConnectTimeout">For connecting and the TLS handshake together.</param>
/// <param name="IdleTimeout">How long an unused connection is kept.</param>
/// <param name="MaxIdle">The most unused connections that one worker keeps to one endpoint.</param>
public sealed record ConnectionRules(long ConnectTimeout, long IdleTimeout, int MaxIdle)
{
    private readonly ProxyHeaderVersion? _proxyHeader;

    /// <summary>How the PROXY header is written that each connection begins with; null for none.</summary>
    public ProxyHeaderVersion? ProxyHeader
    {
        get => _proxyHeader;
        init
        {
            _proxyHeader = value;
            OwnProxyHeader = value is { } version ? ProxyHeaderWriter.WriteLocal(version) : null;
        }
    }

    /// <summary>Invariant: a connection that has been told of one client's request carries no other, so none is ever kept.</summary>
    public bool AreForOneRequest => _proxyHeader is not null;

    /// <summary>The PROXY header of a connection that is made for no client; null for none.</summary>
    internal byte[]? OwnProxyHeader { get; private init; }
}
