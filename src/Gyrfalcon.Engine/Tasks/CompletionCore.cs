using System;
using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Gyrfalcon.Engine.Tasks;

/// <summary>
/// The state of one awaitable operation that is used again and again, for classes that implement <see cref="IValueTaskSource{TResult}"/>.
/// Single-threaded: begun, completed and awaited on one worker; the continuation runs inline inside <see cref="Complete"/>.
/// Unlike ManualResetValueTaskSourceCore it captures no context and uses no interlocked operation.
/// </summary>
internal struct CompletionCore<T>
{
    private Action<object?>? _continuation;
    private object? _state;
    private T? _result;
    private short _version;
    private bool _pending;
    private bool _completed;

    /// <summary>True between <see cref="Begin"/> and <see cref="Complete"/>.</summary>
    internal readonly bool IsPending => _pending;

    /// <summary>Starts an operation; the returned token identifies it.</summary>
    internal short Begin()
    {
        if (_pending || _completed) throw new InvalidOperationException("The previous operation has not been awaited yet.");
        _pending = true;
        return _version;
    }

    /// <summary>Ends the operation and resumes whoever awaits it before it returns.</summary>
    internal void Complete(T result)
    {
        Debug.Assert(_pending);
        _pending = false;
        _completed = true;
        _result = result;
        Action<object?>? continuation = _continuation;
        if (continuation is null) return;
        object? state = _state;
        _continuation = null;
        _state = null;
        continuation(state);
    }

    internal readonly ValueTaskSourceStatus GetStatus(short token)
    {
        Check(token);
        return _completed ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;
    }

    internal void OnCompleted(Action<object?> continuation, object? state, short token)
    {
        Check(token);
        if (_completed)
        {
            continuation(state);
            return;
        }

        _continuation = continuation;
        _state = state;
    }

    internal T GetResult(short token)
    {
        Check(token);
        if (!_completed) throw new InvalidOperationException("The operation has not ended.");
        _completed = false;
        _version++;
        T result = _result!;
        _result = default;
        return result;
    }

    private readonly void Check(short token)
    {
        if (token != _version) throw new InvalidOperationException("This operation has been awaited before.");
    }
}
