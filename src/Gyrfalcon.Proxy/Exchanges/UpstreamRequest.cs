using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>The request as the endpoint gets it: serialised anew from what was understood, never the client's raw bytes.</summary>
internal static class UpstreamRequest
{
    /// <summary>More than any head within the limits can grow to by the fields that are added.</summary>
    private const int Growth = 2048;

    private static readonly FieldSet Rewritten = FieldSet.Of(KnownField.Host, KnownField.ContentLength);

    /// <summary>The head in a buffer; null if it does not fit into one.</summary>
    internal static IoBuffer? TryWrite(Exchange exchange, Endpoint endpoint)
    {
        IoBuffer buffer = exchange.Worker.Worker.Buffers.Rent();
        if (TryWrite(buffer.Room, exchange, endpoint, out int length))
        {
            buffer.Commit(length);
            return buffer;
        }

        buffer.Release();
        return null;
    }

    /// <summary>Sends a head that is larger than a buffer, but for its end, which is left in the buffer returned.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<(IoBuffer? Last, IoStatus Status)> SendLargeAsync(Exchange exchange, UpstreamConnection connection)
    {
        byte[] whole = ArrayPool<byte>.Shared.Rent(exchange.Client.Listener.HeadLimits.StartLine + (2 * exchange.Client.Listener.HeadLimits.HeaderBytes) + Growth);
        try
        {
            if (!TryWrite(whole, exchange, connection.Endpoint, out int length)) return (null, IoStatus.Failed);
            return await LargeHead.SendAllButLastAsync(connection.Transport, whole, length, exchange.Route!.ResponseHeaderTimeout);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private static bool TryWrite(Span<byte> destination, Exchange exchange, Endpoint endpoint, out int length)
    {
        RequestHead request = exchange.Request;
        var writer = new HeadWriter(destination);
        writer.RequestLine(request);
        writer.Field(KnownField.Host, HostFor(exchange, endpoint));
        writer.Fields(request.Fields, Rewritten | ForwardedFields.Replaced(exchange));
        ForwardedFields.Write(ref writer, exchange);
        if (request.UpgradeRequested) UpgradeProtocols.Write(ref writer, request.Fields);
        switch (request.Framing.Kind)
        {
            case FramingKind.ContentLength:
                writer.Field(KnownField.ContentLength, request.Framing.Length);
                break;
            case FramingKind.Chunked:
                writer.Field(KnownField.TransferEncoding, "chunked"u8);
                break;
        }

        writer.End();
        length = writer.Length;
        return !writer.Overflowed;
    }

    private static ReadOnlySpan<byte> HostFor(Exchange exchange, Endpoint endpoint)
    {
        Cluster cluster = exchange.Route!.Cluster!;
        bool clients = cluster.Host == HostSource.Client || (cluster.Host == HostSource.Auto && !endpoint.IsSecure);
        if (clients && !exchange.Request.Authority.IsEmpty) return exchange.Request.Authority;
        return cluster.Host == HostSource.Literal ? cluster.LiteralHost : endpoint.AuthorityBytes;
    }
}
