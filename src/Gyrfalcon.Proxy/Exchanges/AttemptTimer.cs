using System;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// Gives up an attempt whose endpoint has not answered within the time that its route allows one attempt, if another endpoint may be asked. Otherwise it looks again a little later, for
/// the budget may allow it then; until the response's own timeout ends the wait.
/// </summary>
internal sealed class AttemptTimer(Exchange exchange) : WorkerTimer
{
    private UpstreamConnection? _connection;
    private long _due = Never;
    private bool _wasDenied;

    /// <summary>The attempt was ended by this timer, and the next has been granted.</summary>
    internal bool HasGivenUp { get; private set; }

    /// <inheritdoc/>
    protected override long Due => _due;

    internal void Start(UpstreamConnection connection)
    {
        HasGivenUp = _wasDenied = false;
        long time = exchange.Route!.AttemptTimeout;
        if (time == Never) return;
        _connection = connection;
        Worker worker = exchange.Worker.Worker;
        _due = worker.After(time);
        worker.Timers.Set(this);
    }

    internal void Stop()
    {
        if (_connection is null) return;
        _connection = null;
        _due = Never;
        exchange.Worker.Worker.Timers.Remove(this);
    }

    /// <inheritdoc/>
    protected override void OnDue()
    {
        if (_connection is not { } connection) return;
        if (exchange.RequestIsSent && !exchange.Hedge.IsRunning && exchange.Retry.TryGiveUp(exchange, ref _wasDenied))
        {
            Stop();
            HasGivenUp = true;
            connection.Transport.Abort();
            return;
        }

        _due = exchange.Worker.Worker.After(Math.Max(exchange.Route!.AttemptTimeout / 4, TimerWheel.Resolution));
    }
}
