using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Admin.State;

/// <summary>Between what was changed in a running proxy and the <see cref="SavedState"/> that tells the next process of it.</summary>
public static class OperatorState
{
    /// <summary>What is in force and does not stand in the file. For whoever keeps changes waiting (<see cref="Reloader.HoldAsync"/>).</summary>
    public static SavedState Of(Snapshot snapshot, Reloader reloader)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(reloader);
        Dictionary<string, SavedCluster> clusters = snapshot.Memberships.Where(static each => !each.Changes.IsEmpty).ToDictionary(static each => each.Cluster.Name, static each => Write(each.Changes), StringComparer.Ordinal);
        return reloader.IsOfFile ? new SavedState(null, null, clusters) : new SavedState(reloader.Revisions.Current.Text, DigestOf(reloader.File.Text), clusters);
    }

    /// <summary>It as text; the same state is the same text.</summary>
    public static string Write(SavedState state) => JsonSerializer.Serialize(state, SavedStateJson.Default.SavedState);

    /// <summary>Reads what <see cref="Write(SavedState)"/> has written.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static SavedState Read(string text) => JsonSerializer.Deserialize(text, SavedStateJson.Default.SavedState) ?? SavedState.None;

    /// <summary>Whether the configuration that was kept stands in for this text of the file.</summary>
    public static bool StandsFor(SavedState saved, string? fileText)
    {
        ArgumentNullException.ThrowIfNull(saved);
        return saved.FileDigest == DigestOf(fileText);
    }

    /// <summary>Puts what operators had made of the members of clusters into force again, before there are requests.</summary>
    /// <returns>What there is no place for; the log has been told of each.</returns>
    public static IReadOnlyDictionary<string, SavedCluster> Restore(SavedState saved, Snapshot snapshot, DateTime at, OperationalLog log)
    {
        ArgumentNullException.ThrowIfNull(saved);
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(log);
        var dropped = new Dictionary<string, SavedCluster>(StringComparer.Ordinal);
        foreach ((string name, SavedCluster cluster) in saved.Clusters)
        {
            if (snapshot.Memberships.FirstOrDefault(each => each.Cluster.Name == name) is { } membership)
            {
                OperatorChanges changes = Read(name, cluster, at, log, out bool isWhole);
                membership.Restore(changes, at);
                if (!isWhole) dropped.Add(name, cluster);
            }
            else
            {
                log.Warn($"state: there is no cluster {name} any more, so what was changed in it is dropped: {JsonSerializer.Serialize(cluster, SavedStateJson.Default.SavedCluster).ReplaceLineEndings(" ")}", "if it has another name now, make these changes there");
                dropped.Add(name, cluster);
            }
        }

        return dropped;
    }

    private static string? DigestOf(string? text) => text is null ? null : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static SavedCluster Write(OperatorChanges changes) => new(
        [.. changes.Added.Values.Select(static spec => new SavedEndpoint(spec.Url, spec.Weight, spec.IsBackup, spec.MaxRequests))],
        [.. changes.Removed],
        changes.Weights,
        changes.Drained.ToImmutableSortedDictionary(static each => each.Key, static each => each.Value.Reason),
        changes.Drained.Count == 0 ? null : changes.Drained.ToImmutableSortedDictionary(static each => each.Key, static each => each.Value.Since));

    /// <summary>What can be made of it, for a person may have written it; the log is told of what cannot.</summary>
    private static OperatorChanges Read(string name, SavedCluster cluster, DateTime at, OperationalLog log, out bool isWhole)
    {
        isWhole = true;
        ImmutableSortedDictionary<string, EndpointSpec>.Builder added = OperatorChanges.None.Added.ToBuilder();
        foreach (SavedEndpoint? endpoint in cluster.Added)
        {
            string? problem = "it has no url";
            if (endpoint?.Url is { } url && EndpointReading.Read(url, endpoint.Weight, endpoint.Backup, endpoint.MaxRequests, out problem) is { } spec)
            {
                added[spec.Url] = spec;
                continue;
            }

            isWhole = false;
            log.Warn($"state: the endpoint {endpoint?.Url} of cluster {name} is dropped: {problem}", $"if you still want it, add it by POST /v1/clusters/{name}/endpoints");
        }

        foreach ((string url, int weight) in cluster.Weights.Where(static each => !EndpointReading.IsWeight(each.Value)))
        {
            isWhole = false;
            log.Warn($"state: the weight {weight} of {url} in cluster {name} is dropped: it is no whole number, 0 to 1000", "give it another by `gyr weight`");
        }

        return new OperatorChanges(
            added.ToImmutable(),
            OperatorChanges.None.Removed.Union(cluster.Removed.OfType<string>()),
            OperatorChanges.None.Weights.SetItems(cluster.Weights.Where(static each => EndpointReading.IsWeight(each.Value))),
            OperatorChanges.None.Drained.SetItems(cluster.Drained.Select(each => KeyValuePair.Create(each.Key, new Drain(each.Value ?? "", Since(each.Key))))));

        // A clock that was put back, or a person's hand, may have written a time to come.
        DateTime Since(string url) => cluster.DrainedSince?.TryGetValue(url, out DateTime since) == true && since.ToUniversalTime() < at ? since.ToUniversalTime() : at;
    }
}
