namespace Gyrfalcon.Http.Semantics;

/// <summary>
/// Fields that a proxy acts on, or sees so often that naming them once is cheaper than comparing. At most 128, so that a
/// <see cref="FieldSet"/> fits in two registers. Names and spelling: <see cref="KnownFields"/>.
/// </summary>
public enum KnownField : byte
{
    /// <summary>Any other name.</summary>
    Other,

    /// <summary>Accept</summary>
    Accept,

    /// <summary>Accept-Charset</summary>
    AcceptCharset,

    /// <summary>Accept-Encoding</summary>
    AcceptEncoding,

    /// <summary>Accept-Language</summary>
    AcceptLanguage,

    /// <summary>Accept-Ranges</summary>
    AcceptRanges,

    /// <summary>Access-Control-Allow-Credentials</summary>
    AccessControlAllowCredentials,

    /// <summary>Access-Control-Allow-Headers</summary>
    AccessControlAllowHeaders,

    /// <summary>Access-Control-Allow-Methods</summary>
    AccessControlAllowMethods,

    /// <summary>Access-Control-Allow-Origin</summary>
    AccessControlAllowOrigin,

    /// <summary>Access-Control-Expose-Headers</summary>
    AccessControlExposeHeaders,

    /// <summary>Access-Control-Max-Age</summary>
    AccessControlMaxAge,

    /// <summary>Access-Control-Request-Headers</summary>
    AccessControlRequestHeaders,

    /// <summary>Access-Control-Request-Method</summary>
    AccessControlRequestMethod,

    /// <summary>Age</summary>
    Age,

    /// <summary>Allow</summary>
    Allow,

    /// <summary>Alt-Svc</summary>
    AltSvc,

    /// <summary>Authentication-Info</summary>
    AuthenticationInfo,

    /// <summary>Authorization</summary>
    Authorization,

    /// <summary>Cache-Control</summary>
    CacheControl,

    /// <summary>CDN-Cache-Control (RFC 9213 §3.1).</summary>
    CdnCacheControl,

    /// <summary>CDN-Loop</summary>
    CdnLoop,

    /// <summary>Client-Cert (RFC 9440)</summary>
    ClientCert,

    /// <summary>Client-Cert-Chain (RFC 9440)</summary>
    ClientCertChain,

    /// <summary>Connection</summary>
    Connection,

    /// <summary>Content-Disposition</summary>
    ContentDisposition,

    /// <summary>Content-Encoding</summary>
    ContentEncoding,

    /// <summary>Content-Language</summary>
    ContentLanguage,

    /// <summary>Content-Length</summary>
    ContentLength,

    /// <summary>Content-Location</summary>
    ContentLocation,

    /// <summary>Content-Range</summary>
    ContentRange,

    /// <summary>Content-Security-Policy</summary>
    ContentSecurityPolicy,

    /// <summary>Content-Type</summary>
    ContentType,

    /// <summary>Cookie</summary>
    Cookie,

    /// <summary>Date</summary>
    Date,

    /// <summary>DNT</summary>
    Dnt,

    /// <summary>ETag</summary>
    ETag,

    /// <summary>Expect</summary>
    Expect,

    /// <summary>Expires</summary>
    Expires,

    /// <summary>Forwarded</summary>
    Forwarded,

    /// <summary>From</summary>
    From,

    /// <summary>Gyr-Explain</summary>
    GyrExplain,

    /// <summary>Host</summary>
    Host,

    /// <summary>HTTP2-Settings</summary>
    Http2Settings,

    /// <summary>If-Match</summary>
    IfMatch,

    /// <summary>If-Modified-Since</summary>
    IfModifiedSince,

    /// <summary>If-None-Match</summary>
    IfNoneMatch,

    /// <summary>If-Range</summary>
    IfRange,

    /// <summary>If-Unmodified-Since</summary>
    IfUnmodifiedSince,

    /// <summary>Keep-Alive</summary>
    KeepAlive,

    /// <summary>Last-Modified</summary>
    LastModified,

    /// <summary>Link</summary>
    Link,

    /// <summary>Location</summary>
    Location,

    /// <summary>Max-Forwards</summary>
    MaxForwards,

    /// <summary>Origin</summary>
    Origin,

    /// <summary>Pragma</summary>
    Pragma,

    /// <summary>Priority</summary>
    Priority,

    /// <summary>Proxy-Authenticate</summary>
    ProxyAuthenticate,

    /// <summary>Proxy-Authentication-Info</summary>
    ProxyAuthenticationInfo,

    /// <summary>Proxy-Authorization</summary>
    ProxyAuthorization,

    /// <summary>Proxy-Connection</summary>
    ProxyConnection,

    /// <summary>Proxy-Status</summary>
    ProxyStatus,

    /// <summary>Range</summary>
    Range,

    /// <summary>Referer</summary>
    Referer,

    /// <summary>Referrer-Policy</summary>
    ReferrerPolicy,

    /// <summary>Retry-After</summary>
    RetryAfter,

    /// <summary>Sec-CH-UA</summary>
    SecChUa,

    /// <summary>Sec-CH-UA-Mobile</summary>
    SecChUaMobile,

    /// <summary>Sec-CH-UA-Platform</summary>
    SecChUaPlatform,

    /// <summary>Sec-Fetch-Dest</summary>
    SecFetchDest,

    /// <summary>Sec-Fetch-Mode</summary>
    SecFetchMode,

    /// <summary>Sec-Fetch-Site</summary>
    SecFetchSite,

    /// <summary>Sec-Fetch-User</summary>
    SecFetchUser,

    /// <summary>Sec-WebSocket-Accept</summary>
    SecWebSocketAccept,

    /// <summary>Sec-WebSocket-Extensions</summary>
    SecWebSocketExtensions,

    /// <summary>Sec-WebSocket-Key</summary>
    SecWebSocketKey,

    /// <summary>Sec-WebSocket-Protocol</summary>
    SecWebSocketProtocol,

    /// <summary>Sec-WebSocket-Version</summary>
    SecWebSocketVersion,

    /// <summary>Server</summary>
    Server,

    /// <summary>Server-Timing</summary>
    ServerTiming,

    /// <summary>Set-Cookie</summary>
    SetCookie,

    /// <summary>Strict-Transport-Security</summary>
    StrictTransportSecurity,

    /// <summary>Surrogate-Control.</summary>
    SurrogateControl,

    /// <summary>TE</summary>
    TE,

    /// <summary>traceparent</summary>
    TraceParent,

    /// <summary>tracestate</summary>
    TraceState,

    /// <summary>Trailer</summary>
    Trailer,

    /// <summary>Transfer-Encoding</summary>
    TransferEncoding,

    /// <summary>Upgrade</summary>
    Upgrade,

    /// <summary>Upgrade-Insecure-Requests</summary>
    UpgradeInsecureRequests,

    /// <summary>User-Agent</summary>
    UserAgent,

    /// <summary>Vary</summary>
    Vary,

    /// <summary>Via</summary>
    Via,

    /// <summary>Warning</summary>
    Warning,

    /// <summary>WWW-Authenticate</summary>
    WwwAuthenticate,

    /// <summary>X-Client-Cert-Fingerprint</summary>
    XClientCertFingerprint,

    /// <summary>X-Client-Cert-SAN</summary>
    XClientCertSan,

    /// <summary>X-Client-Cert-Subject</summary>
    XClientCertSubject,

    /// <summary>X-Content-Type-Options</summary>
    XContentTypeOptions,

    /// <summary>X-Forwarded-For</summary>
    XForwardedFor,

    /// <summary>X-Forwarded-Host</summary>
    XForwardedHost,

    /// <summary>X-Forwarded-Port</summary>
    XForwardedPort,

    /// <summary>X-Forwarded-Proto</summary>
    XForwardedProto,

    /// <summary>X-Frame-Options</summary>
    XFrameOptions,

    /// <summary>X-Powered-By</summary>
    XPoweredBy,

    /// <summary>X-Real-IP</summary>
    XRealIP,

    /// <summary>X-Request-ID</summary>
    XRequestID,

    /// <summary>X-Requested-With</summary>
    XRequestedWith,
}
