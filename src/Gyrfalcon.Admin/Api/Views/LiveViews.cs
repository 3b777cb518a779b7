using System.Collections.Generic;

namespace Gyrfalcon.Admin.Api.Views;

/// <summary>The first message of the event stream, and every one after which other things are there than before.</summary>
/// <param name="Status">The process.</param>
/// <param name="Listeners">In order: their places are what later messages name them by.</param>
/// <param name="Routes">The same.</param>
/// <param name="Clusters">The same.</param>
/// <param name="Endpoints">The same.</param>
/// <param name="Now">The numbers of all of them.</param>
public sealed record TopologyView(
    StatusView Status, IReadOnlyList<ListenerView> Listeners, IReadOnlyList<RouteView> Routes, IReadOnlyList<ClusterView> Clusters, IReadOnlyList<EndpointView> Endpoints, TickView Now);

/// <summary>
/// What a second brought. A row is a list of numbers: the place of the thing, requests per second, failed ones per second, under way, requests since the start, failed ones since the start; and where durations are measured, their
/// quantiles 50, 90 and 99 of the last ten seconds in milliseconds, null if there were none.
/// </summary>
/// <param name="Number">One more every second.</param>
/// <param name="At">In seconds since 1970.</param>
/// <param name="Change">The number of the last change.</param>
/// <param name="LastReloadSucceeded">False if the last change of the configuration was refused.</param>
/// <param name="Connections">Open connections of clients.</param>
/// <param name="Tunnels">Open tunnels.</param>
/// <param name="Faults">Exchanges that went wrong, since the start.</param>
/// <param name="EndpointsUp">Endpoints that get requests.</param>
/// <param name="Process">The row of the process.</param>
/// <param name="Listeners">Rows of listeners, those that changed; under way are connections.</param>
/// <param name="Routes">Rows of routes; failed are those answered 5xx.</param>
/// <param name="Clusters">Rows of clusters: requests that came, and those that failed, with no endpoint to ask or with several; quantiles are those of attempts.</param>
/// <param name="Endpoints">Rows of endpoints: attempts, and those that speak against it.</param>
/// <param name="Panicking">The places of the clusters that ignore health now.</param>
/// <param name="States">Endpoints that stand otherwise than before.</param>
public sealed record TickView(
    long Number, long At, long Change, bool LastReloadSucceeded, long Connections, long Tunnels, long Faults, int EndpointsUp, double?[] Process,
    double?[][] Listeners, double?[][] Routes, double?[][] Clusters, double?[][] Endpoints, int[] Panicking, IReadOnlyList<TickView.Standing> States)
{
    /// <summary>How an endpoint stands.</summary>
    /// <param name="Place">Its place among the endpoints.</param>
    /// <param name="State">As in <see cref="EndpointView"/>.</param>
    /// <param name="Weight">Its share.</param>
    /// <param name="Reasons">What speaks against it.</param>
    public sealed record Standing(int Place, string State, int Weight, IReadOnlyList<EndpointView.Reason> Reasons);
}
