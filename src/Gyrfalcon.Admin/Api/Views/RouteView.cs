using System.Collections.Generic;

namespace Gyrfalcon.Admin.Api.Views;

/// <summary>A route, in its place among the others.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Listeners">The listeners that it is for; empty for all.</param>
/// <param name="Hosts">The hosts that it takes; empty for all.</param>
/// <param name="Path">The path, exact or with <c>/*</c>; null for all.</param>
/// <param name="Methods">The methods; empty for all.</param>
/// <param name="Clusters">Where its requests go, with their shares.</param>
/// <param name="Responds">The status that it answers by itself; null if it does not.</param>
/// <param name="Requests">Exchanges that have ended.</param>
/// <param name="Statuses">How many of them with each status.</param>
/// <param name="Seconds">The sum of their durations, tunnels left out.</param>
/// <param name="Times">Their quantiles; null if there were none.</param>
public sealed record RouteView(
    string Name, IReadOnlyList<string> Listeners, IReadOnlyList<string> Hosts, string? Path, IReadOnlyList<string> Methods, IReadOnlyList<RouteView.Share> Clusters, int? Responds,
    long Requests, IReadOnlyDictionary<string, long> Statuses, double Seconds, QuantilesView? Times)
{
    /// <summary>A cluster and its share.</summary>
    /// <param name="Cluster">Its name.</param>
    /// <param name="Weight">Its share, compared with the others'.</param>
    public sealed record Share(string Cluster, int Weight);
}
