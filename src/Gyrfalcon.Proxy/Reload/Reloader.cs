using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Reload;

/// <summary>
/// The one way in which a running proxy gets another configuration: read, check everything, compile, compare, and apply the difference, or refuse and leave all as it was. One change at a time, on
/// the thread pool.
/// </summary>
/// <param name="read">Reads the configuration anew.</param>
/// <param name="server">What runs.</param>
/// <param name="search">Finds the endpoints of new clusters.</param>
/// <param name="log">Told of each change and of each refusal.</param>
public sealed class Reloader(Func<ConfigResult> read, ProxyServer server, EndpointSearch search, OperationalLog log) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private long _applied;
    private long _refused;

    /// <summary>Changes that came into force.</summary>
    public long Applied => Volatile.Read(ref _applied);

    /// <summary>Changes that were refused.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>The last change came into force; true while there was none.</summary>
    public bool LastSucceeded { get; private set; } = true;

    /// <summary>Called before a change and after it, on the thread pool.</summary>
    public Action<bool>? OnChanging { get; set; }

    /// <summary>Keeps changes waiting until the result is disposed; comes when none is under way.</summary>
    public async Task<IDisposable> HoldAsync()
    {
        await _turn.WaitAsync();
        return new Hold(_turn);
    }

    /// <summary>Reads the configuration and puts it into force.</summary>
    public Task<ReloadOutcome> ReloadAsync() => ChangeAsync(read);

    /// <summary>Reads the files that the configuration in force names, such as certificates, and puts them into force.</summary>
    public Task<ReloadOutcome> RefreshAsync() => ChangeAsync(() => new ConfigResult(server.Snapshot.Config, []));

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<ReloadOutcome> ChangeAsync(Func<ConfigResult> source)
    {
        await _turn.WaitAsync();
        try
        {
            ReloadOutcome outcome;
            OnChanging?.Invoke(true);
            try
            {
                outcome = await TryChangeAsync(source());
            }
            catch (Exception bug)
            {
                // Whoever asked must be able to ask again.
                outcome = new ReloadOutcome(false, [], [$"internal error, please report it: {bug}"]);
            }

            LastSucceeded = outcome.Applied;
            Interlocked.Increment(ref outcome.Applied ? ref _applied : ref _refused);
            Tell(outcome);
            return outcome;
        }
        finally
        {
            OnChanging?.Invoke(false);
            _turn.Release();
        }
    }

    private async Task<ReloadOutcome> TryChangeAsync(ConfigResult result)
    {
        if (!result.Ok) return new ReloadOutcome(false, [], [.. result.Diagnostics.Select(static diagnostic => diagnostic.ToString())]);
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
        foreach (string error in outcome.Errors) log.Error(error);
        if (!outcome.Applied) log.Error("the configuration is refused, and nothing has changed");
        else if (outcome.Changes.Count == 0) log.Info("the configuration is the same");
        foreach (Change change in outcome.Changes)
        {
            if (change.Kind == ChangeKind.Deferred) log.Warn(change.ToString());
            else log.Info(change.ToString());
        }
    }

    private sealed class Hold(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
