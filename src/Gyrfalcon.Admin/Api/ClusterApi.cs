using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Upstream;
using Microsoft.AspNetCore.Http;

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
        if (await FindAsync(context, http, isAbsentWanted: false) is var (cluster, name)) await http.AnswerAsync(Describe.Endpoint(cluster, name), AdminJson.Default.EndpointView);
    }

    internal static async Task AddAsync(AdminContext context, HttpContext http)
    {
        if (await http.ReadAsync(AdminJson.Default.NewEndpoint) is not { } wanted) return;
        if (EndpointReading.Read(wanted.Url, wanted.Weight ?? 1, wanted.Backup, wanted.MaxRequests, out string? problem) is not { } spec)
        {
            await Problem.Malformed(problem!).WriteAsync(http);
            return;
        }

        MemberOutcome? outcome = await ChangeAsync(context, http, $"add {spec.Url}{Settings(spec)}", (membership, at) => membership.TryAdd(spec, at, hasListedWeight: wanted.Weight is null));
        if (outcome == MemberOutcome.NoMember)
        {
            await new Problem("Conflict", 409, $"{spec.Url} is a member already.").WriteAsync(http);
        }
        else if (outcome == MemberOutcome.Applied && context.FindCluster(http.Parameter("cluster")) is { Cluster: { } cluster } && cluster.Endpoints.Any(each => each.Name == spec.Url))
        {
            await http.AnswerAsync(Describe.Endpoint(cluster, spec.Url), AdminJson.Default.EndpointView, 201);
        }
    }

    internal static async Task RemoveAsync(AdminContext context, HttpContext http)
    {
        if (await FindAsync(context, http, isAbsentWanted: false) is not var (_, name)) return;
        MemberOutcome? outcome = await ChangeAsync(context, http, $"remove {name}", (membership, at) => membership.TryRemove(name, at));
        if (outcome == MemberOutcome.NoMember) await HasGone(name).WriteAsync(http);
        else if (outcome == MemberOutcome.Applied) http.Response.StatusCode = 204;
    }

    internal static async Task WeighAsync(AdminContext context, HttpContext http)
    {
        if (await http.ReadAsync(AdminJson.Default.NewWeight) is not { } wanted) return;
        if (wanted.Weight is { } weight && !EndpointReading.IsWeight(weight)) await Problem.Malformed("The weight is a whole number, 0 to 1000, or null for that of the configuration.").WriteAsync(http);
        else await ChangeOneAsync(context, http, wanted.Weight is { } other ? url => string.Create(CultureInfo.InvariantCulture, $"give the weight {other} to {url}") : static url => $"give its own weight to {url}", (membership, url, at) => membership.TryWeigh(url, wanted.Weight, at));
    }

    internal static async Task DrainAsync(AdminContext context, HttpContext http)
    {
        if (await http.ReadAsync(AdminJson.Default.DrainReason) is not { } wanted) return;
        string reason = string.IsNullOrWhiteSpace(wanted.Reason) ? "an operator drains it" : Plain(wanted.Reason);
        await ChangeOneAsync(context, http, url => $"drain {url} ({reason})", (membership, url, at) => membership.TryDrain(url, reason, at));
    }

    internal static Task EnableAsync(AdminContext context, HttpContext http) => ChangeOneAsync(context, http, static url => $"enable {url}", static (membership, url, at) => membership.TryEnable(url, at));

    /// <summary>What is wanted otherwise than usual, for the audit.</summary>
    private static string Settings(EndpointSpec spec)
    {
        string[] settings = [spec.Weight == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"weight {spec.Weight}"), spec.IsBackup ? "backup" : "", spec.MaxRequests == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"max-requests {spec.MaxRequests}")];
        string told = string.Join(", ", settings.Where(static each => each.Length > 0));
        return told.Length == 0 ? "" : $" ({told})";
    }

    /// <summary>A line of the log is one line.</summary>
    private static string Plain(string text) => new(text.Trim().Take(200).Select(static c => char.IsControl(c) ? ' ' : c).ToArray());

    private static async Task ChangeOneAsync(AdminContext context, HttpContext http, Func<string, string> what, Func<ClusterMembership, string, DateTime, bool> change)
    {
        if (await FindAsync(context, http, isAbsentWanted: true) is not var (cluster, name)) return;
        MemberOutcome? outcome = await ChangeAsync(context, http, what(name), (membership, at) => change(membership, name, at));
        if (outcome == MemberOutcome.NoMember) await HasGone(name).WriteAsync(http);
        else if (outcome == MemberOutcome.Applied) await http.AnswerAsync(Describe.Endpoint(cluster, name), AdminJson.Default.EndpointView);
    }

    /// <summary>Somebody has removed it since it was found, or it is known only for what had been made of it.</summary>
    private static Problem HasGone(string name) => Problem.NotFound($"The endpoint {name} is no member of the cluster any more.");

    /// <summary>What came of it; null, or anything but Applied and NoMember, if that has been answered.</summary>
    private static async Task<MemberOutcome?> ChangeAsync(AdminContext context, HttpContext http, string what, Func<ClusterMembership, DateTime, bool> change)
    {
        if (http.CheckIfMatch(context, out long? seen) is { } problem)
        {
            await problem.WriteAsync(http);
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
    /// <param name="context">Where to look.</param>
    /// <param name="http">The request.</param>
    /// <param name="isAbsentWanted">It may be one that is no member now and was drained or weighed while it was.</param>
    private static async Task<(Cluster Cluster, string Name)?> FindAsync(AdminContext context, HttpContext http, bool isAbsentWanted)
    {
        if (context.FindCluster(http.Parameter("cluster")) is not { Cluster: { } cluster } membership)
        {
            await NoClusterAsync(http);
            return null;
        }

        string name = http.Parameter("endpoint");
        string[] known = [.. cluster.Endpoints.Select(static each => each.Name)];
        if (isAbsentWanted) known = [.. known.Union(membership.Changes.Drained.Keys).Union(membership.Changes.Weights.Keys)];
        string[] found = [.. known.Where(each => each == name)];
        if (found.Length == 0) found = [.. known.Where(each => each.EndsWith($"://{name}", StringComparison.Ordinal))];
        if (found.Length == 1) return (cluster, found[0]);
        await Problem.NotFound(found.Length == 0 ? $"The cluster {cluster.Name} has no endpoint {name}." : $"Several endpoints are called {name}: name the URL.").WriteAsync(http);
        return null;
    }

    private static Task NoClusterAsync(HttpContext http) => Problem.NotFound($"There is no cluster {http.Parameter("cluster")}.").WriteAsync(http);
}
