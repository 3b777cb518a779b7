using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Discovery;

/// <summary>A cluster's list of discovered endpoints: sets it, and tells the log what joined and left, what went wrong and when it was right again. For one thread at a time.</summary>
internal sealed class MemberList(ClusterMembership membership, OperationalLog log)
{
    /// <summary>The most endpoints that one line names.</summary>
    private const int MostNamed = 10;

    /// <summary>The most different errors that are told before all is well again.</summary>
    private const int MostErrors = 20;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Replaces the list.</summary>
    internal void Set(IReadOnlyList<EndpointSpec> wanted)
    {
        string[] before = [.. membership.Of(ClusterMembership.Discovery).Select(static spec => spec.Url)];
        string[] after = [.. wanted.Select(static spec => spec.Url).Distinct(StringComparer.Ordinal)];
        membership.Set(ClusterMembership.Discovery, wanted, DateTime.UtcNow);
        Tell("joined", [.. after.Except(before)], after.Length);
        Tell("left", [.. before.Except(after)], after.Length);
    }

    /// <summary>Something went wrong; the same is told once until <see cref="Recover"/>, unless there are mistakes, which are others each time.</summary>
    internal void Fail(string error, string remedy, params IReadOnlyCollection<string> mistakes)
    {
        bool isNew = _told.Count < MostErrors && _told.Add(error);
        if (!isNew && mistakes.Count == 0) return;
        int count = membership.Of(ClusterMembership.Discovery).Count;
        log.Warn(mistakes, $"cluster {membership.Cluster.Name}: discovery: {error}; {count switch { 0 => "no endpoints are known from it", 1 => "the endpoint known from it stays", _ => $"the {count} endpoints known from it stay" }}", remedy);
    }

    /// <summary>All is well.</summary>
    internal void Recover()
    {
        if (_told.Count > 0) log.Info($"cluster {membership.Cluster.Name}: discovery: works again");
        _told.Clear();
    }

    private void Tell(string verb, string[] urls, int now)
    {
        if (urls.Length == 0) return;
        string names = string.Join(", ", urls.Take(MostNamed)) + (urls.Length > MostNamed ? $" and {urls.Length - MostNamed} more" : "");
        log.Info($"cluster {membership.Cluster.Name}: discovery: {names} {verb}; {Count(now)} now");
    }

    private static string Count(int count) => count == 1 ? "1 endpoint" : $"{count} endpoints";
}
