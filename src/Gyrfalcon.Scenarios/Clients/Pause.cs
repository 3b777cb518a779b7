using System;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace Gyrfalcon.Scenarios.Clients;

/// <summary>A while in which a client does nothing; used once.</summary>
internal sealed class Pause : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _core;

    internal ValueTask<bool> AsTask() => new(this, _core.Version);

    internal void End() => _core.SetResult(true);

    public bool GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
}
