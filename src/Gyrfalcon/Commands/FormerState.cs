using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Gyrfalcon.Admin.State;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Upgrades;

namespace Gyrfalcon.Commands;

/// <summary>
/// What operators had changed before this process began: handed over by the process before, or kept in the directory of <c>state</c>. Until this process serves, that directory is only read, for the process before may
/// go on with it; then what is in force is kept there, and what could not be used is set aside.
/// </summary>
internal sealed class FormerState
{
    private readonly StateStore? _store;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly SavedState? _saved;
    private readonly bool _isHandedOver;
    private readonly OperationalLog _log;
    private SavedState _givenUp = SavedState.None;

    private FormerState(StateStore? store, SavedState? handedOver, OperationalLog log)
    {
        _store = store;
        _isHandedOver = handedOver is not null;
        _saved = handedOver ?? store?.Load();
        _log = log;
    }

    /// <summary>Changes outlive a stop of this process.</summary>
    internal bool IsKept => _store is not null;

    /// <summary>Finds it; null, with a reason in the log, if the directory cannot be used.</summary>
    /// <param name="directory">Where changes are kept; null if they are not.</param>
    /// <param name="predecessor">The process that is taken over from: what it says goes before what is kept, for it runs. Null if there is none.</param>
    /// <param name="log">Told of what is not used.</param>
    internal static FormerState? Find(string? directory, Predecessor? predecessor, OperationalLog log)
    {
        StateStore? store = null;
        if (directory is not null && (store = StateStore.Open(directory, log)) is null) return null;
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
        return new FormerState(store, handedOver, log);
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

            reason = $": {kept.Diagnostics[0]}";
        }

        _log.Warn($"state: the configuration that was changed by the API is not used{reason}", "write into the file what is still wanted of it, and `gyr reload`");
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
        if (_store.IsBroken || (_isHandedOver && !_store.HoldsAtMost(_saved!))) _store.SetAside();
        if (!_givenUp.IsEmpty) _store.SetAside(_givenUp);
        if (_saved is not null) _store.Save(OperatorState.Of(server.Snapshot, reloader));
        reloader.OnChanged = () => _store.Save(OperatorState.Of(server.Snapshot, reloader));
    }

    /// <summary>Tells of each change that ends with this process, if nobody keeps it and it has not been told of.</summary>
    /// <param name="changes">What is in force and does not stand in the file.</param>
    internal void TellOfLoss(IEnumerable<string> changes)
    {
        if (IsKept) return;
        foreach (string sentence in changes.Where(_told.Add)) _log.Warn($"state: this is lost, for without `state` it ends with the process: {sentence}", "make it again once another runs, or write it into the file; give `state` a directory, and the next ones are kept");
    }
}
