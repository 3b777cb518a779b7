using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Admin.State;

/// <summary>A directory that keeps changes over a restart. For one caller at a time.</summary>
public sealed class StateStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _file;
    private readonly OperationalLog _log;

    private StateStore(string directory, OperationalLog log)
    {
        _file = Path.Combine(directory, "state.json");
        _log = log;
    }

    /// <summary>The store in that directory, which is made if it is not there; null, with a reason in the log, if it cannot be used.</summary>
    public static StateStore? Open(string directory, OperationalLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        try
        {
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
            return new StateStore(directory, log);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            log.Error($"state: the directory `{directory}` cannot be used: {refused.Message}");
            return null;
        }
    }

    /// <summary>What was kept; null if nothing was. What cannot be read is set aside, and the log says where.</summary>
    public SavedState? Load()
    {
        try
        {
            return File.Exists(_file) ? JsonSerializer.Deserialize(File.ReadAllText(_file), SavedStateJson.Default.SavedState) : null;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or JsonException)
        {
            _log.Error($"state: `{_file}` cannot be read: {broken.Message}");
            SetAside();
            return null;
        }
    }

    /// <summary>Lets the configuration that was kept no longer count, but does not lose it.</summary>
    public void SetAside()
    {
        string aside = $"{_file}.{DateTime.UtcNow:yyyyMMddTHHmmssfff}";
        try
        {
            File.Move(_file, aside, overwrite: true);
            _log.Warn($"state: what was kept is now in `{aside}`");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _log.Error($"state: `{_file}` cannot be set aside: {refused.Message}");
        }
    }

    /// <summary>Whether the configuration that was kept stands in for this text of the file.</summary>
    public static bool StandsFor(SavedState saved, string? fileText)
    {
        ArgumentNullException.ThrowIfNull(saved);
        return saved.FileDigest == DigestOf(fileText);
    }

    /// <summary>Puts what operators had made of the members of clusters into force again, before there are requests.</summary>
    public void Restore(SavedState saved, Snapshot snapshot, DateTime at)
    {
        ArgumentNullException.ThrowIfNull(saved);
        ArgumentNullException.ThrowIfNull(snapshot);
        foreach ((string name, SavedCluster cluster) in saved.Clusters)
        {
            if (snapshot.Memberships.FirstOrDefault(each => each.Cluster.Name == name) is { } membership) membership.Restore(Read(name, cluster), at);
            else _log.Warn($"state: there is no cluster {name} any more, so what was changed in it is dropped: {JsonSerializer.Serialize(cluster, SavedStateJson.Default.SavedCluster).ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Keeps what is not in the file. A failure is told by the log and hinders nothing.</summary>
    public void Save(Snapshot snapshot, string? text, string? fileText)
    {
        Dictionary<string, SavedCluster> clusters = snapshot.Memberships.Where(static each => !each.Changes.IsEmpty).ToDictionary(static each => each.Cluster.Name, static each => Write(each.Changes), StringComparer.Ordinal);
        var state = new SavedState(text == fileText ? null : text, text == fileText ? null : DigestOf(fileText), clusters);
        string next = _file + ".next";
        try
        {
            using (var file = new FileStream(next, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                JsonSerializer.Serialize(file, state, SavedStateJson.Default.SavedState);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, _file, overwrite: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _log.Error($"state: the change is in force, but cannot be kept in `{_file}`: {refused.Message}");
        }
    }

    private static string? DigestOf(string? text) => text is null ? null : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static SavedCluster Write(OperatorChanges changes) => new(
        [.. changes.Added.Values.Select(static spec => new SavedEndpoint(spec.Url, spec.Weight, spec.IsBackup, spec.MaxRequests))],
        [.. changes.Removed],
        changes.Weights,
        changes.Drained);

    private OperatorChanges Read(string name, SavedCluster cluster)
    {
        ImmutableSortedDictionary<string, EndpointSpec>.Builder added = OperatorChanges.None.Added.ToBuilder();
        foreach (SavedEndpoint endpoint in cluster.Added)
        {
            if (EndpointReading.Read(endpoint.Url, endpoint.Weight, endpoint.Backup, endpoint.MaxRequests, out string? problem) is { } spec) added[spec.Url] = spec;
            else _log.Warn($"state: the endpoint {endpoint.Url} of cluster {name} is dropped: {problem}");
        }

        return new OperatorChanges(
            added.ToImmutable(), OperatorChanges.None.Removed.Union(cluster.Removed), OperatorChanges.None.Weights.SetItems(cluster.Weights.Where(static each => EndpointReading.IsWeight(each.Value))), OperatorChanges.None.Drained.SetItems(cluster.Drained));
    }
}
