using System;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class ClusterConnectionsSection
{
    public static readonly Setting<TimeSpan> ConnectTimeout = Setting.WithDefault("connect-timeout", Kinds.Duration("1ms", "24h"), "5s",
        "How long a connection to an endpoint may take to come about, its TLS handshake included, before the next endpoint is tried.",
        "timeout", "connect");

    public static readonly Setting<TimeSpan> Idle = Setting.WithDefault("idle", Kinds.Duration("1ms", "24h"), "90s",
        "How long an unused connection to an endpoint is kept for the next request.",
        "idle-timeout", "keep-alive", "keepalive", "keep-alive-timeout");

    public static readonly Setting<int> MaxIdle = Setting.WithDefault("max-idle", Kinds.Whole(0, 100_000), "64",
        "The most unused connections kept, per endpoint and worker. With 0 every request gets a connection of its own.",
        "pool-size", "max-idle-connections", "pool-max-conn");

    public static readonly Section<ClusterConnectionsConfig> Section = new(nameof(ClusterConnectionsConfig), "{ connect-timeout: 5s }",
        [ConnectTimeout, Idle, MaxIdle],
        reader => new ClusterConnectionsConfig
        {
            ConnectTimeout = reader.Get(ConnectTimeout),
            Idle = reader.Get(Idle),
            MaxIdle = reader.Get(MaxIdle),
        });
}
