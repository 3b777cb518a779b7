using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>The response as the client gets it: serialised anew from what was understood, never the endpoint's raw bytes.</summary>
internal static class DownstreamResponse
{
    private static readonly FieldSet Rewritten = FieldSet.Of(KnownField.ContentLength, KnownField.Via);
    private static readonly FieldSet RewrittenWithHsts = Rewritten.With(KnownField.StrictTransportSecurity);

    /// <summary>The head in a buffer; null if it does not fit into one.</summary>
    internal static IoBuffer? TryWrite(Exchange exchange, bool encodeChunked)
    {
        IoBuffer buffer = exchange.Worker.Worker.Buffers.Rent();
        if (TryWrite(buffer.Room, exchange, encodeChunked, out int length))
        {
            buffer.Commit(length);
            return buffer;
        }

        buffer.Release();
        return null;
    }

    /// <summary>Sends a head that is larger than a buffer, but for its end, which is left in the buffer returned.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<(IoBuffer? Last, RelayEnd End)> SendLargeAsync(Exchange exchange, bool encodeChunked)
    {
        byte[] whole = ArrayPool<byte>.Shared.Rent(192 * 1024);
        try
        {
            if (!TryWrite(whole, exchange, encodeChunked, out int length)) return (null, RelayEnd.OfSource(FaultKind.ResponseHeaderTooLarge));
            (IoBuffer? last, IoStatus sent) = await LargeHead.SendAllButLastAsync(exchange.Client.Transport, whole, length, exchange.Client.Listener.SendIdle);
            return (last, sent == IoStatus.Ok ? RelayEnd.Complete : RelayEnd.OfSink(sent));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private static bool TryWrite(Span<byte> destination, Exchange exchange, bool encodeChunked, out int length)
    {
        ResponseHead response = exchange.Response;
        var writer = new HeadWriter(destination);
        writer.StatusLine(response.Status, response.Reason);
        byte[] hsts = exchange.Client.Listener.Hsts;
        writer.Fields(response.Fields, ExplainField.Without(exchange, hsts.Length > 0 ? RewrittenWithHsts : Rewritten));
        writer.Append(hsts);
        if (exchange.Cluster!.Sticky is { } sticky && (exchange.Endpoint != exchange.Session || exchange.RenewsSession))
        {
            writer.Append(sticky.SetCookie(exchange.Endpoint!, ForwardedFields.IsSecured(exchange)));
        }

        ForwardedFields.WriteVia(ref writer, response.Fields, exchange.Worker.Via.Of(response.Version));
        if (encodeChunked) writer.Field(KnownField.TransferEncoding, "chunked"u8);
        else if (response.Framing.Kind == FramingKind.ContentLength) writer.Field(KnownField.ContentLength, response.Framing.Length);
        else if (response.Fields.TryGet(KnownField.ContentLength, out ReadOnlySpan<byte> told) && response.Framing.Kind == FramingKind.None
            && response.Status != 204 && !exchange.OpensTunnel)
        {
            // The answer to HEAD, or 304: the length that the body would have (RFC 9110 §8.6). A 2xx to CONNECT has none, whatever it says (§9.3.6).
            writer.Field(KnownField.ContentLength, told);
        }

        // RFC 9110 §7.8, §15.5.22: 101 says what the connection speaks from now on, 426 what it would have to speak.
        if (response.Status is 101 or 426 && UpgradeProtocols.AnyIn(response.Fields)) UpgradeProtocols.Write(ref writer, response.Fields);
        if (exchange.Explanation is not null) ExplainField.Write(ref writer, exchange, destination.Length);
        if (!exchange.OpensTunnel) ConnectionField.Write(ref writer, exchange);
        writer.End();
        length = writer.Length;
        return !writer.Overflowed;
    }
}
