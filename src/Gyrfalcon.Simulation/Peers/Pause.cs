using System;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Timers;

namespace Gyrfalcon.Simulation.Peers;

/// <summary>A while in which nothing is done, on a worker's clock; used once.</summary>
internal sealed class Pause : WorkerTimer, IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private long _due;

    internal Pause(Worker worker, long nanoseconds)
    {
        _due = worker.After(nanoseconds);
        worker.Timers.Set(this);
    }

    protected override long Due => _due;

    internal ValueTask<bool> AsTask() => new(this, _core.Version);

    protected override void OnDue()
    {
        _due = Never;
        _core.SetResult(true);
    }

    public bool GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
}
