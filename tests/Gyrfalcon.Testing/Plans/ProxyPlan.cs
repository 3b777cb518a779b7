using System;
using System.Collections.Generic;

namespace Gyrfalcon.Testing;

/// <summary>
/// What a test wants of a proxy, in the design's words. Gyrfalcon gets it as YAML; nginx, where it can do the same, as its own
/// configuration. Null means the program's default.
/// </summary>
public sealed record ProxyPlan
{
    public int? Workers { get; init; } = 1;

    public TimeSpan? Drain { get; init; }

    public string? Memory { get; init; }

    /// <summary>As YAML in one line. Off unless a test looks at it, for many run at once.</summary>
    public string Admin { get; init; } = "off";

    /// <summary>As YAML in one line.</summary>
    public string? Otlp { get; init; }

    public ListenerPlan Listener { get; init; } = new();

    /// <summary>In order; the first match wins.</summary>
    public IReadOnlyList<RoutePlan> Routes { get; init; } = [new RoutePlan { Cluster = "app" }];

    public IReadOnlyList<ClusterPlan> Clusters { get; init; } = [];

    /// <summary>One route for everything to one cluster of these endpoints.</summary>
    public static ProxyPlan To(params string[] endpoints) => new() { Clusters = [new ClusterPlan { Endpoints = endpoints }] };
}

/// <summary>The one listener of a plan; port 0 unless told otherwise.</summary>
public sealed record ListenerPlan
{
    public string Name { get; init; } = "web";

    public string Address { get; init; } = "127.0.0.1:0";

    /// <summary>As YAML in one line.</summary>
    public string? Tls { get; init; }

    public TimeSpan? TlsHandshakeTimeout { get; init; }

    public int? TlsHandshakes { get; init; }

    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    public string? ProxyProtocol { get; init; }

    public TimeSpan? RequestHeaderTimeout { get; init; }

    public TimeSpan? RequestBodyIdleTimeout { get; init; }

    public TimeSpan? KeepAliveTimeout { get; init; }

    public TimeSpan? SendIdleTimeout { get; init; }

    public TimeSpan? RateGrace { get; init; }

    public string? RequestLineLimit { get; init; }

    public string? HeaderBytesLimit { get; init; }

    public int? HeaderFieldsLimit { get; init; }

    public string? BodyLimit { get; init; }

    public int? ConnectionsLimit { get; init; }

    public int? ConnectionsPerClientLimit { get; init; }

    /// <summary>A size per second, or "none".</summary>
    public string? MinRequestRate { get; init; }

    /// <summary>A size per second, or "none".</summary>
    public string? MinResponseRate { get; init; }
}

/// <summary>One route: what it matches and where it leads, to a cluster or to a fixed answer.</summary>
public sealed record RoutePlan
{
    public string? Name { get; init; }

    public IReadOnlyList<string> Hosts { get; init; } = [];

    public string? Path { get; init; }

    public IReadOnlyList<string> Methods { get; init; } = [];

    public string? Cluster { get; init; }

    /// <summary>As YAML in one line.</summary>
    public string? Split { get; init; }

    public string? SplitKey { get; init; }

    /// <summary>As YAML in one line.</summary>
    public string? Mirror { get; init; }

    /// <summary>Methods that need permission, such as CONNECT.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    public int? RespondStatus { get; init; }

    public string? RespondBody { get; init; }

    public TimeSpan? ResponseHeaderTimeout { get; init; }

    public TimeSpan? ResponseIdleTimeout { get; init; }

    public TimeSpan? TunnelIdleTimeout { get; init; }

    public TimeSpan? TotalTimeout { get; init; }

    public TimeSpan? Slow { get; init; }

    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>As YAML in one line: <c>off</c>, or a mapping.</summary>
    public string? Retry { get; init; }

    /// <summary>As YAML in one line.</summary>
    public string? Hedge { get; init; }
}

/// <summary>One cluster.</summary>
public sealed record ClusterPlan
{
    public string Name { get; init; } = "app";

    public IReadOnlyList<string> Endpoints { get; init; } = [];

    /// <summary>The endpoints as a YAML list in one line, where they have more than a URL.</summary>
    public string? EndpointsYaml { get; init; }

    /// <summary>As YAML in one line.</summary>
    public string? Discovery { get; init; }

    /// <summary>As YAML in one line.</summary>
    public string? Balancer { get; init; }

    /// <summary>As YAML in one line.</summary>
    public string? Sticky { get; init; }

    /// <summary>As YAML in one line.</summary>
    public string? Health { get; init; }

    public TimeSpan? SlowStart { get; init; }

    /// <summary>As YAML in one line.</summary>
    public string? CircuitBreaker { get; init; }

    public TimeSpan? QueueTimeout { get; init; }

    public string? Host { get; init; }

    public string? ProxyProtocol { get; init; }

    public string? TlsAuthority { get; init; }

    /// <summary>Our own towards the endpoints, in the form of <see cref="TestAuthority.WriteIssued"/>.</summary>
    public string? TlsCertificate { get; init; }

    public bool? TlsVerify { get; init; }

    public string? TlsServerName { get; init; }

    public TimeSpan? ConnectTimeout { get; init; }

    public TimeSpan? IdleTimeout { get; init; }

    public int? MaxIdle { get; init; }
}
