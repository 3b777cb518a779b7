using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Upstream;
using Microsoft.AspNetCore.Http;
using Endpoint = Gyrfalcon.Proxy.Upstream.Endpoint;

namespace Gyrfalcon.Admin.Api;

/// <summary>Clusters and their endpoints: looking at them, and changing who belongs to them.</summary>
internal static class ClusterApi
{
    internal static Task ClustersAsync(AdminContext context, HttpContext http)
        => http.AnswerAsync([.. context.Proxy.Snapshot.Memberships.Select(Describe.Cluster)], AdminJson.Default.ClusterViewArray);

    internal static Task ClusterAsync(AdminContext context, HttpContext http)
        => context.FindCluster(http.Parameter("cluster")) is { } membership ? http.AnswerAsync(Describe.Cluster(membership), AdminJson.Default.ClusterView) : NoClusterAsync(http);

    internal static Task AllEndpointsAsync(AdminContext context, HttpContext http)
        => http.AnswerAsync([.. context.Proxy.Snapshot.Clusters.SelectMany(static cluster => cluster.Endpoints.Select(endpoint => Describe.Endpoint(cluster, endpoint)))], AdminJson.Default.EndpointViewArray);

    internal static Task EndpointsAsync(AdminContext context, HttpContext http)
        => context.FindCluster(http.Parameter("cluster")) is { Cluster: { } cluster }
            ? http.AnswerAsync([.. cluster.Endpoints.Select(endpoint => Describe.Endpoint(cluster, endpoint))], AdminJson.Default.EndpointViewArray)
            : NoClusterAsync(http);

    internal static async Task EndpointAsync(AdminContext context, HttpContext http)
    {
        if (await FindAsync(context, http) is var (cluster, endpoint)) await http.AnswerAsync(Describe.Endpoint(cluster, endpoint), AdminJson.Default.EndpointView);
    }

    internal static async Task AddAsync(AdminContext context, HttpContext http)
    {
        if (await http.ReadAsync(AdminJson.Default.NewEndpoint) is not { } wanted) return;
        if (EndpointReading.Read(wanted.Url, wanted.Weight, wanted.Backup, wanted.MaxRequests, out string? problem) is not { } spec)
        {
            await Problem.Malformed(problem!).WriteAsync(http);
            return;
        }

        MemberOutcome? outcome = await ChangeAsync(context, http, $"add {spec.Url}", (membership, at) => membership.TryAdd(spec, at));
        if (outcome == MemberOutcome.NoMember)
        {
            await new Problem("Conflict", 409, $"{spec.Url} is a member already.").WriteAsync(http);
        }
        else if (outcome == MemberOutcome.Applied && context.FindCluster(http.Parameter("cluster")) is { Cluster: { } cluster } && cluster.Endpoints.FirstOrDefault(each => each.Name == spec.Url) is { } endpoint)
        {
            await http.AnswerAsync(Describe.Endpoint(cluster, endpoint), AdminJson.Default.EndpointView, 201);
        }
    }

    internal static async Task RemoveAsync(AdminContext context, HttpContext http)
    {
        if (await FindAsync(context, http) is not var (_, endpoint)) return;
        MemberOutcome? outcome = await ChangeAsync(context, http, $"remove {endpoint.Name}", (membership, at) => membership.TryRemove(endpoint.Name, at));
        if (outcome == MemberOutcome.NoMember) await HasGone(endpoint).WriteAsync(http);
        else if (outcome == MemberOutcome.Applied) http.Response.StatusCode = 204;
    }

    internal static async Task WeighAsync(AdminContext context, HttpContext http)
    {
        if (await http.ReadAsync(AdminJson.Default.NewWeight) is not { } wanted) return;
        if (wanted.Weight is { } weight && !EndpointReading.IsWeight(weight)) await Problem.Malformed("The weight is a whole number, 0 to 1000, or null for that of the configuration.").WriteAsync(http);
        else await ChangeOneAsync(context, http, wanted.Weight is { } other ? string.Create(CultureInfo.InvariantCulture, $"give the weight {other} to") : "give its own weight to", (membership, url, at) => membership.TryWeigh(url, wanted.Weight, at));
    }

    internal static async Task DrainAsync(AdminContext context, HttpContext http)
    {
        if (await http.ReadAsync(AdminJson.Default.DrainReason) is not { } wanted) return;
        string reason = string.IsNullOrWhiteSpace(wanted.Reason) ? "an operator drains it" : Plain(wanted.Reason);
        await ChangeOneAsync(context, http, "drain", (membership, url, at) => membership.TryDrain(url, reason, at));
    }

    internal static Task EnableAsync(AdminContext context, HttpContext http) => ChangeOneAsync(context, http, "enable", static (membership, url, at) => membership.TryEnable(url, at));

    /// <summary>A line of the log is one line.</summary>
    private static string Plain(string text) => new(text.Trim().Take(200).Select(static c => char.IsControl(c) ? ' ' : c).ToArray());

    private static async Task ChangeOneAsync(AdminContext context, HttpContext http, string what, Func<ClusterMembership, string, DateTime, bool> change)
    {
        if (await FindAsync(context, http) is not var (cluster, endpoint)) return;
        MemberOutcome? outcome = await ChangeAsync(context, http, $"{what} {endpoint.Name}", (membership, at) => change(membership, endpoint.Name, at));
        if (outcome == MemberOutcome.NoMember) await HasGone(endpoint).WriteAsync(http);
        else if (outcome == MemberOutcome.Applied) await http.AnswerAsync(Describe.Endpoint(cluster, endpoint), AdminJson.Default.EndpointView);
    }

    /// <summary>Somebody has removed it since it was found.</summary>
    private static Problem HasGone(Endpoint endpoint) => Problem.NotFound($"The endpoint {endpoint.Name} has been removed meanwhile.");

    /// <summary>What came of it; null, or anything but Applied and NoMember, if that has been answered.</summary>
    private static async Task<MemberOutcome?> ChangeAsync(AdminContext context, HttpContext http, string what, Func<ClusterMembership, DateTime, bool> change)
    {
        if (!http.TryGetSeen(out long? seen))
        {
            await Problem.Stale.WriteAsync(http);
            return null;
        }

        (MemberOutcome outcome, long version) = await context.Reloader.ChangeMembersAsync(http.Parameter("cluster"), http.Asker(), what, seen, change);
        if (outcome == MemberOutcome.NoCluster) await NoClusterAsync(http);
        else if (outcome == MemberOutcome.Stale) await Problem.Stale.WriteAsync(http);
        else if (outcome == MemberOutcome.TakenOver) await new Problem("Taken over", 503, "Another process has taken over: ask again.").WriteAsync(http);
        else if (outcome == MemberOutcome.Applied) http.Tag(version);
        return outcome;
    }

    /// <summary>The endpoint that the path names: by its URL, percent-encoded, or by host and port if no other has the same. Null if that has been answered.</summary>
    private static async Task<(Cluster Cluster, Endpoint Endpoint)?> FindAsync(AdminContext context, HttpContext http)
    {
        if (context.FindCluster(http.Parameter("cluster")) is not { Cluster: { } cluster })
        {
            await NoClusterAsync(http);
            return null;
        }

        // The server leaves an encoded slash as it is.
        string name = http.Parameter("endpoint");
        Endpoint[] found = [.. cluster.Endpoints.Where(each => each.Name == name)];
        if (found.Length == 0) found = [.. cluster.Endpoints.Where(each => each.Name.EndsWith($"://{name}", StringComparison.Ordinal))];
        if (found.Length == 1) return (cluster, found[0]);
        await Problem.NotFound(found.Length == 0 ? $"The cluster {cluster.Name} has no endpoint {name}." : $"Several endpoints are called {name}: name the URL.").WriteAsync(http);
        return null;
    }

    private static Task NoClusterAsync(HttpContext http) => Problem.NotFound($"There is no cluster {http.Parameter("cluster")}.").WriteAsync(http);
}
