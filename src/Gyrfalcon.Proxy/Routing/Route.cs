using System.Text;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Routing;

/// <summary>What happens to the requests that match: they go to a cluster, or are answered here. Immutable. Times in nanoseconds.</summary>
public sealed class Route
{
    /// <summary>Creates a route named <paramref name="name"/>.</summary>
    public Route(string name)
    {
        Name = name;
        NameBytes = Encoding.UTF8.GetBytes(name);
    }

    /// <summary>Its name in the configuration.</summary>
    public string Name { get; }

    /// <summary><see cref="Name"/> in UTF-8.</summary>
    public byte[] NameBytes { get; }

    /// <summary>Its place in the workers' counters, from 1.</summary>
    public int Slot { get; init; }

    /// <summary>Which requests it takes.</summary>
    public required RouteMatch Match { get; init; }

    /// <summary>Where they go; null when <see cref="Split"/> or <see cref="Response"/> is given.</summary>
    public Cluster? Cluster { get; init; }

    /// <summary>Where they go by shares; null when <see cref="Cluster"/> or <see cref="Response"/> is given.</summary>
    public Split? Split { get; init; }

    /// <summary>Where copies of them go; null for nowhere.</summary>
    public MirrorRules? Mirror { get; init; }

    /// <summary>What they are answered; null when they go to a cluster.</summary>
    public FixedResponse? Response { get; init; }

    /// <summary>When they are tried again at another endpoint.</summary>
    public required RetryRules Retry { get; init; }

    /// <summary>From the end of the request to the end of the response's header block.</summary>
    public required long ResponseHeaderTimeout { get; init; }

    /// <summary>When a second endpoint is asked beside the first; null for never.</summary>
    public HedgeRules? Hedge { get; init; }

    /// <summary>The same for one attempt, after which another endpoint is asked if it may be; Never for no limit.</summary>
    public long AttemptTimeout { get; init; } = Gyrfalcon.Engine.Timers.WorkerTimer.Never;

    /// <summary>From the first byte of the request to the last of the response; Never for no limit.</summary>
    public required long TotalTimeout { get; init; }

    /// <summary>An exchange that takes longer is kept among those that were slow.</summary>
    public required long Slow { get; init; }

    /// <summary>Longest pause within a response body.</summary>
    public required long ResponseIdle { get; init; }

    /// <summary>Longest pause of both sides of a tunnel.</summary>
    public required long TunnelIdle { get; init; }

    /// <summary>It takes TLS connections, unopened, rather than requests.</summary>
    public bool IsPassthrough { get; init; }

    /// <summary>CONNECT is passed on; otherwise answered 501.</summary>
    public bool AllowsConnect { get; init; }

    /// <summary>TRACE is passed on; otherwise answered 501.</summary>
    public bool AllowsTrace { get; init; }
}

/// <summary>An answer given without asking anybody.</summary>
/// <param name="Status">200 to 599.</param>
/// <param name="ContentType">Media type; empty for none.</param>
/// <param name="Body">The bytes of the body.</param>
public sealed record FixedResponse(int Status, byte[] ContentType, byte[] Body);
