using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>Passes interim responses (1xx, RFC 9110 §15.2) on to a client that understands them.</summary>
internal static class InterimRelay
{
    internal static ValueTask<IoStatus> SendAsync(Exchange exchange)
    {
        // RFC 9110 §15.2: an HTTP/1.0 client must not get one.
        if (exchange.Request.Version == HttpVersion.Http10) return new ValueTask<IoStatus>(IoStatus.Ok);
        IoBuffer buffer = exchange.Worker.Worker.Buffers.Rent();
        var writer = new HeadWriter(buffer.Room);
        writer.StatusLine(exchange.Response.Status, exchange.Response.Reason);
        writer.Fields(exchange.Response.Fields, ExplainField.Without(exchange, default));
        writer.End();
        if (writer.Overflowed)
        {
            // Interim responses may be dropped (RFC 9110 §15.2); one that fills a whole buffer is no loss.
            buffer.Release();
            return new ValueTask<IoStatus>(IoStatus.Ok);
        }

        buffer.Commit(writer.Length);
        if (exchange.Response.Status == 100) exchange.Continued = true;
        return exchange.Client.Transport.SendAsync(buffer, exchange.Worker.Worker.After(exchange.Client.Listener.SendIdle));
    }
}
