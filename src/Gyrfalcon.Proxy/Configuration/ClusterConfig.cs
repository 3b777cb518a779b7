using System;
using System.Collections.Generic;
using Gyrfalcon.Http.ProxyProtocol;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>A named set of equivalent endpoints and how to use them.</summary>
public sealed record ClusterConfig
{
    /// <summary>The name under which it is declared, its label in logs and metrics.</summary>
    public required string Name { get; init; }

    /// <summary>How the endpoint for a request is picked. <c>round-robin</c>, the default: each in turn, as often as its weight says. <c>least-requests</c>: the one with the fewest requests under way for its weight. <c>power-of-two</c>: the same of two drawn at random. <c>random</c>: any, by weight. <c>ewma</c>: of two drawn at random, the one that is likely to answer sooner. <c>maglev</c>: the same endpoint for the same key. All of them count over all workers and connections. (<c>round-robin</c>, <c>least-requests</c>, <c>power-of-two</c>, <c>random</c>, <c>ewma</c> or <c>maglev</c>, or a section; optional.)</summary>
    public BalancerConfig Balancer { get; init; } = BalancerConfig.RoundRobin;

    /// <summary>The servers of the cluster. A host name stands for all its addresses. Required unless there is <c>discovery</c>. (A list, each item a URL or a section; optional.)</summary>
    public IReadOnlyList<EndpointConfig> Endpoints { get; init; } = [];

    /// <summary>Where further endpoints come from while running: DNS or a file. They join and leave without a restart; requests under way at those that leave are finished. (A section; optional.)</summary>
    public DiscoveryConfig? Discovery { get; init; }

    /// <summary>What the endpoints see in the <c>Host</c> field: the <c>client</c>'s, the <c>endpoint</c>'s own, or a fixed value. <c>auto</c> is the client's for <c>http://</c> endpoints and the endpoint's own for <c>https://</c>. (<c>auto</c>, <c>client</c>, <c>endpoint</c>, or a host with or without a port; default <c>auto</c>.)</summary>
    public EndpointHost Host { get; init; } = ClusterSection.Host.Default;

    /// <summary>TLS towards <c>https://</c> endpoints. (A section; optional.)</summary>
    public ClusterTlsConfig Tls { get; init; } = new();

    /// <summary>Each connection to the endpoints begins with a header of the PROXY protocol, before TLS if they are <c>https://</c>: it tells the client's address and the one that it connected to, with <c>v2</c> also its TLS, the name that it asked for and the request's id. Such a connection carries one request. A health check tells no client, and sends no header if it has a <c>port</c> of its own. (<c>off</c>, <c>v1</c> or <c>v2</c>; default <c>off</c>.)</summary>
    public ProxyHeaderVersion? ProxyProtocol { get; init; } = ClusterSection.ProxyProtocol.Default;

    /// <summary>Connections to the endpoints. (A section; optional.)</summary>
    public ClusterConnectionsConfig Connections { get; init; } = new();

    /// <summary>How long the addresses of an endpoint's name are used before the name is resolved again. (A duration, <c>1s</c> to <c>24h</c>; default <c>30s</c>.)</summary>
    public TimeSpan ResolveInterval { get; init; } = ClusterSection.ResolveInterval.Default;

    /// <summary>How it is found out which endpoints are well. An endpoint that cannot be connected to is always left alone and tried again in the background. (A section; optional.)</summary>
    public HealthConfig Health { get; init; } = new();

    /// <summary>Keeps each client's session at the endpoint that answered it first, by a cookie, as long as that endpoint is well; one that is drained or has weight 0 keeps its sessions and gets no new ones. Without a cookie, <c>balancer: { maglev: { key: … } }</c> does the same for requests that share a header field, a cookie of the application's own, a query parameter or a client's address. (A section; optional.)</summary>
    public StickyConfig? Sticky { get; init; }

    /// <summary>How long an endpoint that has come back, or joined while running, takes from a tenth of its weight to all of it. (A duration, <c>0s</c> to <c>1h</c>; default <c>0s</c>.)</summary>
    public TimeSpan SlowStart { get; init; } = ClusterSection.SlowStart.Default;

    /// <summary>The most that the cluster may have under way. (A section; optional.)</summary>
    public CircuitBreakerConfig CircuitBreaker { get; init; } = new();

    /// <summary>How long a request waits for a place while every endpoint has its <c>max-requests</c>, before it is answered 503. (A duration, <c>1ms</c> to <c>1h</c>; default <c>10s</c>.)</summary>
    public TimeSpan QueueTimeout { get; init; } = ClusterSection.QueueTimeout.Default;

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
