using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// Tries an endpoint that could not be connected to again and again, after pauses that grow from 100 ms to a quarter of a second, until a connection
/// succeeds. Requests are not used for trying: they leave the endpoint alone meanwhile. One worker sees to it, the one that noticed.
/// </summary>
public sealed class Recovery : WorkerTimer
{
    private const long FirstPause = 100_000_000;
    private const long LongestPause = 250_000_000;

    private readonly Worker _worker;
    private readonly Endpoint _endpoint;
    private readonly OperationalLog _log;
    private long _pause = FirstPause;
    private long _due = Never;

    private Recovery(Worker worker, Endpoint endpoint, OperationalLog log)
    {
        _worker = worker;
        _endpoint = endpoint;
        _log = log;
    }

    /// <inheritdoc/>
    protected override long Due => _due;

    /// <summary>Whether an endpoint is left to its recovery after this.</summary>
    public static bool IsFor(FaultKind fault) => fault is FaultKind.ConnectionRefused or FaultKind.ConnectTimeout or FaultKind.ConnectFailed;

    /// <summary>Notes that <paramref name="endpoint"/> could not be connected to; the first to notice begins its recovery.</summary>
    public static void Begin(Worker worker, Endpoint endpoint, FaultKind fault, OperationalLog log)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(worker);
        string reason = $"it cannot be connected to ({FaultTable.Of(fault).LogCode})";
        if (!endpoint.State.Set(Obstacles.Unreachable, reason, worker.Driver.UtcNow)) return;
        log.Warn($"endpoint {endpoint.Name} cannot be connected to ({FaultTable.Of(fault).LogCode}); it gets no requests until a connection succeeds", "see whether it runs, and whether a firewall is in between");
        new Recovery(worker, endpoint, log).Schedule();
    }

    /// <summary>Goes on with the recovery of an endpoint that was found unreachable when its cluster had other settings.</summary>
    internal static void Resume(Worker worker, Endpoint endpoint, OperationalLog log) => new Recovery(worker, endpoint, log).Schedule();

    /// <inheritdoc/>
    protected override void OnDue()
    {
        _due = Never;
        if (!_endpoint.State.IsRetired) _worker.Spawn(TryAsync());
    }

    private void Schedule()
    {
        // Spread by up to a quarter, so that several proxies do not knock in step.
        long spread = (long)(_worker.Driver.NextRandom() % (ulong)(_pause / 4));
        _due = _worker.After(_pause + spread);
        _pause = Math.Min(_pause * 2, LongestPause);
        _worker.Timers.Set(this);
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> TryAsync()
    {
        // Whether TLS comes about, too, and whose, is between the endpoint and its clients. When the cluster may have no further connection, one that nobody counts will do: it is closed at once.
        ConnectOutcome outcome = await Connector.ConnectAsync(_worker, _endpoint, isRaw: _endpoint.IsSecure);
        Transport? uncounted = null;
        if (outcome.Fault == FaultKind.BreakerOpen) (uncounted, _) = await Connector.OpenAsync(_worker, _endpoint, 0, _worker.After(_endpoint.Connections.ConnectTimeout), isRaw: true);
        uncounted?.Close();
        if (outcome.Connection is null && uncounted is null)
        {
            if (!_endpoint.State.IsRetired) Schedule();
            return false;
        }

        _endpoint.State.Clear(Obstacles.Unreachable, _worker.Driver.UtcNow);
        _log.Info($"endpoint {_endpoint.Name} accepts connections again");
        if (_endpoint.IsSecure) outcome.Connection?.Close();
        else if (outcome.Connection is { } connection) _endpoint.Pools[_worker.Index].Return(connection);
        return true;
    }
}
