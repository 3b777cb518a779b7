using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Routing;

/// <summary>When a request is sent to a second endpoint although the first may still answer. Immutable.</summary>
/// <param name="Latency">What the route's endpoints take to answer.</param>
/// <param name="AtLeast">The second is never asked earlier, in nanoseconds after the first.</param>
public sealed record HedgeRules(LatencyQuantile Latency, long AtLeast);
