namespace Gyrfalcon.Proxy.Configuration;

/// <summary>How the endpoint for a request is picked.</summary>
public sealed record BalancerConfig
{
    /// <summary>Each in turn.</summary>
    public static readonly BalancerConfig RoundRobin = new();

    /// <summary>The algorithm.</summary>
    public BalancerKind Kind { get; init; } = BalancerKind.RoundRobin;

    /// <summary>Consistent hashing with bounded load: requests of one key go to one endpoint, unless that has more than 5/4 of its share of the requests under way, and few keys move when an endpoint comes or goes. (A section; required.)</summary>
    public MaglevConfig Maglev { get; init; } = new();
}
