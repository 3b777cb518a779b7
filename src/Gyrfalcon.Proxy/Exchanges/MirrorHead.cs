using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>The head of a mirrored request: that of the original, marked, and with the length of what is held in place of chunks.</summary>
internal static class MirrorHead
{
    /// <summary>What belongs to the conversation with the client, or to chunks.</summary>
    private static readonly FieldSet Rewritten = FieldSet.Of(KnownField.Host, KnownField.ContentLength, KnownField.MaxForwards, KnownField.Expect, KnownField.Trailer);

    /// <summary>False if it does not fit into <paramref name="buffer"/>.</summary>
    internal static bool TryWrite(IoBuffer buffer, Exchange exchange, Cluster cluster, Endpoint endpoint)
    {
        RequestHead request = exchange.Request;
        var writer = new HeadWriter(buffer.Room);
        writer.RequestLine(request);
        writer.Field(KnownField.Host, UpstreamRequest.HostFor(exchange, cluster, endpoint));
        writer.Fields(request.Fields, Rewritten | ForwardedFields.Replaced(exchange) | exchange.Trace.Replaced);
        ForwardedFields.Write(ref writer, exchange);
        exchange.Trace.Write(ref writer, attempt: 0);
        writer.Append("X-Gyr-Mirror: 1\r\n"u8);
        if (endpoint.Connections.AreForOneRequest) writer.Append("Connection: close\r\n"u8);
        if (request.MaxForwards > 0) writer.Field(KnownField.MaxForwards, request.MaxForwards - 1);
        if (request.Framing.Kind is FramingKind.ContentLength or FramingKind.Chunked) writer.Field(KnownField.ContentLength, exchange.RequestBody.Bytes);
        writer.End();
        if (writer.Overflowed) return false;
        buffer.Commit(writer.Length);
        return true;
    }
}
