using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// Sends a request's body while the response is awaited on the same connection: an endpoint may answer before it has read everything.
/// </summary>
internal sealed class RequestPump
{
    /// <summary>How long a client is given to finish a body that nobody wants any more, in nanoseconds.</summary>
    private const long LingerTime = 2_000_000_000;

    private ValueTask<bool> _running;
    private bool _started;

    /// <summary>The body is still on its way.</summary>
    internal bool IsRunning { get; private set; }

    /// <summary>What the client did wrong while sending; None otherwise.</summary>
    internal FaultKind Fault { get; private set; }

    /// <summary>Forgets what an earlier attempt, or an earlier exchange, came to.</summary>
    internal void Reset()
    {
        Fault = FaultKind.None;
        _started = false;
        IsRunning = false;
    }

    /// <summary>Begins to send <paramref name="head"/> and the body behind it.</summary>
    internal void Start(Exchange exchange, UpstreamConnection connection, IoBuffer head)
    {
        IsRunning = true;
        Fault = FaultKind.None;
        _started = true;
        _running = RunAsync(exchange, connection, head);
    }

    /// <summary>Ends the pump, which may be waiting for a client that has more to send: what comes is thrown away for a short while.</summary>
    internal ValueTask<bool> StopAsync(Exchange exchange)
    {
        if (!_started) return new ValueTask<bool>(true);
        _started = false;
        if (IsRunning)
        {
            long lingersUntil = exchange.Worker.Worker.After(LingerTime);
            exchange.RequestBody.Discards = true;
            exchange.RequestBody.Until = Math.Min(exchange.RequestBody.Until, lingersUntil);
            exchange.Client.Transport.SetReceiveDeadline(lingersUntil);
        }

        return _running;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> RunAsync(Exchange exchange, UpstreamConnection connection, IoBuffer head)
    {
        exchange.RequestBody.Until = exchange.Until;
        RelayEnd end = await exchange.RequestBody.RunAsync(
            exchange.Client.Input, connection.Transport, head, exchange.Client.Listener.RequestBodyIdle, exchange.Route!.ResponseIdle);
        IsRunning = false;
        if (exchange.RequestBody.Discards) return true;
        Fault = end.Fault;

        // A client at fault ends the attempt: the endpoint must not take half a body for a whole one, and whoever awaits the response is woken.
        // An endpoint that takes no more may still answer, so its response is awaited.
        if (end.Fault != FaultKind.None) connection.Transport.Abort();
        else
        {
            exchange.NoteRequestSent();
            connection.Transport.SetReceiveDeadline(exchange.ResponseDeadline);
        }

        return true;
    }
}
