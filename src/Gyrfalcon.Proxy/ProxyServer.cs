using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Exchanges;
using Gyrfalcon.Proxy.Health;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy;

/// <summary>The running proxy: workers, listening sockets and the snapshot that exchanges run against. Started and stopped once; its snapshot may be replaced in between.</summary>
public sealed class ProxyServer
{
    /// <summary>Until then the kernel has repeated its part of a handshake once, and the client has answered.</summary>
    private static readonly TimeSpan LongestHandshake = TimeSpan.FromSeconds(2);

    private readonly WorkerGroup _group;
    private readonly WorkerState[] _workers;
    private readonly Doors _doors;
    private readonly DriverChoice _driver;
    private readonly Dictionary<Cluster, ClusterSupervisor> _supervisors = [];
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _changes = new();
    private volatile Snapshot _snapshot;
    private int _draining;
    private bool _isStopping;
    private int _nextSupervisor;

    private ProxyServer(Snapshot snapshot, WorkerGroup group, DriverChoice driver, AccessLogWriter? accessLog, OperationalLog log)
    {
        _snapshot = snapshot;
        _group = group;
        _driver = driver;
        AccessLog = accessLog;
        Log = log;
        Via = new ViaEntry(group.Workers[0].Driver.NextRandom());
        _workers = new WorkerState[group.Workers.Count];
        Sheds = new ShedReport(log, _workers);
        AccessLogRing?[] rings = _workers.Select(_ => accessLog?.AddRing()).ToArray();
        group.Invoke(worker =>
        {
            _workers[worker.Index] = new WorkerState(this, worker, rings[worker.Index]);
            _workers[worker.Index].FollowLog(accessLog?.Rules);
        });
        _doors = new Doors(group, _workers, log);
    }

    /// <summary>The configuration in force.</summary>
    public Snapshot Snapshot => _snapshot;

    /// <summary>The driver that the workers use.</summary>
    public string DriverName => _group.DriverName;

    /// <summary>The operational log.</summary>
    public OperationalLog Log { get; }

    /// <summary>The access log, which may be off; null if there is none.</summary>
    public AccessLogWriter? AccessLog { get; }

    /// <summary>Tells the log what the workers turned away.</summary>
    internal ShedReport Sheds { get; }

    /// <summary>Our entry in Via.</summary>
    public ViaEntry Via { get; }

    /// <summary>Where it really listens, in the order of the configuration: port 0 has become a port.</summary>
    public IReadOnlyList<Address> Addresses { get; private set; } = [];

    /// <summary>Per-worker state, for observation.</summary>
    public IReadOnlyList<WorkerState> Workers => _workers;

    /// <summary>
    /// Starts <paramref name="workerCount"/> workers and opens all listeners of <paramref name="snapshot"/>, with sockets of <paramref name="inherited"/> where they listen on the same address.
    /// </summary>
    /// <returns>The running proxy; null, with everything closed again, when a listener cannot be opened (the log says why).</returns>
    public static ProxyServer? Start(Snapshot snapshot, int workerCount, DriverChoice driver, AccessLogWriter? accessLog, OperationalLog log, InheritedSockets? inherited = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(driver);
        ArgumentNullException.ThrowIfNull(log);
        if (Doors.Bind(snapshot.Listeners, driver, workerCount, inherited, [], out string? error) is not { } sockets)
        {
            log.Error(error!, "then start again");
            return null;
        }

        WorkerGroup group = WorkerGroup.Start(workerCount, driver, bug => log.Bug(bug));
        var server = new ProxyServer(snapshot, group, driver, accessLog, log);
        string remark = driver.Remark is { } reason ? $" ({reason})" : "";
        log.Info($"driver {driver.Name}{remark}, {workerCount} {(workerCount == 1 ? "worker" : "workers")}");
        foreach (Cluster cluster in snapshot.Clusters) server.Supervise(cluster);
        foreach ((Listener listener, ListenSocket socket) in sockets) server._doors.Open(listener, socket);
        server.NoteAddresses();
        return server;
    }

    /// <summary>
    /// Puts <paramref name="next"/> into force, which was compiled on top of the snapshot in force: exchanges under way end under the one that they began with. What <paramref name="next"/> no
    /// longer has is let go after <paramref name="drainTime"/>. The access log becomes what <paramref name="log"/> says, if that is given.
    /// </summary>
    /// <returns>False, with a sentence in <paramref name="error"/> and nothing changed, if an address cannot be listened on or the process is stopping.</returns>
    public bool TryApply(Snapshot next, TimeSpan drainTime, out string? error, AccessLogChange? log = null)
    {
        ArgumentNullException.ThrowIfNull(next);
        lock (_changes)
        {
            if (_isStopping)
            {
                // Nothing may be opened any more, and soon there are no workers that would answer.
                error = "the process is stopping";
                return false;
            }

            Snapshot before = _snapshot;
            Listener[] added = [.. next.Listeners.Where(listener => SocketOf(before, listener) is null)];
            if (Doors.Bind(added, _driver, _workers.Length, null, _doors.Descriptors(), out error) is not { } sockets) return false;
            _group.Invoke(worker => _workers[worker.Index].Counters.Reserve(next.RouteSlots.Last, next.ListenerSlots.Last, _workers.Length));
            next.Succeed(before, _group.Workers[0].Driver.UtcNow);
            foreach (Cluster cluster in next.Clusters.Except(before.Clusters)) Supervise(cluster);
            _snapshot = next;
            if (log is not null) AccessLog?.Change(log.Output, rules => _group.Invoke(worker => _workers[worker.Index].FollowLog(rules)));
            foreach (Listener listener in next.Listeners)
            {
                if (SocketOf(before, listener) is { } old) _doors.Renew(old, listener);
            }

            Listener[] removed = [.. before.Listeners.Where(listener => !next.Listeners.Any(other => SocketOf(before, other) == listener))];

            // Where an old address overlaps with a new one, nobody may find neither of them.
            foreach ((Listener listener, ListenSocket socket) in sockets) _doors.Open(listener, socket);
            foreach (Listener listener in removed)
            {
                if (_doors.Retire(listener)) ChangeLater(drainTime / 2 < LongestHandshake ? drainTime / 2 : LongestHandshake, () => _doors.Close(listener));
            }

            NoteAddresses();
            LetGoLater(removed, [.. before.Clusters.Except(next.Clusters)], drainTime);
            return true;
        }
    }

    /// <summary>Asks each worker for its newest client connections, tells them with the newest first, and ends when all have answered; never, if they end before.</summary>
    /// <param name="listener">Only those that came in here; null for all.</param>
    /// <param name="most">No more than so many of each worker.</param>
    public async Task<IReadOnlyList<ConnectionReading>> ReadConnectionsAsync(string? listener, int most)
    {
        var answers = new IReadOnlyList<ConnectionReading>[_workers.Length];
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = _workers.Length;
        _group.Post(worker =>
        {
            answers[worker.Index] = ConnectionReading.Newest(_workers[worker.Index], listener, most);
            if (Interlocked.Decrement(ref left) == 0) done.SetResult();
        });
        await done.Task;
        return [.. answers.SelectMany(static each => each).OrderByDescending(static each => each.EnteredAt)];
    }

    /// <summary>
    /// Lets <paramref name="give"/> hand the listening descriptors, with the names of their listeners, to another process; none of them is closed meanwhile. False, and not called, if the process is stopping.
    /// </summary>
    public bool TryHandOver(Action<IReadOnlyList<(string Name, int Descriptor)>> give)
    {
        ArgumentNullException.ThrowIfNull(give);
        lock (_changes)
        {
            if (_isStopping) return false;
            give(_doors.Share());
            return true;
        }
    }

    /// <summary>
    /// Stops accepting, lets exchanges finish for up to <paramref name="drainTime"/> or until <paramref name="hurry"/>, resets the rest, and ends the workers. A client that is idle learns with its next
    /// answer that it is the last on its connection; after <paramref name="patience"/>, at once if there is none, idle connections are closed.
    /// </summary>
    public async Task StopAsync(TimeSpan drainTime, Task hurry, Task? patience = null)
    {
        patience ??= Task.CompletedTask;
        Log.Info($"stopping: no new connections; exchanges under way have up to {drainTime.TotalSeconds:0.###} s");
        Task end = Task.WhenAny(_drained.Task, Task.Delay(drainTime), hurry);
        BeginDrain(closesIdle: patience.IsCompleted);
        if (await Task.WhenAny(end, patience) == patience) _group.Post(worker => _workers[worker.Index].CloseIdle());
        await end;
        End();
    }

    /// <summary>Stops accepting and lets every connection end after the exchange under way; does not wait.</summary>
    public void BeginDrain(bool closesIdle = true)
    {
        _draining = _workers.Length;
        lock (_changes)
        {
            _isStopping = true;
            foreach (ClusterSupervisor supervisor in _supervisors.Values) supervisor.Worker.Inbox.Post(supervisor.Stop);
            _group.Post(worker =>
            {
                // Before the doors are closed: whoever comes in by that is owed an answer.
                WorkerState state = _workers[worker.Index];
                state.BeginDrain();
                if (closesIdle) state.CloseIdle();
                _doors.CloseAll(worker);
            });
        }
    }

    /// <summary>Resets what is left and ends the workers.</summary>
    public void End()
    {
        int left = 0;
        _group.Invoke(worker =>
        {
            Interlocked.Add(ref left, _workers[worker.Index].Clients + _workers[worker.Index].Waiting);
            _workers[worker.Index].AbortAll();
        });
        if (left > 0) Log.Warn($"{left} {(left == 1 ? "connection was" : "connections were")} still busy when the drain time ended, and reset", "raise `drain` if they need longer");
        _group.Stop();
        AccessLog?.Dispose();
        Log.Info($"stopped after {_workers.Sum(static worker => worker.ExchangesDone)} requests");
    }

    /// <summary>Called by each worker, once, when it has no client left while draining.</summary>
    internal void NoteDrained(WorkerState worker)
    {
        if (!worker.TryReportDrained()) return;
        if (Interlocked.Decrement(ref _draining) == 0) _drained.TrySetResult();
    }

    /// <summary>The listener of <paramref name="before"/> whose socket serves <paramref name="listener"/>; null if it needs one of its own.</summary>
    private static Listener? SocketOf(Snapshot before, Listener listener)
        => before.Listeners.FirstOrDefault(other => other.IsServedBy(listener.Name, listener.Address, listener.IsDualStack));

    private void NoteAddresses() => Addresses = [.. _snapshot.Listeners.Select(_doors.AddressOf)];

    private void Supervise(Cluster cluster)
    {
        var supervisor = new ClusterSupervisor(cluster, _group, _group.Workers[_nextSupervisor++ % _group.Workers.Count], Log);
        _supervisors.Add(cluster, supervisor);
        supervisor.Worker.Inbox.Post(supervisor.Start);
    }

    /// <summary>Exchanges that began before have the drain time; then what they were served by is let go.</summary>
    private void LetGoLater(Listener[] listeners, Cluster[] clusters, TimeSpan drainTime)
    {
        if (listeners.Length == 0 && clusters.Length == 0) return;
        ChangeLater(drainTime, () =>
        {
            foreach (Cluster cluster in clusters)
            {
                cluster.Retire();
                if (_supervisors.Remove(cluster, out ClusterSupervisor? supervisor)) supervisor.Worker.Inbox.Post(supervisor.Stop);
            }

            foreach (Listener listener in listeners) _group.Post(worker => _workers[worker.Index].AbortAll(listener));
        });
    }

    /// <summary>Runs <paramref name="change"/> after that time, as one of the changes; never, if the process stops before: then all is let go anyway, and there may be no workers any more.</summary>
    private void ChangeLater(TimeSpan time, Action change)
    {
        // It may have to wait for a change that waits for the workers, so it must not run on one of theirs.
        _group.RunLater(time.Ticks * 100, () =>
        {
            if (_group.HasThreads) _ = Task.Run(Change);
            else Change();
        });

        void Change()
        {
            lock (_changes)
            {
                if (!_isStopping) change();
            }
        }
    }
}
