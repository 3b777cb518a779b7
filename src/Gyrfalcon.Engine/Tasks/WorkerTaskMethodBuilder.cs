using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace Gyrfalcon.Engine.Tasks;

/// <summary>
/// Builds async methods that live on one worker: the state machine is boxed in a pooled object when, and only when, the method suspends;
/// no ExecutionContext is captured; the continuation runs inline on the worker. The returned task must be awaited exactly once.
/// Use with <c>[AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder&lt;&gt;))]</c> on methods that return <see cref="ValueTask{TResult}"/>.
/// </summary>
public struct WorkerTaskMethodBuilder<TResult>
{
    private PooledStateMachineBox<TResult>? _box;
    private TResult? _result;
    private bool _hasResult;

    /// <summary>Called by the compiler.</summary>
    public static WorkerTaskMethodBuilder<TResult> Create() => default;

    /// <summary>Called by the compiler.</summary>
    public ValueTask<TResult> Task
    {
        get
        {
            if (_hasResult) return new ValueTask<TResult>(_result!);
            PooledStateMachineBox<TResult> box = _box!;
            return new ValueTask<TResult>(box, box.Token);
        }
    }

    /// <summary>Called by the compiler.</summary>
    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    /// <summary>Called by the compiler; never needed, since boxes are made here.</summary>
    public void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>Called by the compiler.</summary>
    public void SetResult(TResult result)
    {
        if (_box is { } box)
        {
            box.SetResult(result);
        }
        else
        {
            _result = result;
            _hasResult = true;
        }
    }

    /// <summary>Called by the compiler.</summary>
    public void SetException(Exception exception)
    {
        _box ??= FaultedBox.Rent();
        _box.SetException(exception);
    }

    /// <summary>Called by the compiler.</summary>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.OnCompleted(BoxOf(ref stateMachine).MoveNextAction);

    /// <summary>Called by the compiler.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.UnsafeOnCompleted(BoxOf(ref stateMachine).MoveNextAction);

    private PooledStateMachineBox<TResult, TStateMachine> BoxOf<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (_box is PooledStateMachineBox<TResult, TStateMachine> existing) return existing;
        PooledStateMachineBox<TResult, TStateMachine> box = PooledStateMachineBox<TResult, TStateMachine>.Rent();

        // The builder is a field of the state machine: it must know its box before the state machine is copied into that box.
        _box = box;
        box.StateMachine = stateMachine;
        return box;
    }

    /// <summary>A box without a method, for one that throws before it ever suspends.</summary>
    private struct FaultedBox : IAsyncStateMachine
    {
        internal static PooledStateMachineBox<TResult> Rent() => PooledStateMachineBox<TResult, FaultedBox>.Rent();

        public readonly void MoveNext()
        {
        }

        public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
        {
        }
    }
}
