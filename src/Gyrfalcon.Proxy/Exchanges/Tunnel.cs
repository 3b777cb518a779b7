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
/// What is left of an exchange after 101, or after a 2xx to CONNECT, and all there is of one that is passed through: two connections whose bytes are passed on unread, each way by a
/// <see cref="TunnelFlow"/>, until both sides have ended theirs, one is gone, or both were silent for too long.
/// </summary>
internal sealed class Tunnel
{
    private readonly Exchange _exchange;
    private readonly UpstreamConnection _connection;
    private readonly long _idle;
    private readonly TunnelFlow _fromClient;
    private readonly TunnelFlow _fromEndpoint;
    private long _lastMove;

    private Tunnel(Exchange exchange, UpstreamConnection connection)
    {
        ClientConnection client = exchange.Client;
        _exchange = exchange;
        _connection = connection;
        _idle = exchange.Route!.TunnelIdle;
        _fromClient = new TunnelFlow(this, client.Input, connection.Transport, _idle);
        _fromEndpoint = new TunnelFlow(this, connection.Input, client.Transport, Math.Min(client.Listener.SendIdle, _idle));
        NoteMove();
    }

    /// <summary>
    /// When nothing will have moved, in either direction, for as long as may be. Not while bytes wait for a receiver: whose patience ends then is decided by
    /// the deadline of that send, and ends in a reset.
    /// </summary>
    internal long IdleDeadline => (_fromClient.IsMoving || _fromEndpoint.IsMoving ? Now : _lastMove) + _idle;

    /// <summary>Whether that time has come.</summary>
    internal bool IsIdle => IdleDeadline <= Now;

    private long Now => _exchange.Worker.Worker.Now;

    /// <summary>Passes the response's head on, relays both ways to the end, and closes both connections. What ended it is in the exchange.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<bool> RunAsync(Exchange exchange, UpstreamConnection connection)
    {
        Begin(exchange, exchange.Response.Status);

        IoBuffer? head = DownstreamResponse.TryWrite(exchange, encodeChunked: false);
        RelayEnd end = default;
        if (head is null) (head, end) = await DownstreamResponse.SendLargeAsync(exchange, encodeChunked: false);
        if (head is not null)
        {
            IoStatus sent = await exchange.Client.Transport.SendAsync(head, exchange.Worker.Worker.After(exchange.Client.Listener.SendIdle));
            end = RelayEnd.OfSink(sent);
        }

        var tunnel = new Tunnel(exchange, connection);
        if (end.IsComplete) await tunnel.RelayAsync();
        else tunnel.Break(end.Fault != FaultKind.None ? end.Fault : FaultKind.ClientGone);
        return tunnel.End();
    }

    /// <summary>Relays both ways to the end from the first byte on, and closes both connections.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<bool> RunBareAsync(Exchange exchange, UpstreamConnection connection)
    {
        Begin(exchange, 200);
        var tunnel = new Tunnel(exchange, connection);
        await tunnel.RelayAsync();
        return tunnel.End();
    }

    /// <summary>A flow has moved bytes.</summary>
    internal void NoteMove() => _lastMove = Now;

    /// <summary>A flow cannot go on: neither side may take what it got for all there was.</summary>
    internal void Break(TunnelFlow flow, IoStatus status, bool atSource)
    {
        if (status == IoStatus.TimedOut && atSource)
        {
            Break(FaultKind.TunnelIdle);
            return;
        }

        if (status == IoStatus.Aborted && _exchange.Worker.IsDraining)
        {
            Break(FaultKind.ShuttingDown);
            return;
        }

        bool atClient = atSource == (flow == _fromClient);
        Break(atClient ? FaultKind.ClientGone : FaultKind.ConnectionReset);
    }

    private static void Begin(Exchange exchange, int status)
    {
        exchange.KeepsClient = false;
        exchange.Status = status;
        exchange.ResponseStarted = true;
        exchange.Worker.CountTunnel(1);

        // What passes through a tunnel has its own pace.
        exchange.Client.Transport.Tcp.RequireSendRate(null);
    }

    private bool End()
    {
        _exchange.TunnelBytesIn = _fromClient.Bytes;
        _exchange.BytesOut = _fromEndpoint.Bytes;
        _connection.Close();
        _exchange.Worker.CountTunnel(-1);
        return _exchange.Fault == FaultKind.None;
    }

    private void Break(FaultKind fault)
    {
        // The first to break tells why and ends both connections; the other flow only notices that they were closed.
        if (_exchange.Fault != FaultKind.None) return;
        _exchange.Fault = fault;
        if (fault == FaultKind.TunnelIdle)
        {
            // All that was sent has been passed on, so an end in order tells no lie.
            _exchange.Client.Transport.Close();
            _connection.Transport.Close();
            return;
        }

        _exchange.Client.Transport.Abort();
        _connection.Transport.Abort();
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> RelayAsync()
    {
        ValueTask<bool> fromClient = _fromClient.RunAsync();
        ValueTask<bool> fromEndpoint = _fromEndpoint.RunAsync();
        await fromClient;
        return await fromEndpoint;
    }
}
