namespace Gyrfalcon.Proxy.Explaining;

/// <summary>What has become of a request that is answered.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="Cluster">The cluster that it went to; null if none.</param>
/// <param name="Endpoint">The endpoint that answers, or was asked last; null if none was.</param>
/// <param name="Attempts">Tries at endpoints.</param>
/// <param name="Fault">What went wrong, such as <c>no-route</c>; null if nothing did.</param>
internal readonly record struct ExchangeOutcome(string Id, string? Cluster, string? Endpoint, int Attempts, string? Fault);
