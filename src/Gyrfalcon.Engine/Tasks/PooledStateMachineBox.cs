using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Gyrfalcon.Engine.Tasks;

/// <summary>What a suspended worker-bound async method looks like to the one that awaits it.</summary>
internal abstract class PooledStateMachineBox<TResult> : IValueTaskSource<TResult>, IValueTaskSource
{
    private CompletionCore<TResult> _core;
    private ExceptionDispatchInfo? _error;
    private short _token;

    internal short Token => _token;

    protected void BeginTask() => _token = _core.Begin();

    internal void SetResult(TResult result) => _core.Complete(result);

    internal void SetException(Exception error)
    {
        _error = ExceptionDispatchInfo.Capture(error);
        _core.Complete(default!);
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        ValueTaskSourceStatus status = _core.GetStatus(token);
        return status == ValueTaskSourceStatus.Succeeded && _error is not null ? ValueTaskSourceStatus.Faulted : status;
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token);

    public TResult GetResult(short token)
    {
        TResult result = _core.GetResult(token);
        ExceptionDispatchInfo? error = _error;
        _error = null;
        Recycle();
        error?.Throw();
        return result;
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    protected abstract void Recycle();
}

/// <summary>
/// The box that holds a state machine while it is suspended. Boxes are kept per thread and per method without limit (as many as were
/// ever suspended at once), so that a warm worker allocates none however many exchanges are interleaved.
/// </summary>
internal sealed class PooledStateMachineBox<TResult, TStateMachine> : PooledStateMachineBox<TResult>
    where TStateMachine : IAsyncStateMachine
{
    [ThreadStatic]
    private static Stack<PooledStateMachineBox<TResult, TStateMachine>>? s_free;

    private TStateMachine? _stateMachine;

    private PooledStateMachineBox() => MoveNextAction = MoveNext;

    internal Action MoveNextAction { get; }

    internal ref TStateMachine? StateMachine => ref _stateMachine;

    internal static PooledStateMachineBox<TResult, TStateMachine> Rent()
    {
        Stack<PooledStateMachineBox<TResult, TStateMachine>>? free = s_free;
        if (free is null || !free.TryPop(out PooledStateMachineBox<TResult, TStateMachine>? box)) box = new();
        box.BeginTask();
        return box;
    }

    protected override void Recycle()
    {
        _stateMachine = default;
        (s_free ??= new()).Push(this);
    }

    private void MoveNext() => _stateMachine!.MoveNext();
}
