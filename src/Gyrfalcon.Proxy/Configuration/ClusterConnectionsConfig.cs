using System;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Connections to a cluster's endpoints.</summary>
public sealed record ClusterConnectionsConfig
{
    /// <summary>How long a connection to an endpoint may take to come about, its TLS handshake included, before the next endpoint is tried. (A duration, <c>1ms</c> to <c>24h</c>; default <c>5s</c>.)</summary>
    public TimeSpan ConnectTimeout { get; init; } = ClusterConnectionsSection.ConnectTimeout.Default;

    /// <summary>How long an unused connection to an endpoint is kept for the next request. (A duration, <c>1ms</c> to <c>24h</c>; default <c>90s</c>.)</summary>
    public TimeSpan Idle { get; init; } = ClusterConnectionsSection.Idle.Default;

    /// <summary>The most unused connections kept, per endpoint and worker. With 0 every request gets a connection of its own. (A whole number, 0 to 100000; default <c>64</c>.)</summary>
    public int MaxIdle { get; init; } = ClusterConnectionsSection.MaxIdle.Default;
}
