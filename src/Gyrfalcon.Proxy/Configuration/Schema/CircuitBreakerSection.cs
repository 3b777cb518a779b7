namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class CircuitBreakerSection
{
    public static readonly Setting<int?> MaxRequests = Setting.WithDefault("max-requests", Kinds.OrWord(Kinds.Whole(1, 10_000_000), "unlimited"), "unlimited",
        "The most requests that the cluster has under way, over all workers. Further ones are answered 503 at once.",
        "max-connections-per-cluster", "requests");

    public static readonly Setting<int?> MaxConnections = Setting.WithDefault("max-connections", Kinds.OrWord(Kinds.Whole(1, 10_000_000), "unlimited"), "unlimited",
        "The most connections to the cluster's endpoints, idle ones included. A request that would need another is answered 503 at once.",
        "connections", "fullconn");

    public static readonly Setting<int> MaxPending = Setting.WithDefault("max-pending", Kinds.Whole(0, 10_000_000), "1024",
        "The most requests that wait because every endpoint has its `max-requests`. Further ones are answered 503 at once.",
        "max-pending-requests", "maxqueue", "queue");

    public static readonly Section<CircuitBreakerConfig> Section = new(nameof(CircuitBreakerConfig), "{ max-requests: 1024 }",
        [MaxRequests, MaxConnections, MaxPending],
        reader => new CircuitBreakerConfig
        {
            MaxRequests = reader.Get(MaxRequests),
            MaxConnections = reader.Get(MaxConnections),
            MaxPending = reader.Get(MaxPending),
        });
}
