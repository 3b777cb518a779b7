using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Reload;

/// <summary>
/// The one way in which a running proxy is changed: another configuration is read, checked in all, compiled, compared, and its difference applied, or it is refused and all left as it was; members of clusters are
/// added, removed, drained and weighed. One change at a time, on the thread pool. Every change has a number, so that whoever changes something can say what he has seen.
/// </summary>
/// <param name="read">Reads the configuration anew.</param>
/// <param name="parse">Reads a configuration that somebody sends; relative paths in it count as in the file.</param>
/// <param name="file">What the file says at the start.</param>
/// <param name="first">What is in force at the start.</param>
/// <param name="server">What runs.</param>
/// <param name="search">Finds the endpoints of new clusters.</param>
/// <param name="log">Told of each change and of each refusal.</param>
/// <param name="former">A configuration that was in force in the process before and is not in this one; null if there is none.</param>
public sealed class Reloader(
    Func<ConfigResult> read, Func<string, ConfigResult> parse, ConfigResult file, ConfigResult first, ProxyServer server, EndpointSearch search, OperationalLog log, string? former = null) : IDisposable
{
    private const string TakenOver = "another process has taken over";

    /// <summary>So many changes of a configuration are named in the audit; the log and the revisions have all.</summary>
    private const int MostAudited = 5;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Revisions _revisions = Begin(first, former);
    private long _applied;
    private long _refused;
    private bool _isClosed;

    // A number of an earlier process must not stand for what this one has: each begins somewhere else, below 2^53, which is exact in a browser too; the last six digits count.
    private long _version = (Random.Shared.NextInt64(1, 9_000_000_000) * 1_000_000) + 1;

    /// <summary>Changes of the configuration that came into force.</summary>
    public long Applied => Volatile.Read(ref _applied);

    /// <summary>Changes of the configuration that were refused.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>The last change of the configuration came into force; true while there was none.</summary>
    public bool LastSucceeded { get; private set; } = true;

    /// <summary>Another number after every change, of the configuration or of members; and in every process. Below 2^53.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>The configurations that were in force.</summary>
    public Revisions Revisions => _revisions;

    /// <summary>The file as it was read last, at the start or by a reload that came into force; what options of the command line say if there is none.</summary>
    public ConfigResult File { get; private set; } = file;

    /// <summary>What is in force says the same as <see cref="File"/>, be it in other words.</summary>
    public bool IsOfFile => _revisions.Current.Text == File.Text || Wanted == File.Config;

    /// <summary>What was put into force last, with what of it waits for a restart; null if it never was in force.</summary>
    public ProxyConfig? Wanted { get; private set; } = first.Config;

    /// <summary>Who has changed what.</summary>
    public AuditTrail Audit { get; } = new(log);

    /// <summary>Called before a change of the configuration and after it, on the thread pool.</summary>
    public Action<bool>? OnChanging { get; set; }

    /// <summary>Called after every change that came into force, of the configuration or of members, before the next one can begin.</summary>
    public Action? OnChanged { get; set; }

    /// <summary>Called before a configuration that is not the file's gives place to the file's, while both are still what they were.</summary>
    public Action? OnGivingUp { get; set; }

    /// <summary>Keeps changes waiting until the result is disposed; comes when none is under way.</summary>
    public async Task<IDisposable> HoldAsync()
    {
        await _turn.WaitAsync();
        return new Hold(_turn);
    }

    /// <summary>Refuses every change from now on, for it would not be known to the process that has taken over. For whoever keeps changes waiting.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Reads the configuration and puts it into force, also in the place of one that came by <see cref="ReplaceAsync"/>.</summary>
    /// <param name="by">Who wants it: a client of the admin address, <c>HUP</c>, or <c>file</c> if the file has changed and is watched.</param>
    /// <param name="seen">The <see cref="Version"/> that it is meant to follow; null for whatever there is.</param>
    public Task<ReloadOutcome> ReloadAsync(string by, long? seen = null) => ChangeAsync(by, "read the configuration again", read, seen, isOfFile: true);

    /// <summary>Reads the files that the configuration in force names, such as certificates, and puts them into force.</summary>
    public Task<ReloadOutcome> RefreshAsync() => ChangeAsync("certificates", "read files again", () => new ConfigResult(server.Snapshot.Config, []) { Text = _revisions.Current.Text });

    /// <summary>Puts another configuration into force, which may be made of the one that is in force then: nothing can come in between.</summary>
    /// <param name="rewrite">Makes it, YAML or JSON, of the text in force, which may be null; or says why not.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="what">What, in a few words, for the audit.</param>
    /// <param name="seen">The <see cref="Version"/> that it is meant to follow; null for whatever there is.</param>
    public Task<ReloadOutcome> ReplaceAsync(Func<string?, (string? Text, string? Problem)> rewrite, string by, string what, long? seen)
        => ChangeAsync(by, what, () => rewrite(_revisions.Current.Text) is var (text, problem) && text is not null ? parse(text) : new ConfigResult(null, []) { Problem = problem }, seen);

    /// <summary>Puts an earlier configuration into force again; null if it is not known.</summary>
    public async Task<ReloadOutcome?> RollBackAsync(int number, string by, long? seen)
    {
        if (_revisions.Find(number) is not { } revision) return null;

        // What has no text was made of options of the command line, and there is no file.
        return await ChangeAsync(by, string.Create(CultureInfo.InvariantCulture, $"roll back to revision {number}"), () => revision.Text is { } text ? parse(text) : File, seen);
    }

    /// <summary>What <paramref name="text"/> would change, or why it would be refused. Nothing is changed.</summary>
    public async Task<ReloadOutcome> PlanAsync(string text)
    {
        using IDisposable turn = await HoldAsync();
        ConfigResult result = parse(text);
        if (!result.Ok) return Refusal(result);
        Snapshot before = server.Snapshot;
        if (SnapshotCompiler.Compile(result.Config, server.Workers.Count, out string? error, before) is not { } next) return new ReloadOutcome(false, [], [error!]);
        IReadOnlyList<Change> changes = ReloadPlan.Between(before, next, result.Config);
        search.Withdraw(before, next);
        return new ReloadOutcome(true, changes, []);
    }

    /// <summary>Changes who belongs to a cluster, or how.</summary>
    /// <param name="cluster">Its name.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="what">What, in a few words, for the audit.</param>
    /// <param name="seen">The <see cref="Version"/> that it is meant to follow; null for whatever there is.</param>
    /// <param name="change">Does it, at this time in UTC; false if it is no member, or is one already.</param>
    /// <returns>What came of it, and the <see cref="Version"/> right afterwards.</returns>
    public async Task<(MemberOutcome Outcome, long Version)> ChangeMembersAsync(string cluster, string by, string what, long? seen, Func<ClusterMembership, DateTime, bool> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        using IDisposable turn = await HoldAsync();
        MemberOutcome outcome = MemberOutcome.NoCluster;
        if (_isClosed) outcome = MemberOutcome.TakenOver;
        else if (seen is { } version && version != _version) outcome = MemberOutcome.Stale;
        else if (server.Snapshot.Memberships.FirstOrDefault(each => each.Cluster.Name == cluster) is { } membership)
        {
            outcome = change(membership, DateTime.UtcNow) ? MemberOutcome.Applied : MemberOutcome.NoMember;
        }

        string told = outcome switch
        {
            MemberOutcome.Applied => "done",
            MemberOutcome.NoCluster => "refused, there is no such cluster",
            MemberOutcome.NoMember => "refused, its members are others",
            MemberOutcome.TakenOver => $"refused, {TakenOver}",
            _ => "refused, something else has been changed since",
        };
        Audit.Add(new AuditEntry(DateTime.UtcNow, by, $"{what} in cluster {cluster}", outcome == MemberOutcome.Applied, told));
        if (outcome == MemberOutcome.Applied) NoteChange();
        return (outcome, _version);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static Revisions Begin(ConfigResult first, string? former)
    {
        var revisions = new Revisions();
        if (former is not null) revisions.Add(new Revision(1, DateTime.UtcNow, "the process before", former, []));
        revisions.Add(new Revision(former is null ? 1 : 2, DateTime.UtcNow, "start", first.Text, []));
        return revisions;
    }

    private static ReloadOutcome Refusal(ConfigResult result) => new(false, [], [.. result.Diagnostics.Select(static diagnostic => diagnostic.ToString()), .. result.Problem is { } problem ? (string[])[problem] : []]);

    private async Task<ReloadOutcome> ChangeAsync(string by, string what, Func<ConfigResult> source, long? seen = null, bool isOfFile = false)
    {
        await _turn.WaitAsync();
        try
        {
            if (_isClosed)
            {
                Audit.Add(new AuditEntry(DateTime.UtcNow, by, what, false, $"refused, {TakenOver}"));
                return new ReloadOutcome(false, [], [TakenOver]);
            }

            if (seen is { } version && version != _version)
            {
                Audit.Add(new AuditEntry(DateTime.UtcNow, by, what, false, "refused, something else has been changed since"));
                return new ReloadOutcome(false, [], ["something else has been changed since"]) { IsStale = true, Version = _version };
            }

            ReloadOutcome outcome;
            ConfigResult result = new(null, []);
            OnChanging?.Invoke(true);
            try
            {
                result = source();
                outcome = await TryChangeAsync(result);
            }
            catch (Exception bug)
            {
                // Whoever asked must be able to ask again.
                log.Bug(bug);
                outcome = new ReloadOutcome(false, [], ["this is a bug; the log says more"]);
            }

            bool isOther = result.Text != _revisions.Current.Text && result.Config != Wanted;
            if (outcome.Applied && isOfFile && isOther && !IsOfFile) outcome = GiveUp(outcome);
            LastSucceeded = outcome.Applied;
            Interlocked.Increment(ref outcome.Applied ? ref _applied : ref _refused);
            Tell(outcome);
            int? revision = outcome.Applied && (isOfFile || isOther || outcome.Changes.Count > 0) ? _revisions.Current.Number + 1 : null;
            Audit.Add(new AuditEntry(DateTime.UtcNow, by, what, outcome.Applied, Outcome(outcome, revision)));
            if (revision is { } number)
            {
                // Not before: what is in force would be taken for another than the file's, and kept as what stands in for a file that never was in force.
                if (isOfFile) File = result;
                if (isOfFile || isOther) Wanted = result.Config;
                _revisions.Add(new Revision(number, DateTime.UtcNow, by, result.Text, outcome.Changes));
                NoteChange();
            }

            return outcome with { Version = _version };
        }
        finally
        {
            OnChanging?.Invoke(false);
            _turn.Release();
        }
    }

    private static string Outcome(ReloadOutcome outcome, int? revision)
    {
        if (!outcome.Applied) return string.Create(CultureInfo.InvariantCulture, $"refused, {outcome.Errors.Count} errors");
        string number = revision is null ? "" : string.Create(CultureInfo.InvariantCulture, $", revision {revision}");
        string changes = string.Join("; ", outcome.Changes.Take(MostAudited).Select(static change => $"{change.Thing} {change.Name} {change.Word}"));
        return string.Create(CultureInfo.InvariantCulture, $"done, {outcome.Changes.Count} changes{number}{(changes.Length > 0 ? ": " : "")}{changes}{(outcome.Changes.Count > MostAudited ? "; …" : "")}");
    }

    /// <summary>Tells that what somebody has put into the place of the file's is no longer in force.</summary>
    private ReloadOutcome GiveUp(ReloadOutcome outcome)
    {
        OnGivingUp?.Invoke();
        Revision current = _revisions.Current;
        Revision made = _revisions.All.Reverse().TakeWhile(revision => revision.Text == current.Text).Last();
        string meaning = string.Create(CultureInfo.InvariantCulture, $"in force since {made.At:yyyy-MM-dd HH:mm:ss}Z, by {made.By}; the file's is in its place");
        return outcome with { Changes = [new Change(ChangeKind.GivenUp, "configuration", string.Create(CultureInfo.InvariantCulture, $"of revision {made.Number}"), meaning) { Revision = made.Number }, .. outcome.Changes] };
    }

    private void NoteChange()
    {
        Interlocked.Increment(ref _version);
        OnChanged?.Invoke();
    }

    private async Task<ReloadOutcome> TryChangeAsync(ConfigResult result)
    {
        if (!result.Ok) return Refusal(result);
        Snapshot before = server.Snapshot;
        if (SnapshotCompiler.Compile(result.Config, server.Workers.Count, out string? error, before) is not { } next) return new ReloadOutcome(false, [], [error!]);
        AccessLogChange? log = null;
        if (server.AccessLog is { } writer && before.Config.AccessLog != result.Config.AccessLog && !AccessLogCompiler.TryOpen(result.Config.AccessLog, writer, out log, out error)) return new ReloadOutcome(false, [], [error!]);
        IReadOnlyList<Change> changes = ReloadPlan.Between(before, next, result.Config);
        await search.BeginAsync(before, next);
        if (!server.TryApply(next, result.Config.Drain, out error, log))
        {
            log?.Output?.Dispose();
            search.Withdraw(before, next);
            return new ReloadOutcome(false, [], [error!]);
        }

        search.End(before, next);
        return new ReloadOutcome(true, changes, []);
    }

    private void Tell(ReloadOutcome outcome)
    {
        if (!outcome.Applied) log.Error(outcome.Errors, "the configuration is refused, and nothing has changed", "put right what the lines before this one say, then try again; `gyr validate` looks at a file without applying it");
        else if (outcome.Changes.Count == 0) log.Info("the configuration is the same");
        foreach (Change change in outcome.Changes)
        {
            if (change.Remedy is { } remedy) log.Warn(change.ToString(), remedy);
            else log.Info(change.ToString());
        }
    }

    private sealed class Hold(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
