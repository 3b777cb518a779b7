using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>Passes an endpoint's response on to the client, and decides what becomes of both connections.</summary>
internal static class ResponseRelay
{
    /// <summary>
    /// Relays the response in <see cref="Exchange.Response"/> and its body. From here on a fault cannot be answered any more: it is noted in
    /// the exchange, and the client's connection is reset so that nobody takes the response for complete. True if all went well.
    /// </summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<bool> RunAsync(Exchange exchange, UpstreamConnection connection)
    {
        ClientConnection client = exchange.Client;
        Worker worker = exchange.Worker.Worker;
        ResponseHead response = exchange.Response;
        bool encodeChunked = response.Framing.Kind is FramingKind.Chunked or FramingKind.UntilClose && exchange.Request.Version == HttpVersion.Http11;
        bool delimited = encodeChunked || response.Framing.Kind is FramingKind.None or FramingKind.ContentLength;
        bool clientMayWait = exchange.Request.Expects100Continue && !exchange.Continued && !exchange.RequestBody.IsComplete;
        // A client that hoped for a tunnel may have sent bytes into it already: after a refused CONNECT they must not be read as requests (RFC 9931).
        bool mayHaveHoped = exchange.Request.Method == Method.Connect;
        exchange.KeepsClient &= delimited && !clientMayWait && !mayHaveHoped && !exchange.Client.EndsAfterExchange;
        exchange.Status = response.Status;
        exchange.ResponseStarted = true;

        IoBuffer? head = DownstreamResponse.TryWrite(exchange, encodeChunked);
        RelayEnd end = default;
        if (head is null) (head, end) = await DownstreamResponse.SendLargeAsync(exchange, encodeChunked);
        BodyRelay body = exchange.ResponseBody;
        body.Begin(response.Framing, encodeChunked, long.MaxValue);
        body.Until = exchange.Until;
        if (end.IsComplete)
        {
            if (body.IsComplete || body.TryAppendWhole(connection.Input, head!))
            {
                IoStatus sent = await client.Transport.SendAsync(head!, worker.After(client.Listener.SendIdle));
                if (sent != IoStatus.Ok) end = RelayEnd.OfSink(sent);
            }
            else
            {
                end = await body.RunAsync(connection.Input, client.Transport, head, exchange.Route!.ResponseIdle, client.Listener.SendIdle);
            }
        }

        exchange.BytesOut = body.Bytes;
        bool requestSent = exchange.RequestIsSent;
        if (end.IsComplete && response.KeepAlive && requestSent && response.Framing.Kind != FramingKind.UntilClose && !connection.Input.HasBytes)
        {
            connection.Endpoint.Pools[exchange.Worker.Index].Return(connection);
        }
        else if (requestSent)
        {
            connection.Close();
        }
        else
        {
            // What is left of the request may be stuck in an endpoint that does not read it; nobody waits for that.
            connection.Abort();
        }

        if (!end.IsComplete)
        {
            exchange.Fault = end.Fault != FaultKind.None ? end.Fault : end.Sink == IoStatus.TimedOut ? FaultKind.ClientTooSlow : FaultKind.ClientGone;
            exchange.KeepsClient = false;
            client.Transport.Abort();
        }

        await exchange.Pump.StopAsync(exchange);
        if (!exchange.RequestBody.IsComplete) exchange.KeepsClient = false;
        return end.IsComplete;
    }
}
