using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Proxy.Downstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>Reads a request's header block, within one deadline for the whole of it.</summary>
internal static class RequestReader
{
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<FaultKind> ReadHeadAsync(Exchange exchange)
    {
        ClientConnection client = exchange.Client;
        long deadline = WorkerTimer.Never;
        while (true)
        {
            if (client.Input.HasBytes)
            {
                ParseResult result = RequestParser.Parse(exchange.Request, client.Input.Bytes, client.Listener.HeadLimits);
                if (result.Status == ParseStatus.Faulted)
                {
                    exchange.Violation = result.Violation;
                    return result.Fault;
                }

                client.Input.Consume(result.Consumed);
                if (result.Status == ParseStatus.Done) break;
            }

            exchange.NoteHeaderHeld();
            if (exchange.Worker.Memory.IsShort) return exchange.ShedForMemory();
            if (deadline == WorkerTimer.Never) deadline = exchange.StartedAt + client.Listener.RequestHeaderTimeout;
            IoStatus arrived = client.Input.Accept(await client.Input.ReceiveAsync(deadline));
            if (arrived != IoStatus.Ok) return arrived == IoStatus.TimedOut ? FaultKind.RequestHeaderTimeout : FaultKind.ClientGone;
        }

        exchange.HeadAt = exchange.Worker.Worker.Now;
        exchange.KeepsClient = exchange.Request.KeepAlive;
        if (exchange.Snapshot.TracedPerMillion is { } share) exchange.Trace.Begin(share);
        return FaultKind.None;
    }
}
