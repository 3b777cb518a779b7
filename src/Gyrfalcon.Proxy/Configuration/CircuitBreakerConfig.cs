using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>The most that a cluster may have under way.</summary>
public sealed record CircuitBreakerConfig
{
    /// <summary>The most requests that the cluster has under way, over all workers. Further ones are answered 503 at once. (A whole number, 1 to 10000000, or <c>unlimited</c>; default <c>unlimited</c>.) Null is <c>unlimited</c>.</summary>
    public int? MaxRequests { get; init; } = CircuitBreakerSection.MaxRequests.Default;

    /// <summary>The most connections to the cluster's endpoints, idle ones included. A request that would need another is answered 503 at once. (A whole number, 1 to 10000000, or <c>unlimited</c>; default <c>unlimited</c>.) Null is <c>unlimited</c>.</summary>
    public int? MaxConnections { get; init; } = CircuitBreakerSection.MaxConnections.Default;

    /// <summary>The most requests that wait because every endpoint has its <c>max-requests</c>. Further ones are answered 503 at once. (A whole number, 0 to 10000000; default <c>1024</c>.)</summary>
    public int MaxPending { get; init; } = CircuitBreakerSection.MaxPending.Default;
}
