namespace Gyrfalcon.Proxy.Configuration;

/// <summary>How a cluster picks the endpoint for a request.</summary>
public enum BalancerKind
{
    /// <summary>Each in turn, over all workers and connections.</summary>
    RoundRobin,
}
