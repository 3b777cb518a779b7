using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using Gyrfalcon.Admin.Api.Views;

namespace Gyrfalcon.Commands;

/// <summary>What <c>gyr top</c> has seen. It asks four times, one after the other, and on a machine that is busy these are not one moment.</summary>
/// <param name="At">When the process was seen.</param>
/// <param name="Status">The process.</param>
/// <param name="RoutesAt">When its routes were.</param>
/// <param name="Routes">Its routes.</param>
/// <param name="EndpointsAt">When its endpoints were.</param>
/// <param name="Endpoints">Its endpoints.</param>
/// <param name="ClustersAt">When its clusters were.</param>
/// <param name="Clusters">Its clusters.</param>
internal sealed record TopLook(
    DateTime At, StatusView Status, DateTime RoutesAt, IReadOnlyList<RouteView> Routes, DateTime EndpointsAt, IReadOnlyList<EndpointView> Endpoints, DateTime ClustersAt, IReadOnlyList<ClusterView> Clusters)
{
    /// <summary>The lines of a screen of this size: what the difference from <paramref name="before"/> says, what is down first, then the busiest. Each table has its share of the screen, and what the others do not need of theirs.</summary>
    internal IEnumerable<string> Lines(TopLook before, int width, int height)
    {
        List<string> lines =
        [
            Text($"gyr {Status.Version}  process {Status.ProcessId}  {At:HH:mm:ss}Z  revision {Status.Revision}"),
            Text($"{Rate(Status.Requests, before.Status.Requests, At - before.At):0.0} requests/s  {Rate(Status.Faults, before.Status.Faults, At - before.At):0.0} faults/s  {Status.Connections} connections  {Status.Tunnels} tunnels  {Status.EndpointsUp} of {Status.Endpoints} endpoints up"),
        ];
        string[][] tables = [[.. ClusterTable(before).Lines(width)], [.. EndpointTable(before).Lines(width)], [.. RouteTable(before).Lines(width)]];
        int room = Math.Max(0, height - lines.Count - tables.Length), left = tables.Length;
        int[] shares = new int[tables.Length];
        foreach (int i in Enumerable.Range(0, tables.Length).OrderBy(i => tables[i].Length))
        {
            shares[i] = Math.Min(tables[i].Length, room / left--);
            room -= shares[i];
        }

        for (int i = 0; i < tables.Length; i++)
        {
            lines.Add("");
            if (shares[i] == tables[i].Length) lines.AddRange(tables[i]);
            else lines.AddRange([.. tables[i].Take(shares[i] - 1), Text($"… {tables[i].Length - Math.Max(1, shares[i] - 1)} more")]);
        }

        return lines.Take(height).Select(line => line.Length > width ? line[..width] : line);
    }

    /// <summary>The same in one line of JSON.</summary>
    internal string ToJson(TopLook before) => new JsonObject
    {
        ["time"] = At.ToString("O", CultureInfo.InvariantCulture),
        ["requestsPerSecond"] = Math.Round(Rate(Status.Requests, before.Status.Requests, At - before.At), 3),
        ["faultsPerSecond"] = Math.Round(Rate(Status.Faults, before.Status.Faults, At - before.At), 3),
        ["connections"] = Status.Connections,
        ["tunnels"] = Status.Tunnels,
        ["clusters"] = new JsonArray([.. ClusterRates(before).Select(static each => (JsonNode)new JsonObject { ["name"] = each.Cluster.Name, ["usable"] = each.Cluster.Usable, ["endpoints"] = each.Cluster.Endpoints, ["panicking"] = each.Cluster.Panicking, ["requestsPerSecond"] = Math.Round(each.Rate, 3), ["failedPerSecond"] = Math.Round(each.Failed, 3), ["faultsPerSecond"] = Math.Round(each.Faults, 3), ["waiting"] = each.Cluster.Waiting, ["pending"] = each.Cluster.Pending })]),
        ["routes"] = new JsonArray([.. RouteRates(before).Select(static each => (JsonNode)new JsonObject { ["name"] = each.Route.Name, ["requestsPerSecond"] = Math.Round(each.Rate, 3), ["errorsPerSecond"] = Math.Round(each.Errors, 3), ["meanSeconds"] = Math.Round(each.Mean, 6) })]),
        ["endpoints"] = new JsonArray([.. EndpointRates(before).Select(static each => (JsonNode)new JsonObject { ["cluster"] = each.Endpoint.Cluster, ["url"] = each.Endpoint.Url, ["state"] = each.Endpoint.State, ["requestsPerSecond"] = Math.Round(each.Rate, 3), ["faultsPerSecond"] = Math.Round(each.Faults, 3), ["inFlight"] = each.Endpoint.InFlight })]),
    }.ToJsonString();

    private TextTable ClusterTable(TopLook before)
    {
        var table = new TextTable("cluster", ">up", ">of", ">requests/s", ">failed/s", ">waiting", ">pending", "state");
        foreach ((ClusterView each, double rate, double failed, _) in ClusterRates(before))
            table.Add(each.Name, Text($"{each.Usable}"), Text($"{each.Endpoints}"), Text($"{rate:0.0}"), Text($"{failed:0.0}"), Text($"{each.Waiting}"), Text($"{each.Pending}"), each.Panicking ? "panic" : each.Usable == 0 ? "down" : "");
        return table;
    }

    private TextTable RouteTable(TopLook before)
    {
        var table = new TextTable("route", ">requests/s", ">5xx/s", ">mean ms");
        foreach ((RouteView route, double rate, double errors, double mean) in RouteRates(before)) table.Add(route.Name, Text($"{rate:0.0}"), Text($"{errors:0.0}"), rate > 0 ? Text($"{mean * 1000:0.0}") : "-");
        return table;
    }

    private TextTable EndpointTable(TopLook before)
    {
        var table = new TextTable("endpoint", "state", ">requests/s", ">faults/s", ">in flight", ">weight", "reason");
        foreach ((EndpointView each, double rate, double faults) in EndpointRates(before))
            table.Add($"{each.Cluster}/{each.Url}", each.State, Text($"{rate:0.0}"), Text($"{faults:0.0}"), Text($"{each.InFlight}"), Text($"{each.Weight}"), EndpointsCommand.Reason(each));
        return table;
    }

    private IEnumerable<(RouteView Route, double Rate, double Errors, double Mean)> RouteRates(TopLook before)
    {
        Dictionary<string, RouteView> earlier = before.Routes.DistinctBy(static each => each.Name).ToDictionary(static each => each.Name, StringComparer.Ordinal);
        return Routes.Select(route =>
        {
            earlier.TryGetValue(route.Name, out RouteView? old);
            double rate = Rate(route.Requests, old?.Requests ?? 0, RoutesAt - before.RoutesAt);
            long ended = route.Requests - (old?.Requests ?? 0);
            return (route, rate, Rate(Errors(route), old is null ? 0 : Errors(old), RoutesAt - before.RoutesAt), ended > 0 ? (route.Seconds - (old?.Seconds ?? 0)) / ended : 0);
        }).OrderByDescending(static each => each.rate).Select(static each => (each.route, each.rate, each.Item3, each.Item4));
    }

    /// <summary>What failed are requests that came to the cluster, faults are attempts at its endpoints.</summary>
    private IEnumerable<(ClusterView Cluster, double Rate, double Failed, double Faults)> ClusterRates(TopLook before)
    {
        Dictionary<string, ClusterView> earlier = before.Clusters.ToDictionary(static each => each.Name, StringComparer.Ordinal);
        return Clusters.Select(cluster =>
        {
            earlier.TryGetValue(cluster.Name, out ClusterView? old);
            return (Cluster: cluster, Rate: Rate(cluster.Requests, old?.Requests ?? 0, ClustersAt - before.ClustersAt), Failed: Rate(cluster.Failed, old?.Failed ?? 0, ClustersAt - before.ClustersAt), Faults: Rate(cluster.Faults, old?.Faults ?? 0, ClustersAt - before.ClustersAt));
        }).OrderBy(static each => each.Cluster.Usable > 0 && !each.Cluster.Panicking).ThenBy(static each => each.Cluster.Usable == each.Cluster.Endpoints).ThenByDescending(static each => each.Rate);
    }

    private IEnumerable<(EndpointView Endpoint, double Rate, double Faults)> EndpointRates(TopLook before)
    {
        Dictionary<(string, string), EndpointView> earlier = before.Endpoints.DistinctBy(static each => (each.Cluster, each.Url)).ToDictionary(static each => (each.Cluster, each.Url));
        return Endpoints.Select(endpoint =>
        {
            earlier.TryGetValue((endpoint.Cluster, endpoint.Url), out EndpointView? old);
            return (Endpoint: endpoint, Rate: Rate(endpoint.Requests, old?.Requests ?? 0, EndpointsAt - before.EndpointsAt), Faults: Rate(endpoint.Faults, old?.Faults ?? 0, EndpointsAt - before.EndpointsAt));
        }).OrderBy(static each => each.Endpoint.State == "up").ThenByDescending(static each => each.Rate);
    }

    private static long Errors(RouteView route) => route.Statuses.Where(static each => each.Key.StartsWith('5')).Sum(static each => each.Value);

    private static double Rate(long now, long then, TimeSpan time) => Math.Max(0, now - then) / Math.Max(time.TotalSeconds, 0.001);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
