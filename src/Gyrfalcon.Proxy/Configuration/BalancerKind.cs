namespace Gyrfalcon.Proxy.Configuration;

/// <summary>How a cluster picks the endpoint for a request.</summary>
public enum BalancerKind
{
    /// <summary>Each in turn, over all workers and connections.</summary>
    RoundRobin,

    /// <summary>The one with the fewest requests under way.</summary>
    LeastRequests,

    /// <summary>Of two drawn at random, the one with fewer requests under way.</summary>
    PowerOfTwo,

    /// <summary>Any.</summary>
    Random,

    /// <summary>Of two drawn at random, the one that is likely to answer sooner.</summary>
    Ewma,

    /// <summary>The same for the same key.</summary>
    Maglev,
}
