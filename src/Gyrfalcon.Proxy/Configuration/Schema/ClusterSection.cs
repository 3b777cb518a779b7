using System;
using System.Collections.Generic;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Values;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class ClusterSection
{
    public static readonly Setting<BalancerConfig> Balancer = Setting.Optional("balancer", new BalancerShape(),
        "How the endpoint for a request is picked. `round-robin`, the default: each in turn, as often as its weight says. `least-requests`: the one with the fewest requests under way for its weight. `power-of-two`: the same of two drawn at random. `random`: any, by weight. `ewma`: of two drawn at random, the one that is likely to answer sooner. `maglev`: the same endpoint for the same key. All of them count over all workers and connections.",
        "load-balancing", "lb-policy", "balance", "algorithm", "strategy");

    public static readonly Setting<IReadOnlyList<EndpointConfig>> Endpoints = Setting.Required("endpoints",
        new ListShape<EndpointConfig>(new EndpointShape(), whenEmpty: new Complaint(DiagnosticCodes.NoEndpoints, "the cluster has no endpoints", "add one: `endpoints: [ \"http://10.0.0.1:8080\" ]`")),
        "The servers of the cluster. A host name stands for all its addresses.",
        "servers", "targets", "destinations", "upstreams", "hosts");

    public static readonly Setting<EndpointHost> Host = Setting.WithDefault("host", Kinds.EndpointHost, "auto",
        "What the endpoints see in the `Host` field: the `client`'s, the `endpoint`'s own, or a fixed value. `auto` is the client's for `http://` endpoints and the endpoint's own for `https://`.",
        "host-header", "pass-host-header", "preserve-host", "host-rewrite");

    public static readonly Setting<ClusterTlsConfig> Tls = Setting.Optional("tls", ClusterTlsSection.Section.Shape,
        "TLS towards `https://` endpoints.",
        "ssl", "transport");

    public static readonly Setting<ClusterConnectionsConfig> Connections = Setting.Optional("connections", ClusterConnectionsSection.Section.Shape,
        "Connections to the endpoints.",
        "pool", "connection-pool");

    public static readonly Setting<TimeSpan> ResolveInterval = Setting.WithDefault("resolve-interval", Kinds.Duration("1s", "24h"), "30s",
        "How long the addresses of an endpoint's name are used before the name is resolved again.",
        "resolve", "dns-refresh-rate", "resolver-valid", "dns-interval");

    public static readonly Section<ClusterConfig> Section = new(nameof(ClusterConfig), "{ endpoints: [ \"http://10.0.0.1:8080\" ] }",
        [Balancer, Endpoints, Host, Tls, Connections, ResolveInterval],
        reader => new ClusterConfig
        {
            Name = reader.Name,
            Source = reader.Source,
            Balancer = reader.Get(Balancer),
            Endpoints = reader.Get(Endpoints),
            Host = reader.Get(Host),
            Tls = reader.Get(Tls),
            Connections = reader.Get(Connections),
            ResolveInterval = reader.Get(ResolveInterval),
        });
}
