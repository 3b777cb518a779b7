using System;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using Gyrfalcon.Engine.Timers;

namespace Gyrfalcon.Engine.Tasks;

/// <summary>
/// Something that a task waits for, with a deadline, and that is used again and again. It belongs to one worker: awaited, set and timed there. Set while nobody waits, it is remembered for the
/// next wait, once.
/// </summary>
public sealed class WorkerSignal(Worker worker) : WorkerTimer, IValueTaskSource<bool>
{
    private CompletionCore<bool> _core;
    private long _deadline = Never;
    private bool _isSet;

    /// <inheritdoc/>
    protected internal override long Due => _core.IsPending ? _deadline : Never;

    /// <summary>Waits until it is set, true, or the deadline passes, false. One at a time.</summary>
    public ValueTask<bool> WaitAsync(long deadline)
    {
        if (_isSet)
        {
            _isSet = false;
            return new ValueTask<bool>(true);
        }

        if (deadline <= worker.Now) return new ValueTask<bool>(false);
        _deadline = deadline;
        short token = _core.Begin();
        worker.Timers.Set(this);
        return new ValueTask<bool>(this, token);
    }

    /// <summary>Ends the wait under way, or the next one.</summary>
    public void Set()
    {
        if (_core.IsPending) End(true);
        else _isSet = true;
    }

    /// <summary>Forgets that it was set.</summary>
    public void Clear() => _isSet = false;

    bool IValueTaskSource<bool>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token);

    /// <inheritdoc/>
    protected internal override void OnDue() => End(false);

    private void End(bool result)
    {
        worker.Timers.Remove(this);
        _core.Complete(result);
    }
}
