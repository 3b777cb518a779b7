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
    /// <summary>
    /// More than is added to a head, besides what is written twice: an authority, which an absolute-form target may bring, in Host and X-Forwarded-Host.
    /// </summary>
    private const int Growth = 2048;

    private static readonly FieldSet Rewritten = FieldSet.Of(KnownField.Host, KnownField.ContentLength);

    private static readonly FieldSet RewrittenWithHops = Rewritten | FieldSet.Of(KnownField.MaxForwards);

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
        byte[] whole = ArrayPool<byte>.Shared.Rent((2 * (exchange.Client.Listener.HeadLimits.StartLine + exchange.Client.Listener.HeadLimits.HeaderBytes)) + Growth);
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
        writer.Field(KnownField.Host, HostFor(exchange, exchange.Cluster!, endpoint));
        writer.Fields(request.Fields, (request.MaxForwards > 0 ? RewrittenWithHops : Rewritten) | ForwardedFields.Replaced(exchange) | exchange.Trace.Replaced);
        ForwardedFields.Write(ref writer, exchange);
        exchange.Trace.Write(ref writer, exchange.Notes.Latest);
        if (request.UpgradeRequested) UpgradeProtocols.Write(ref writer, request.Fields);
        if (request.MaxForwards > 0) writer.Field(KnownField.MaxForwards, request.MaxForwards - 1);
        if (endpoint.Connections.AreForOneRequest && !request.UpgradeRequested && request.Method != Method.Connect) writer.Append("Connection: close\r\n"u8);
        if (request.Fields.Contains(KnownField.TE) && TakesTrailers(request)) writer.Append("Connection: TE\r\nTE: trailers\r\n"u8);
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

    /// <summary>The client keeps trailer fields (RFC 9110 §10.1.4). The transfer codings that TE may name besides are between it and us, and we have none.</summary>
    private static bool TakesTrailers(RequestHead request)
    {
        if (request.Version != HttpVersion.Http11) return false;
        HeaderBlock fields = request.Fields;
        for (int i = fields.IndexOf(KnownField.TE); i >= 0; i = fields.IndexOf(KnownField.TE, i + 1))
        {
            foreach (ReadOnlySpan<byte> member in FieldSyntax.MembersOf(fields[i].Value))
            {
                if (FieldSyntax.SameToken(member, "trailers"u8)) return true;
            }
        }

        return false;
    }

    /// <summary>What an endpoint of <paramref name="cluster"/> gets as Host.</summary>
    internal static ReadOnlySpan<byte> HostFor(Exchange exchange, Cluster cluster, Endpoint endpoint)
    {
        bool clients = cluster.Host == HostSource.Client || (cluster.Host == HostSource.Auto && !endpoint.IsSecure);
        if (clients && !exchange.Request.Authority.IsEmpty) return exchange.Request.Authority;
        return cluster.Host == HostSource.Literal ? cluster.LiteralHost : endpoint.AuthorityBytes;
    }
}
