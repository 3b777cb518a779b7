using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Routing;

/// <summary>Copies of a route's requests to another cluster. Immutable.</summary>
/// <param name="Cluster">Where they go.</param>
/// <param name="Percent">How many of the requests are copied, 0 to 100.</param>
/// <param name="Timeout">From the connect to the end of the answer, in nanoseconds.</param>
public sealed record MirrorRules(Cluster Cluster, int Percent, long Timeout)
{
    /// <summary>Whether the request is of those of which copies are made: not of those that ask for a tunnel.</summary>
    internal static bool AreFor(RequestHead request) => !request.UpgradeRequested && request.Method != Method.Connect;
}
