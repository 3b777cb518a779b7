using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// Sends a request's body while the response is awaited on the same connection: an endpoint may answer before it has read everything.
/// </summary>
internal sealed class RequestPump
{
    /// <summary>How long a client is given to finish a body that nobody wants any more, in nanoseconds.</summary>
    private const long LingerTime = 2_000_000_000;

    private ValueTask<RelayEnd> _running;
    private UpstreamConnection? _connection;
    private bool _started;

    /// <summary>The body is still on its way.</summary>
    internal bool IsRunning { get; private set; }

    /// <summary>What the client did wrong while sending; None otherwise.</summary>
    internal FaultKind Fault { get; private set; }

    /// <summary>The endpoint took no more: its connection carries part of a request and cannot be used again.</summary>
    internal bool IsBroken { get; private set; }

    /// <summary>Forgets what an earlier exchange came to.</summary>
    internal void Reset()
    {
        Fault = FaultKind.None;
        _connection = null;
        _started = false;
        IsRunning = false;
        IsBroken = false;
    }

    /// <summary>
    /// Begins to send <paramref name="head"/> and the body behind it. The run of an earlier attempt may still be waiting for the client's next bytes: it
    /// leaves them to this one.
    /// </summary>
    internal void Start(Exchange exchange, UpstreamConnection connection, IoBuffer head)
    {
        ValueTask<RelayEnd> earlier = _started ? _running : default;
        IsRunning = true;
        IsBroken = false;
        Fault = FaultKind.None;
        _started = true;
        _connection = connection;
        _running = RunAsync(exchange, connection, head, earlier);
    }

    /// <summary>Ends the pump, which may be waiting for a client that has more to send: what comes is thrown away for a short while.</summary>
    internal ValueTask<RelayEnd> StopAsync(Exchange exchange)
    {
        if (!_started) return default;
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
    private async ValueTask<RelayEnd> RunAsync(Exchange exchange, UpstreamConnection connection, IoBuffer head, ValueTask<RelayEnd> earlier)
    {
        BodyRelay body = exchange.RequestBody;
        body.Until = exchange.Until;
        IoBuffer? output = head;
        IoStatus replayed = IoStatus.Ok;
        if (body.MustReplay)
        {
            output = null;
            replayed = await body.ReplayAsync(connection.Transport, head, exchange.Route!.ResponseIdle);
        }

        RelayEnd end = await earlier;
        if (end.Fault == FaultKind.None)
        {
            end = replayed == IoStatus.Ok && _connection == connection
                ? await RelayAsync(exchange, connection, output)
                : RelayEnd.OfSink(replayed);
        }

        // Another attempt has taken over meanwhile.
        if (_connection != connection) return end;
        IsRunning = false;
        IsBroken = end.Sink != IoStatus.Ok;
        if (body.Discards) return end;
        Fault = end.Fault;

        // A client at fault ends the attempt: the endpoint must not take half a body for a whole one, and whoever awaits the response is woken.
        // An endpoint that takes no more may still answer, so its response is awaited.
        if (end.Fault != FaultKind.None) connection.Transport.Abort();
        else
        {
            exchange.NoteRequestSent();
            connection.Transport.SetReceiveDeadline(exchange.ResponseDeadline);
        }

        return end;
    }

    /// <summary>Moves what comes from the client, who is held to his pace meanwhile. One who waits for 100 (Continue) has not begun: his first bytes begin it.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private static async ValueTask<RelayEnd> RelayAsync(Exchange exchange, UpstreamConnection connection, IoBuffer? output)
    {
        ClientConnection client = exchange.Client;
        client.Transport.Tcp.RequireReceiveRate(client.Listener.RequestRate, afterFirst: !client.Input.HasBytes);
        RelayEnd end = await exchange.RequestBody.RunAsync(client.Input, connection.Transport, output, client.Listener.RequestBodyIdle, exchange.Route!.ResponseIdle);
        client.Transport.Tcp.RequireReceiveRate(null);
        return end;
    }
}
