using System;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>How long a route waits for its endpoints.</summary>
public sealed record RouteTimeoutsConfig
{
    /// <summary>How long an endpoint may take from the end of the request to the end of its response's header block, before the client is answered 504. (A duration, <c>1ms</c> to <c>24h</c>; default <c>60s</c>.)</summary>
    public TimeSpan ResponseHeader { get; init; } = RouteTimeoutsSection.ResponseHeader.Default;

    /// <summary>How long one attempt may take to the end of the response's header block before another endpoint is asked, where the request may be sent again. Where it may not, or the retry budget is used up, the endpoint keeps its time. (A duration, <c>1ms</c> to <c>24h</c>, or <c>none</c>; default <c>none</c>.) Null is <c>none</c>.</summary>
    public TimeSpan? Attempt { get; init; } = RouteTimeoutsSection.Attempt.Default;

    /// <summary>How long an endpoint may send nothing in the middle of a response's body, before the exchange is broken off. (A duration, <c>1ms</c> to <c>24h</c>; default <c>60s</c>.)</summary>
    public TimeSpan ResponseIdle { get; init; } = RouteTimeoutsSection.ResponseIdle.Default;

    /// <summary>How long the whole exchange may take, from the end of the request's header block to the last byte of the response. (A duration, <c>1ms</c> to <c>24h</c>, or <c>none</c>; default <c>none</c>.) Null is <c>none</c>.</summary>
    public TimeSpan? Total { get; init; } = RouteTimeoutsSection.Total.Default;

    /// <summary>How long both sides of a tunnel, such as a WebSocket, may send nothing before it is closed. The other timeouts of the route end where a tunnel begins. (A duration, <c>1ms</c> to <c>24h</c>; default <c>1h</c>.)</summary>
    public TimeSpan TunnelIdle { get; init; } = RouteTimeoutsSection.TunnelIdle.Default;
}
