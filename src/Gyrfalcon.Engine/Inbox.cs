using System;
using System.Collections.Concurrent;

namespace Gyrfalcon.Engine;

/// <summary>The only door into a worker from another thread: actions that it runs between two turns.</summary>
public sealed class Inbox
{
    private readonly ConcurrentQueue<Action> _actions = new();
    private readonly Action _wake;

    internal Inbox(Action wake) => _wake = wake;

    internal bool IsEmpty => _actions.IsEmpty;

    /// <summary>Hands <paramref name="action"/> over to the worker's thread. May be called from any thread.</summary>
    public void Post(Action action)
    {
        _actions.Enqueue(action);
        _wake();
    }

    internal void Drain()
    {
        // Bounded by what is there now, so that an action that posts again cannot keep the worker from its sockets.
        for (int rest = _actions.Count; rest > 0 && _actions.TryDequeue(out Action? action); rest--) action();
    }
}
