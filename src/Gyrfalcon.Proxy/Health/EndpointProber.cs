using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Health;

/// <summary>Probes one endpoint for as long as it is a member of its cluster, and says whether it is healthy. Belongs to the worker that looks after the cluster.</summary>
internal sealed class EndpointProber : WorkerTimer
{
    /// <summary>Most illnesses are short, so one that has just fallen ill is probed at the fast interval for so long, in nanoseconds.</summary>
    private const long FreshlyIll = 30_000_000_000;

    private readonly Worker _worker;
    private readonly HealthCheck _check;
    private readonly OutlierDetection? _outliers;
    private readonly OperationalLog _log;
    private readonly ResponseHead _response = new();
    private long _due = Never;
    private long _illSince;
    private int _succeeded;
    private int _failed;
    private bool _isKnown;
    private bool _isStopped;

    internal EndpointProber(Worker worker, Endpoint endpoint, HealthCheck check, OutlierDetection? outliers, OperationalLog log)
    {
        _worker = worker;
        _check = check;
        _outliers = outliers;
        _log = log;
        Endpoint = endpoint;
        _isKnown = endpoint.IsProbed;
    }

    internal Endpoint Endpoint { get; }

    /// <inheritdoc/>
    protected override long Due => _due;

    private bool IsUnhealthy => (Endpoint.State.Obstacles & Obstacles.Unhealthy) != 0;

    /// <summary>Some probes speak against its state, and not yet enough; or they may soon.</summary>
    private bool IsChanging => IsUnhealthy ? _succeeded > 0 || _worker.Now - _illSince < FreshlyIll : _failed > 0;

    /// <summary>Begins within a tenth of the interval, so that the probes of many endpoints are spread.</summary>
    internal void Start() => ProbeIn(1 + Random(_check.Interval / 10));

    internal void Stop()
    {
        _isStopped = true;
        _due = Never;
        _worker.Timers.Remove(this);
    }

    /// <inheritdoc/>
    protected override void OnDue()
    {
        _due = Never;
        _worker.Spawn(ProbeAsync());
    }

    private void ProbeIn(long pause)
    {
        _due = _worker.After(pause);
        _worker.Timers.Set(this);
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> ProbeAsync()
    {
        // An endpoint whose name has no address yet cannot be asked, and gets no requests anyway.
        bool isResolved = Endpoint.State.Addresses.Length > 0;
        string? failure = isResolved ? await Probe.RunAsync(_worker, Endpoint, _check, _response) : null;
        if (_isStopped) return false;
        if (isResolved && failure != Probe.NotAsked) Judge(failure);
        long pause = IsChanging ? _check.FastInterval : _check.Interval;
        ProbeIn(pause - (pause / 20) + Random(pause / 10));
        return true;
    }

    private void Judge(string? failure)
    {
        _succeeded = failure is null ? _succeeded + 1 : 0;
        _failed = failure is null ? 0 : _failed + 1;
        if (failure is null)
        {
            if ((_succeeded >= _check.HealthyAfter || !_isKnown) && Endpoint.State.Clear(Obstacles.Unhealthy, _worker.Driver.UtcNow))
            {
                _log.Info($"endpoint {Endpoint.Name} is healthy again");
                _outliers?.NoteRecovered(Endpoint, _worker.Driver, _log);
            }
        }
        else if (_failed >= _check.UnhealthyAfter || !_isKnown)
        {
            string reason = string.Create(CultureInfo.InvariantCulture, $"{(_failed == 1 ? "a probe" : $"{_failed} probes")} {failure}");
            if (!IsUnhealthy) _illSince = _worker.Now;
            if (Endpoint.State.Set(Obstacles.Unhealthy, reason, _worker.Driver.UtcNow)) _log.Warn($"endpoint {Endpoint.Name} is unhealthy: {reason}; it gets no requests until its probes pass", "see its own log, and what is asked of it (`health.active`)");
        }

        _isKnown = true;
    }

    private long Random(long below) => below <= 0 ? 0 : (long)(_worker.Driver.NextRandom() % (ulong)below);
}
