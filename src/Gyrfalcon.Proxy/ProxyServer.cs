using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Health;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy;

/// <summary>The running proxy: workers, listening sockets and the snapshot that exchanges run against. Started and stopped once.</summary>
public sealed class ProxyServer
{
    private const int Backlog = 4096;

    private readonly WorkerGroup _group;
    private readonly WorkerState[] _workers;
    private readonly List<IDisposable>[] _listening;
    private readonly ClusterSupervisor[] _supervisors;
    private readonly AccessLogWriter? _accessLog;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _draining;
    private readonly Snapshot _snapshot;

    private ProxyServer(Snapshot snapshot, WorkerGroup group, AccessLogWriter? accessLog, OperationalLog log)
    {
        _snapshot = snapshot;
        _group = group;
        _accessLog = accessLog;
        Log = log;
        Via = new ViaEntry(group.Workers[0].Driver.NextRandom());
        _workers = new WorkerState[group.Workers.Count];
        Sheds = new ShedReport(log, _workers);
        _listening = new List<IDisposable>[group.Workers.Count];
        AccessLogRing?[] rings = _workers.Select(_ => accessLog?.AddRing()).ToArray();
        group.Invoke(worker =>
        {
            _workers[worker.Index] = new WorkerState(this, worker, rings[worker.Index]);
            _listening[worker.Index] = [];
        });
        _supervisors = [.. snapshot.Clusters.Select((cluster, i) => new ClusterSupervisor(cluster, group, SupervisorWorker(i), log))];
        accessLog?.Start();
    }

    /// <summary>The configuration in force.</summary>
    public Snapshot Snapshot => _snapshot;

    /// <summary>The driver that the workers use.</summary>
    public string DriverName => _group.DriverName;

    /// <summary>The operational log.</summary>
    public OperationalLog Log { get; }

    /// <summary>Tells the log what the workers turned away.</summary>
    internal ShedReport Sheds { get; }

    /// <summary>Our entry in Via.</summary>
    public ViaEntry Via { get; }

    /// <summary>Where it really listens, in the order of the configuration: port 0 has become a port.</summary>
    public IReadOnlyList<Address> Addresses { get; private set; } = [];

    /// <summary>Per-worker state, for observation.</summary>
    public IReadOnlyList<WorkerState> Workers => _workers;

    /// <summary>
    /// Starts <paramref name="workerCount"/> workers and opens all listeners of <paramref name="snapshot"/>.
    /// </summary>
    /// <returns>The running proxy; null, with everything closed again, when a listener cannot be opened (the log says why).</returns>
    public static ProxyServer? Start(Snapshot snapshot, int workerCount, DriverChoice driver, AccessLogWriter? accessLog, OperationalLog log)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(driver);
        var sockets = new List<(Listener Listener, ListenSocket Socket)>();
        foreach (Listener listener in snapshot.Listeners)
        {
            if (driver.Bind(listener.Address, workerCount, Backlog, listener.IsDualStack, out string? error) is { } socket)
            {
                sockets.Add((listener, socket));
                continue;
            }

            log.Error($"listener {listener.Name}: {listener.Address} {error}");
            foreach ((_, ListenSocket opened) in sockets) opened.Dispose();
            return null;
        }

        WorkerGroup group = WorkerGroup.Start(workerCount, driver, bug => log.Error($"internal error, please report it: {bug}"));
        var server = new ProxyServer(snapshot, group, accessLog, log);
        string remark = driver.Remark is { } reason ? $" ({reason})" : "";
        log.Info($"driver {driver.Name}{remark}, {workerCount} {(workerCount == 1 ? "worker" : "workers")}");
        foreach ((Listener listener, ListenSocket socket) in sockets)
        {
            group.Invoke(worker =>
            {
                var acceptor = new ListenerAcceptor(server._workers[worker.Index], listener);
                server._listening[worker.Index].Add(worker.Driver.Listen(socket, worker.Index, acceptor));
                server._listening[worker.Index].Add(acceptor);
            });
            log.Info($"listener {listener.Name} listening on {socket.Address}");
        }

        for (int i = 0; i < server._supervisors.Length; i++) server.SupervisorWorker(i).Inbox.Post(server._supervisors[i].Start);
        server.Addresses = sockets.Select(static opened => opened.Socket.Address).ToArray();
        return server;
    }

    /// <summary>
    /// Stops accepting, lets exchanges finish for up to <paramref name="drainTime"/> or until <paramref name="hurry"/>, resets the rest, and ends the workers.
    /// </summary>
    public async Task StopAsync(TimeSpan drainTime, Task hurry)
    {
        Log.Info($"stopping: no new connections; exchanges under way have up to {drainTime.TotalSeconds:0.###} s");
        BeginDrain();
        await Task.WhenAny(_drained.Task, Task.Delay(drainTime), hurry);
        End();
    }

    /// <summary>Stops accepting and lets every connection end after the exchange under way; does not wait.</summary>
    public void BeginDrain()
    {
        _draining = _workers.Length;
        for (int i = 0; i < _supervisors.Length; i++) SupervisorWorker(i).Inbox.Post(_supervisors[i].Stop);
        _group.Post(worker =>
        {
            foreach (IDisposable listening in _listening[worker.Index]) listening.Dispose();
            _workers[worker.Index].BeginDrain();
        });
    }

    /// <summary>Resets what is left and ends the workers.</summary>
    public void End()
    {
        int left = 0;
        _group.Invoke(worker =>
        {
            Interlocked.Add(ref left, _workers[worker.Index].Clients);
            _workers[worker.Index].AbortAll();
        });
        if (left > 0) Log.Warn($"{left} {(left == 1 ? "connection was" : "connections were")} still busy when the drain time ended, and reset");
        _group.Stop();
        _accessLog?.Dispose();
        Log.Info($"stopped after {_workers.Sum(static worker => worker.ExchangesDone)} requests");
    }

    private Worker SupervisorWorker(int cluster) => _group.Workers[cluster % _group.Workers.Count];

    /// <summary>Called by each worker, once, when it has no client left while draining.</summary>
    internal void NoteDrained(WorkerState worker)
    {
        if (!worker.TryReportDrained()) return;
        if (Interlocked.Decrement(ref _draining) == 0) _drained.TrySetResult();
    }
}
