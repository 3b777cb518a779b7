using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>One try of an exchange at one endpoint: send the request, await the header block of its response.</summary>
internal static class Attempt
{
    internal static readonly HeadLimits ResponseLimits = new(16 * 1024, 64 * 1024, 256);

    /// <summary>None when <see cref="Exchange.Response"/> is complete; otherwise why there is none. The caller stops the timers that it starts.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<FaultKind> RunAsync(Exchange exchange, UpstreamConnection connection)
    {
        IoStatus sent = IoStatus.Ok;
        IoBuffer? head = UpstreamRequest.TryWrite(exchange, connection.Endpoint);
        if (head is null) (head, sent) = await UpstreamRequest.SendLargeAsync(exchange, connection);
        if (sent != IoStatus.Ok) return FaultKind.ConnectionReset;

        exchange.AttemptTimer.Start(connection);
        exchange.Hedge.Start(connection);
        Worker worker = exchange.Worker.Worker;
        BodyRelay body = exchange.RequestBody;
        if (!body.MustReplay && (body.IsComplete || body.TryAppendWhole(exchange.Client.Input, head!)))
        {
            exchange.NoteRequestSent();
            sent = await connection.Transport.SendAsync(head!, exchange.ResponseDeadline);

            // An endpoint that takes no more may have answered already, so the answer is looked for all the same.
            if (sent == IoStatus.TimedOut) return FaultKind.ResponseTimeout;
        }
        else
        {
            exchange.NoteRequestBegun();
            exchange.Pump.Start(exchange, connection, head!);
        }

        while (true)
        {
            if (!connection.Input.HasBytes)
            {
                exchange.Client.AwaitOn(connection.Transport);
                IoStatus arrived = connection.Input.Accept(await connection.Input.ReceiveAsync(exchange.ResponseDeadline));
                exchange.Client.StopAwaiting();
                if (arrived != IoStatus.Ok) return FaultOf(exchange, arrived);
            }

            ParseResult result = ResponseParser.Parse(exchange.Response, connection.Input.Bytes, exchange.Request.Method, ResponseLimits);
            if (result.Status == ParseStatus.Faulted)
            {
                exchange.Violation = result.Violation;
                return result.Fault;
            }

            connection.Input.Consume(result.Consumed);
            if (result.Status == ParseStatus.NeedMore) continue;

            if (exchange.Response.Status == 101 && !MaySwitch(exchange))
            {
                exchange.Violation = Violation.UnexpectedSwitch;
                return FaultKind.MalformedResponse;
            }

            if (!exchange.Response.IsInterim) break;
            await InterimRelay.SendAsync(exchange);
            exchange.Response.Reset();

            // Given up meanwhile: of the response there is no more than what has arrived.
            if (connection.Transport.Tcp.IsClosed) return FaultOf(exchange, IoStatus.Aborted);
        }

        exchange.ResponseAt = worker.Now;
        return FaultKind.None;
    }

    /// <summary>The client offered the protocol and has sent all of its request, so that what it sends from now on is in that protocol.</summary>
    private static bool MaySwitch(Exchange exchange)
        => exchange.Request.UpgradeRequested && exchange.Response.Version == HttpVersion.Http11 && exchange.RequestIsSent
            && UpgradeProtocols.Answers(exchange.Request.Fields, exchange.Response.Fields);

    private static FaultKind FaultOf(Exchange exchange, IoStatus status)
    {
        if (exchange.AttemptTimer.HasGivenUp) return FaultKind.AttemptTimeout;
        if (exchange.Pump.Fault != FaultKind.None) return exchange.Pump.Fault;
        if (exchange.Client.Transport.Tcp.IsPeerGone) return FaultKind.ClientGone;
        if (status == IoStatus.TimedOut) return FaultKind.ResponseTimeout;
        if (status == IoStatus.TlsFailed) return FaultKind.UpstreamTlsFailed;
        return exchange.Response.IsEmpty ? FaultKind.ConnectionReset : FaultKind.IncompleteResponse;
    }
}
