using System;
using System.Collections.Generic;
using Gyrfalcon.Http.ProxyProtocol;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Values;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class ClusterSection
{
    public static readonly Setting<BalancerConfig> Balancer = Setting.Optional("balancer", new BalancerShape(),
        "How the endpoint for a request is picked. `round-robin`, the default: each in turn, as often as its weight says. `least-requests`: the one with the fewest requests under way for its weight. `power-of-two`: the same of two drawn at random. `random`: any, by weight. `ewma`: of two drawn at random, the one that is likely to answer sooner. `maglev`: the same endpoint for the same key. All of them count over all workers and connections.",
        "load-balancing", "lb-policy", "balance", "algorithm", "strategy");

    public static readonly Setting<IReadOnlyList<EndpointConfig>> Endpoints = Setting.Optional("endpoints",
        new ListShape<EndpointConfig>(EndpointShape.Instance, whenEmpty: new Complaint(DiagnosticCodes.NoEndpoints, "the cluster has no endpoints", "add one: `endpoints: [ \"http://10.0.0.1:8080\" ]`")),
        "The servers of the cluster. A host name stands for all its addresses. Required unless there is `discovery`.",
        "servers", "targets", "destinations", "upstreams", "hosts");

    public static readonly Setting<DiscoveryConfig> Discovery = Setting.Optional("discovery", DiscoverySection.Section.Shape,
        "Where further endpoints come from while running: DNS or a file. They join and leave without a restart; requests under way at those that leave are finished.",
        "service-discovery", "eds", "sd");

    public static readonly Setting<EndpointHost> Host = Setting.WithDefault("host", Kinds.EndpointHost, "auto",
        "What the endpoints see in the `Host` field: the `client`'s, the `endpoint`'s own, or a fixed value. `auto` is the client's for `http://` endpoints and the endpoint's own for `https://`.",
        "host-header", "pass-host-header", "preserve-host", "host-rewrite");

    public static readonly Setting<ClusterTlsConfig> Tls = Setting.Optional("tls", ClusterTlsSection.Section.Shape,
        "TLS towards `https://` endpoints.",
        "ssl", "transport");

    public static readonly Setting<ClusterConnectionsConfig> Connections = Setting.Optional("connections", ClusterConnectionsSection.Section.Shape,
        "Connections to the endpoints.",
        "pool", "connection-pool");

    public static readonly Setting<ProxyHeaderVersion?> ProxyProtocol = Setting.WithDefault("proxy-protocol", Kinds.Choice<ProxyHeaderVersion?>(("off", null), ("v1", ProxyHeaderVersion.V1), ("v2", ProxyHeaderVersion.V2)), "off",
        "Each connection to the endpoints begins with a header of the PROXY protocol, before TLS if they are `https://`: it tells the client's address and the one that it connected to, with `v2` also its TLS, the name that it asked for and the request's id. "
            + "Such a connection carries one request. A health check tells no client, and sends no header if it has a `port` of its own.",
        "send-proxy", "send-proxy-v2", "proxy-protocol-out");

    public static readonly Setting<TimeSpan> ResolveInterval = Setting.WithDefault("resolve-interval", Kinds.Duration("1s", "24h"), "30s",
        "How long the addresses of an endpoint's name are used before the name is resolved again.",
        "resolve", "dns-refresh-rate", "resolver-valid", "dns-interval");

    public static readonly Setting<HealthConfig> Health = Setting.Optional("health", HealthSection.Section.Shape,
        "How it is found out which endpoints are well. An endpoint that cannot be connected to is always left alone and tried again in the background.",
        "health-check", "health-checks");

    public static readonly Setting<StickyConfig> Sticky = Setting.Optional("sticky", StickySection.Section.Shape,
        "Keeps each client's session at the endpoint that answered it first, by a cookie, as long as that endpoint is well; one that is drained or has weight 0 keeps its sessions and gets no new ones. Without a cookie, "
            + "`balancer: { maglev: { key: … } }` does the same for requests that share a header field, a cookie of the application's own, a query parameter or a client's address.",
        "session-affinity", "stickiness", "sticky-sessions", "cookie");

    public static readonly Setting<TimeSpan> SlowStart = Setting.WithDefault("slow-start", Kinds.Duration("0s", "1h"), "0s",
        "How long an endpoint that has come back, or joined while running, takes from a tenth of its weight to all of it.",
        "slowstart", "warmup");

    public static readonly Setting<CircuitBreakerConfig> CircuitBreaker = Setting.Optional("circuit-breaker", CircuitBreakerSection.Section.Shape,
        "The most that the cluster may have under way.",
        "circuit-breakers", "breaker");

    public static readonly Setting<TimeSpan> QueueTimeout = Setting.WithDefault("queue-timeout", Kinds.Duration("1ms", "1h"), "10s",
        "How long a request waits for a place while every endpoint has its `max-requests`, before it is answered 503.",
        "timeout-queue");

    public static readonly Section<ClusterConfig> Section = new(nameof(ClusterConfig), "{ endpoints: [ \"http://10.0.0.1:8080\" ] }",
        [Balancer, Endpoints, Discovery, Host, Tls, ProxyProtocol, Connections, ResolveInterval, Health, Sticky, SlowStart, CircuitBreaker, QueueTimeout],
        reader => new ClusterConfig
        {
            Name = reader.Name,
            Source = reader.Source,
            Balancer = reader.Get(Balancer),
            Endpoints = reader.Has(Discovery) || reader.Reading.IsWritten(reader.PathOf(Discovery)) ? reader.Get(Endpoints) : reader.GetRequired(Endpoints),
            Discovery = reader.Find(Discovery),
            Host = reader.Get(Host),
            Tls = reader.Get(Tls),
            ProxyProtocol = reader.Get(ProxyProtocol),
            Connections = reader.Get(Connections),
            ResolveInterval = reader.Get(ResolveInterval),
            Health = reader.Get(Health),
            Sticky = reader.Find(Sticky),
            SlowStart = reader.Get(SlowStart),
            CircuitBreaker = reader.Get(CircuitBreaker),
            QueueTimeout = reader.Get(QueueTimeout),
        });
}
