namespace Gyrfalcon.Http;

/// <summary>What went wrong with an exchange. Every kind has one row in <see cref="FaultTable"/>; the order is not stable, the log codes are.</summary>
public enum FaultKind : byte
{
    /// <summary>Nothing went wrong.</summary>
    None,

    /// <summary>The request breaks the grammar of RFC 9110 or 9112.</summary>
    MalformedRequest,

    /// <summary>Two parties could disagree on where the request's body ends (RFC 9112 §6.3).</summary>
    AmbiguousFraming,

    /// <summary>A TLS ClientHello arrived where plain HTTP is spoken.</summary>
    TlsOnPlainListener,

    /// <summary>A plain HTTP request arrived where TLS is spoken.</summary>
    PlainOnTlsListener,

    /// <summary>An HTTP/2 connection preface arrived where HTTP/1.1 is spoken (RFC 9113 §3.4).</summary>
    Http2Preface,

    /// <summary>The request's major version is not 1, or its minor version is unknown.</summary>
    VersionNotSupported,

    /// <summary>The method is understood but not served here, such as CONNECT.</summary>
    MethodNotImplemented,

    /// <summary>The request's body is in a transfer coding other than chunked (RFC 9112 §6.1).</summary>
    TransferCodingNotImplemented,

    /// <summary>The client did not finish its header block in time.</summary>
    RequestHeaderTimeout,

    /// <summary>The client paused too long within its body.</summary>
    RequestBodyTimeout,

    /// <summary>The request's body is longer than the limit.</summary>
    BodyTooLarge,

    /// <summary>The request line is longer than the limit.</summary>
    RequestLineTooLong,

    /// <summary>The request's header block holds more bytes than the limit.</summary>
    HeaderBlockTooLarge,

    /// <summary>The request's header block holds more fields than the limit.</summary>
    TooManyFields,

    /// <summary>The request expects something other than 100-continue (RFC 9110 §10.1.1).</summary>
    ExpectationFailed,

    /// <summary>The authority asked for is not the one this connection was secured for (RFC 9110 §15.5.20).</summary>
    MisdirectedRequest,

    /// <summary>No route matches the request.</summary>
    NoRoute,

    /// <summary>The client has used up the rate it is allowed.</summary>
    RateLimited,

    /// <summary>The client closed or reset its connection before it had the whole answer.</summary>
    ClientGone,

    /// <summary>The client took the response too slowly, or not at all for too long.</summary>
    ClientTooSlow,

    /// <summary>The request has passed through this proxy before (RFC 9110 §7.6.3).</summary>
    LoopDetected,

    /// <summary>No endpoint of the cluster can be used now.</summary>
    NoEndpoint,

    /// <summary>The cluster's breaker lets no further request through.</summary>
    BreakerOpen,

    /// <summary>As many requests as may wait for a place at an endpoint of the cluster do so already.</summary>
    QueueFull,

    /// <summary>No endpoint of the cluster had a place for the request as long as it may wait for one.</summary>
    QueueTimeout,

    /// <summary>The endpoint's name does not resolve.</summary>
    NameNotResolved,

    /// <summary>The name servers did not answer in time.</summary>
    DnsTimeout,

    /// <summary>The endpoint refused the connection.</summary>
    ConnectionRefused,

    /// <summary>The endpoint cannot be reached: no route to it, or the kernel refused to try.</summary>
    ConnectFailed,

    /// <summary>This process has no descriptor, port or memory left for a connection.</summary>
    OutOfResources,

    /// <summary>The endpoint did not accept the connection in time.</summary>
    ConnectTimeout,

    /// <summary>The endpoint closed or reset the connection before the first byte of its response.</summary>
    ConnectionReset,

    /// <summary>The TLS handshake with the endpoint failed.</summary>
    UpstreamTlsFailed,

    /// <summary>The endpoint's certificate was not accepted.</summary>
    UpstreamCertificate,

    /// <summary>The endpoint did not finish its response head in time.</summary>
    ResponseTimeout,

    /// <summary>The endpoint did not finish its response head in the time of one attempt, and another was asked.</summary>
    AttemptTimeout,

    /// <summary>The endpoint paused too long within its response body.</summary>
    ResponseBodyTimeout,

    /// <summary>The response breaks the grammar of RFC 9110 or 9112.</summary>
    MalformedResponse,

    /// <summary>The response ended before its framing said it would.</summary>
    IncompleteResponse,

    /// <summary>The response's head is larger than the limit.</summary>
    ResponseHeaderTooLarge,

    /// <summary>Neither side of a tunnel sent anything for as long as it may be idle.</summary>
    TunnelIdle,

    /// <summary>The proxy is stopping and no longer takes new requests.</summary>
    ShuttingDown,

    /// <summary>A bug of our own.</summary>
    InternalError,
}
