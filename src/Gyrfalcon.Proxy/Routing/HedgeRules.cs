using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Routing;

/// <summary>When a request is sent to a second endpoint although the first may still answer. Immutable.</summary>
/// <param name="Latency">What the route's endpoints take to answer.</param>
/// <param name="AtLeast">The second is never asked earlier, in nanoseconds after the first.</param>
public sealed record HedgeRules(LatencyQuantile Latency, long AtLeast)
{
    /// <summary>Whether a second endpoint may be sent the request while the first has it: it may be sent twice and has no body.</summary>
    internal static bool AreFor(RequestHead request) => request.Method.IsIdempotent() && request.Framing.IsEmpty && !request.UpgradeRequested;
}
