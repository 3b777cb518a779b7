using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Gyrfalcon.Engine;

/// <summary>Work of a worker that gave way to the rest and goes on in the next turn.</summary>
public sealed class ReadyQueue
{
    private readonly Queue<Action> _actions = new();

    internal bool IsEmpty => _actions.Count == 0;

    internal Awaitable NextTurn() => new(this);

    internal void RunOnce()
    {
        for (int rest = _actions.Count; rest > 0; rest--) _actions.Dequeue()();
    }

    /// <summary>Awaited to give way.</summary>
    public readonly struct Awaitable : ICriticalNotifyCompletion
    {
        private readonly ReadyQueue _queue;

        internal Awaitable(ReadyQueue queue) => _queue = queue;

        /// <summary>Always false: giving way is the point.</summary>
        public bool IsCompleted => false;

        /// <summary>The awaiter is the awaitable.</summary>
        public Awaitable GetAwaiter() => this;

        /// <summary>Nothing to give.</summary>
        public void GetResult()
        {
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => _queue._actions.Enqueue(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => _queue._actions.Enqueue(continuation);
    }
}
