using System;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Downstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>What a request tells the endpoint about the way it came: X-Forwarded-For, -Proto, -Host, X-Request-ID, Via.</summary>
internal static class ForwardedFields
{
    /// <summary>The fields of the client's that <see cref="Write"/> replaces.</summary>
    internal static FieldSet Replaced(Exchange exchange)
        => ExplainField.Without(exchange, WayFields.Replaced(exchange.Client.IsTrusted, exchange.Client.Certificate is not null));

    /// <summary>The client came by a secured connection, to us or, as it says, to the trusted proxy before us.</summary>
    internal static bool IsSecured(Exchange exchange)
        => exchange.Client.IsSecured || (exchange.Client.IsTrusted && FieldSyntax.SameToken(exchange.Request.Fields[KnownField.XForwardedProto], "https"u8));

    internal static void Write(ref HeadWriter writer, Exchange exchange)
    {
        HeaderBlock fields = exchange.Request.Fields;
        bool trusted = exchange.Client.IsTrusted;
        Span<byte> address = stackalloc byte[64];
        address = address[..exchange.Client.Address.FormatIp(address)];
        if (trusted && fields.Contains(KnownField.XForwardedFor)) writer.JoinedField(KnownField.XForwardedFor, fields, address);
        else writer.Field(KnownField.XForwardedFor, address);

        writer.Field(KnownField.XForwardedProto, trusted && fields.TryGet(KnownField.XForwardedProto, out ReadOnlySpan<byte> scheme) ? scheme : exchange.Client.IsSecured ? "https"u8 : "http"u8);
        ReadOnlySpan<byte> host = trusted && fields.TryGet(KnownField.XForwardedHost, out ReadOnlySpan<byte> told) ? told : exchange.Request.Authority;
        if (!host.IsEmpty) writer.Field(KnownField.XForwardedHost, host);
        writer.Field(KnownField.XRequestID, exchange.SharedId);
        if (exchange.Client.Certificate is { } certificate)
        {
            writer.Field(KnownField.XClientCertSubject, certificate.Subject);
            if (certificate.Names.Length > 0) writer.Field(KnownField.XClientCertSan, certificate.Names);
            writer.Field(KnownField.XClientCertFingerprint, certificate.Fingerprint);
        }

        WriteVia(ref writer, fields, exchange.Worker.Via.Of(exchange.Request.Version));
    }

    /// <summary>Via with our own entry at its end (RFC 9110 §7.6.3).</summary>
    internal static void WriteVia(ref HeadWriter writer, HeaderBlock fields, ReadOnlySpan<byte> entry)
    {
        if (fields.Contains(KnownField.Via)) writer.JoinedField(KnownField.Via, fields, entry);
        else writer.Field(KnownField.Via, entry);
    }
}
