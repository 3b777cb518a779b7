using System;

using static Gyrfalcon.Http.FaultKind;
using static Gyrfalcon.Http.FaultScope;
using static Gyrfalcon.Http.FaultSide;
using static Gyrfalcon.Http.RetrySafety;

namespace Gyrfalcon.Http;

/// <summary>The one table of what each fault means. Adding a kind without a row fails a test.</summary>
public static class FaultTable
{
    private static readonly Fault[] Rows = Index(
    [
        new(None, 0, "", "", "-", Proxy, Exchange, Never, false),

        new(MalformedRequest, 400, "The request is malformed.", "http_request_error", "malformed-request", Client, Connection, Never, true),
        new(AmbiguousFraming, 400, "The length of the request body is ambiguous.", "http_request_error", "ambiguous-framing", Client, Connection, Never, true),
        new(TlsOnPlainListener, 400, "TLS was sent to a port that speaks plain HTTP.", "http_request_error", "tls-on-plain-listener", Client, Connection, Never, true),
        new(PlainOnTlsListener, 400, "Plain HTTP was sent to a port that speaks HTTPS.", "http_request_error", "plain-on-tls-listener", Client, Connection, Never, true),
        new(Http2Preface, 505, "HTTP/2 without TLS is not supported here.", "http_request_error", "http2-preface", Client, Connection, Never, true),
        new(VersionNotSupported, 505, "The HTTP version is not supported.", "http_request_error", "version-not-supported", Client, Connection, Never, true),
        new(MethodNotImplemented, 501, "The method is not implemented.", "http_request_error", "method-not-implemented", Client, Connection, Never, true),
        new(TransferCodingNotImplemented, 501, "The transfer coding is not implemented.", "http_request_error", "transfer-coding-not-implemented", Client, Connection, Never, true),
        new(RequestHeaderTimeout, 408, "The request header took too long.", "http_request_error", "request-header-timeout", Client, Connection, Never, true),
        new(RequestBodyTimeout, 408, "The request body took too long.", "http_request_error", "request-body-timeout", Client, Connection, Never, true),
        new(BodyTooLarge, 413, "The request body is too large.", "http_request_error", "body-too-large", Client, Connection, Never, true),
        new(RequestLineTooLong, 414, "The request line is too long.", "http_request_error", "request-line-too-long", Client, Connection, Never, true),
        new(HeaderBlockTooLarge, 431, "The request header is too large.", "http_request_error", "header-block-too-large", Client, Connection, Never, true),
        new(TooManyFields, 431, "The request header has too many fields.", "http_request_error", "too-many-fields", Client, Connection, Never, true),
        new(ExpectationFailed, 417, "The expectation is not supported.", "http_request_error", "expectation-failed", Client, Connection, Never, true),
        new(MisdirectedRequest, 421, "This connection does not serve the requested host.", "http_request_error", "misdirected-request", Client, Exchange, Never, false),
        new(NoRoute, 404, "Nothing is served at this address.", "destination_not_found", "no-route", Client, Exchange, Never, false),
        new(RateLimited, 429, "Too many requests; try again later.", "http_request_denied", "rate-limited", Client, Exchange, Never, false),
        new(ClientGone, 499, "The client went away.", "", "client-gone", Client, Connection, Never, true),
        new(ClientTooSlow, 499, "The client took the answer too slowly.", "connection_write_timeout", "client-too-slow", Client, Connection, Never, true),
        new(LoopDetected, 508, "The request has come back to this proxy.", "proxy_loop_detected", "loop-detected", Proxy, Exchange, Never, false),

        new(NoEndpoint, 503, "No server is available; try again later.", "destination_unavailable", "no-endpoint", Endpoint, Exchange, Never, false),
        new(BreakerOpen, 503, "The service is overloaded; try again later.", "destination_unavailable", "breaker-open", Endpoint, Exchange, Never, false),
        new(QueueFull, 503, "The service is overloaded; try again later.", "connection_limit_reached", "queue-full", Proxy, Exchange, Never, false),
        new(QueueTimeout, 503, "The service is overloaded; try again later.", "connection_limit_reached", "queue-timeout", Proxy, Exchange, Never, false),
        new(NameNotResolved, 502, "The server could not be found.", "dns_error", "name-not-resolved", Endpoint, Exchange, IfNothingSent, false),
        new(DnsTimeout, 502, "The server could not be found.", "dns_timeout", "dns-timeout", Endpoint, Exchange, IfNothingSent, false),
        new(ConnectionRefused, 502, "The server refused the connection.", "connection_refused", "connection-refused", Endpoint, Connection, IfNothingSent, false),
        new(ConnectFailed, 502, "The server could not be reached.", "destination_ip_unroutable", "connect-failed", Endpoint, Connection, IfNothingSent, false),
        new(OutOfResources, 503, "The proxy is overloaded; try again later.", "connection_limit_reached", "out-of-resources", Proxy, Exchange, Never, false),
        new(ConnectTimeout, 504, "The server could not be reached in time.", "connection_timeout", "connect-timeout", Endpoint, Connection, IfNothingSent, false),
        new(ConnectionReset, 502, "The server closed the connection without an answer.", "connection_terminated", "connection-reset", Endpoint, Connection, IfIdempotent, false),
        new(UpstreamTlsFailed, 502, "No secure connection to the server could be made.", "tls_protocol_error", "upstream-tls-failed", Endpoint, Connection, IfNothingSent, false),
        new(UpstreamCertificate, 502, "No secure connection to the server could be made.", "tls_certificate_error", "upstream-certificate", Endpoint, Connection, IfNothingSent, false),
        new(ResponseTimeout, 504, "The server did not answer in time.", "http_response_timeout", "response-timeout", Endpoint, Connection, IfIdempotent, false),
        new(AttemptTimeout, 504, "The server did not answer in time.", "http_response_timeout", "attempt-timeout", Endpoint, Connection, IfIdempotent, false),
        new(ResponseBodyTimeout, 504, "The server stopped sending its answer.", "http_response_timeout", "response-body-timeout", Endpoint, Connection, Never, true),
        new(MalformedResponse, 502, "The server's answer is malformed.", "http_protocol_error", "malformed-response", Endpoint, Connection, IfIdempotent, false),
        new(IncompleteResponse, 502, "The server's answer is incomplete.", "http_response_incomplete", "incomplete-response", Endpoint, Connection, IfIdempotent, true),
        new(ResponseHeaderTooLarge, 502, "The server's answer has too large a header.", "http_response_header_section_size", "response-header-too-large", Endpoint, Connection, Never, false),
        new(TunnelIdle, 504, "The tunnel was idle for too long.", "connection_read_timeout", "tunnel-idle", Endpoint, Connection, Never, true),

        new(ShuttingDown, 503, "The service is stopping; try again.", "destination_unavailable", "shutting-down", Proxy, Connection, Never, true),
        new(InternalError, 500, "Something went wrong in the proxy.", "proxy_internal_error", "internal-error", Proxy, Connection, Never, true),
    ]);

    /// <summary>The number of kinds, <see cref="None"/> included.</summary>
    public static int Count => Rows.Length;

    /// <summary>The row of a kind.</summary>
    public static Fault Of(FaultKind kind) => Rows[(int)kind];

    private static Fault[] Index(ReadOnlySpan<Fault> rows)
    {
        var indexed = new Fault[rows.Length];
        foreach (Fault row in rows)
            indexed[(int)row.Kind] = row;
        return indexed;
    }
}
