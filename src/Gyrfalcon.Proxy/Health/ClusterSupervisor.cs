using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Health;

/// <summary>
/// Does for one cluster what has to be done in time and once for the whole process: probes, the end of ejections, the comparison of success rates, the steps of slow starts, and what is left to do
/// when members join and leave. Belongs to one worker; clusters are spread over the workers.
/// </summary>
internal sealed class ClusterSupervisor : WorkerTimer
{
    private readonly Cluster _cluster;
    private readonly WorkerGroup _group;
    private readonly Worker _worker;
    private readonly OperationalLog _log;
    private readonly Dictionary<Endpoint, EndpointProber> _probers = [];
    private readonly Action _look;
    private long _due = Never;
    private int _isLookPosted;
    private bool _wasPanicking;
    private bool _isStopped;

    internal ClusterSupervisor(Cluster cluster, WorkerGroup group, Worker worker, OperationalLog log)
    {
        _cluster = cluster;
        _group = group;
        _worker = worker;
        _log = log;
        _look = Look;
        cluster.Arranged += NoteArranged;
        cluster.MembersChanged += NoteMembers;
    }

    /// <summary>The worker that it belongs to.</summary>
    internal Worker Worker => _worker;

    /// <inheritdoc/>
    protected override long Due => _due;

    /// <summary>Begins its work; on its worker.</summary>
    internal void Start()
    {
        _cluster.StartsSlowly = true;
        foreach (Endpoint endpoint in _cluster.Endpoints)
        {
            BeginProbes(endpoint);
            if (!endpoint.AwaitsRecovery) continue;
            endpoint.AwaitsRecovery = false;
            Recovery.Resume(_worker, endpoint, _log);
        }

        Look();
    }

    /// <summary>Ends its work; on its worker.</summary>
    internal void Stop()
    {
        _isStopped = true;
        _cluster.Arranged -= NoteArranged;
        _cluster.MembersChanged -= NoteMembers;
        foreach (EndpointProber prober in _probers.Values) prober.Stop();
        _probers.Clear();
        _due = Never;
        _worker.Timers.Remove(this);
    }

    /// <inheritdoc/>
    protected override void OnDue() => Look();

    private void NoteArranged()
    {
        if (Interlocked.Exchange(ref _isLookPosted, 1) == 0) _worker.Inbox.Post(_look);
    }

    private void NoteMembers(IReadOnlyList<Endpoint> joined, IReadOnlyList<Endpoint> left)
    {
        foreach (Endpoint endpoint in joined) _log.Info($"endpoint {endpoint.Name} has joined cluster {_cluster.Name}");
        foreach (Endpoint endpoint in left)
        {
            _log.Info(string.Create(CultureInfo.InvariantCulture, $"endpoint {endpoint.Name} has left cluster {_cluster.Name}; {endpoint.Load.InFlight} requests under way there go on"));
            _group.Post(worker => endpoint.Pools[worker.Index].Clear());
        }

        _worker.Inbox.Post(() => Take(joined, left));
    }

    private void Take(IReadOnlyList<Endpoint> joined, IReadOnlyList<Endpoint> left)
    {
        if (_isStopped) return;
        foreach (Endpoint endpoint in left)
        {
            if (_probers.Remove(endpoint, out EndpointProber? prober)) prober.Stop();
        }

        foreach (Endpoint endpoint in joined) BeginProbes(endpoint);
    }

    private void BeginProbes(Endpoint endpoint)
    {
        // One that joined before the start is met twice.
        if (_cluster.HealthCheck is not { } check || endpoint.State.IsRetired || _probers.ContainsKey(endpoint)) return;
        var prober = new EndpointProber(_worker, endpoint, check, _cluster.Outliers, _log);
        _probers.Add(endpoint, prober);
        prober.Start();
    }

    private void Look()
    {
        Volatile.Write(ref _isLookPosted, 0);
        if (_isStopped) return;
        long now = _worker.Now;
        _cluster.Outliers?.Advance(_worker.Driver, _log);
        bool isStarting = _cluster.SlowStart > 0 && _cluster.AdvanceSlowStarts(now);
        NotePanic();
        long due = _cluster.Outliers?.Due ?? Never;
        if (isStarting) due = Math.Min(due, now + Math.Max(_cluster.SlowStart / SlowStart.Steps, TimerWheel.Resolution));
        _due = due == Never ? Never : Math.Max(due, now + TimerWheel.Resolution);
        _worker.Timers.Remove(this);
        _worker.Timers.Set(this);
    }

    private void NotePanic()
    {
        if (_wasPanicking == _cluster.IsPanicking) return;
        _wasPanicking = _cluster.IsPanicking;
        if (_wasPanicking) _log.Warn($"cluster {_cluster.Name}: fewer than {_cluster.PanicBelow} % of its endpoints are well, so health is ignored until more are", "`gyr endpoints` tells what ails each");
        else _log.Info($"cluster {_cluster.Name}: enough of its endpoints are well again, health counts");
    }
}
