using System;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>How long a listener waits for its clients.</summary>
public sealed record ListenerTimeoutsConfig
{
    /// <summary>How long a client may take from the first byte of a request to the end of its header block, before it is answered 408. (A duration, <c>1ms</c> to <c>24h</c>; default <c>10s</c>.)</summary>
    public TimeSpan RequestHeader { get; init; } = ListenerTimeoutsSection.RequestHeader.Default;

    /// <summary>How long a client may send nothing in the middle of a request's body, before it is answered 408. (A duration, <c>1ms</c> to <c>24h</c>; default <c>30s</c>.)</summary>
    public TimeSpan RequestBodyIdle { get; init; } = ListenerTimeoutsSection.RequestBodyIdle.Default;

    /// <summary>How long a client's connection is kept open between two requests. (A duration, <c>1ms</c> to <c>24h</c>; default <c>75s</c>.)</summary>
    public TimeSpan KeepAlive { get; init; } = ListenerTimeoutsSection.KeepAlive.Default;

    /// <summary>How long a client may take nothing of a response that is ready for it, before its connection is closed. (A duration, <c>1ms</c> to <c>24h</c>; default <c>60s</c>.)</summary>
    public TimeSpan SendIdle { get; init; } = ListenerTimeoutsSection.SendIdle.Default;

    /// <summary>How long a client may be waited for before <c>limits.min-request-rate</c> and <c>limits.min-response-rate</c> hold it to its pace. (A duration, <c>1ms</c> to <c>24h</c>; default <c>5s</c>.)</summary>
    public TimeSpan RateGrace { get; init; } = ListenerTimeoutsSection.RateGrace.Default;

    /// <summary>How long a client may take from the accept of its connection to the end of the TLS handshake, before the connection is closed. (A duration, <c>1ms</c> to <c>24h</c>; default <c>10s</c>.)</summary>
    public TimeSpan TlsHandshake { get; init; } = ListenerTimeoutsSection.TlsHandshake.Default;
}
