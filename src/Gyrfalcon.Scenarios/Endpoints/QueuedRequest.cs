using System;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace Gyrfalcon.Scenarios.Endpoints;

/// <summary>The request of a connection to an endpoint, waiting for its reply; used again for the connection's next one.</summary>
internal sealed class QueuedRequest : IValueTaskSource<Reply>
{
    private ManualResetValueTaskSourceCore<Reply> _core;

    /// <summary>What comes next for it.</summary>
    internal Action Resume { get; set; } = static () => { };

    /// <summary>Changes with each request, so that what was planned for an earlier one is known as such.</summary>
    internal long Life { get; private set; }

    /// <summary>Waits for the reply. Awaited once.</summary>
    internal ValueTask<Reply> ReplyAsync() => new(this, _core.Version);

    internal void Answer(Reply reply)
    {
        Life++;
        _core.SetResult(reply);
    }

    /// <summary>There will be no reply.</summary>
    internal void Abandon() => Answer(Reply.None);

    public Reply GetResult(short token)
    {
        Reply reply = _core.GetResult(token);
        _core.Reset();
        return reply;
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
}

/// <summary>What an endpoint replies.</summary>
internal enum Reply
{
    /// <summary>Nothing: it died.</summary>
    None,

    /// <summary>200.</summary>
    Ok,

    /// <summary>503, for its queue is full.</summary>
    Full,

    /// <summary>500.</summary>
    Error,
}
