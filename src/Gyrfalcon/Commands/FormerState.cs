using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Gyrfalcon.Admin.State;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Upgrades;

namespace Gyrfalcon.Commands;

/// <summary>
/// What operators had changed before this process began: handed over by the process before, or kept in the directory of <c>state</c>. Until this process serves, that directory is only read, for the process before may
/// go on with it; then what is in force is kept there, and what could not be used is set aside.
/// </summary>
internal sealed class FormerState : IDisposable
{
    private readonly StateStore? _store;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly SavedState? _saved;
    private readonly Predecessor? _predecessor;
    private readonly OperationalLog _log;
    private SavedState _givenUp = SavedState.None;

    private FormerState(StateStore? store, SavedState? handedOver, Predecessor? predecessor, OperationalLog log)
    {
        _store = store;
        _predecessor = handedOver is null ? null : predecessor;
        _saved = handedOver ?? store?.Load();
        _log = log;
    }

    /// <summary>Where changes are kept over a stop of this process; null if they are not.</summary>
    internal StateStore? Store => _store;

    /// <summary>The text of a configuration that was changed by the API and is not used; null if there is none.</summary>
    internal string? GivenUp => _givenUp.Configuration;

    /// <summary>Finds it; null, with a reason in the log, if the directory cannot be used.</summary>
    /// <param name="directory">Where changes are kept; null if they are not.</param>
    /// <param name="predecessor">The process that is taken over from: what it says goes before what is kept, for it runs. Null if there is none.</param>
    /// <param name="log">Told of what is not used.</param>
    internal static FormerState? Find(string? directory, Predecessor? predecessor, OperationalLog log)
    {
        StateStore? store = null;
        if (directory is not null && (store = StateStore.Open(directory, predecessor?.TakeLock(directory), log)) is null) return null;
        SavedState? handedOver = null;
        try
        {
            if (predecessor?.State is { } text) handedOver = OperatorState.Read(text);
        }
        catch (JsonException broken)
        {
            log.Error($"state: what the process before has handed over cannot be read: {broken.Message}", "make the changes again that the log of that process says are lost; `gyr endpoints` shows what is in force");
        }

        if (handedOver is not null) predecessor!.TakesState = true;
        return new FormerState(store, handedOver, predecessor, log);
    }

    /// <summary>The configuration that was put in the place of the file's, as long as the file is what it was then; otherwise the file's.</summary>
    internal ConfigResult StandIn(ConfigResult file, Func<string, ConfigResult> parse)
    {
        if (_saved?.Configuration is not { } text) return file;
        string reason = ", for the file has been changed since";
        if (OperatorState.StandsFor(_saved, file.Text))
        {
            ConfigResult kept = parse(text);
            if (kept.Ok)
            {
                _log.Warn("state: the configuration in force was changed by the API and is not that of the file", "`gyr reload` puts the file's into its place");
                return kept;
            }

            reason = $": {kept.Diagnostics.FirstOrDefault(static each => each.Severity == DiagnosticSeverity.Error)?.ToString() ?? kept.Problem}";
        }

        string sentence = $"the configuration that was changed by the API is not used{reason}";
        _log.Warn($"state: {sentence}", "write into the file what is still wanted of it, and `gyr reload`; it is revision 1 of the admin API, which can be read and rolled back to");
        _predecessor?.Remark($"{sentence}; it is revision 1 of the new process");
        _givenUp = _givenUp with { Configuration = text, FileDigest = _saved.FileDigest };
        return file;
    }

    /// <summary>Puts what was made of the members of clusters into force again, before there are requests.</summary>
    internal void Restore(Snapshot snapshot)
    {
        if (_saved is not null) _givenUp = _givenUp with { Clusters = OperatorState.Restore(_saved, snapshot, DateTime.UtcNow, _log) };
    }

    /// <summary>From now on what is in force is kept, in the place of what was. For whoever keeps changes waiting, once this process serves.</summary>
    internal void BeginKeeping(ProxyServer server, Reloader reloader)
    {
        if (_store is null) return;
        if (_store.IsBroken || (_predecessor is not null && !_store.HoldsAtMost(_saved!))) _store.SetAside();
        if (!_givenUp.IsEmpty) _store.SetAside(_givenUp);
        if (_saved is not null) _store.Save(OperatorState.Of(server.Snapshot, reloader));
        reloader.OnChanged = () => _store.Save(OperatorState.Of(server.Snapshot, reloader));
        reloader.OnGivingUp = () => _store.SetAside(OperatorState.Of(server.Snapshot, reloader) with { Clusters = SavedState.None.Clusters });
    }

    /// <summary>Tries once more to keep what could not be. For whoever keeps changes waiting, while no other process has taken over.</summary>
    internal void KeepAtLast(ProxyServer server, Reloader reloader)
    {
        if (_store?.Problem is not null) _store.Save(OperatorState.Of(server.Snapshot, reloader));
    }

    /// <summary>Tells of each change that ends with this process, if nobody keeps it and it has not been told of.</summary>
    /// <param name="changes">What is in force and does not stand in the file.</param>
    /// <param name="directory">What the file says of <c>state</c> by now: where the next process looks.</param>
    internal void TellOfLoss(IEnumerable<string> changes, string? directory)
    {
        (string Reason, string Remedy)? loss =
            _store is null ? ("without `state` it ends with the process", "make it again once another runs, or write it into the file; give `state` a directory, and the next ones are kept")
            : _store.Problem is { } problem ? ($"it could not be kept in `{_store.Directory}`: {problem}", "make it again once another runs, or write it into the file; see the disk and the directory's permissions")
            : directory != _store.Directory ? ($"it is kept in `{_store.Directory}`, and the next process does not look there", directory is null ? "give `state` this directory again before another runs" : $"move `state.json` from there to `{directory}` before another runs")
            : null;
        if (loss is not { } told) return;
        foreach (string sentence in changes.Where(_told.Add)) _log.Warn($"state: this is lost, for {told.Reason}: {sentence}", told.Remedy);
    }

    public void Dispose() => _store?.Dispose();
}
