using System;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Which exchanges are logged, where not all are.</summary>
public sealed record AccessLogOnlyConfig
{
    /// <summary>Every error. <c>server</c>: a status of 500 or more, or a fault on the side of the proxy or of an endpoint whatever the status, such as a response that broke off. <c>all</c>: a status of 400 or more, or any fault, those of clients included. (<c>off</c>, <c>server</c> or <c>all</c>; default <c>off</c>.)</summary>
    public LoggedErrors Errors { get; init; } = AccessLogOnlySection.Errors.Default;

    /// <summary>Every exchange that took longer, from the first byte of the request to the last of the response; tunnels, such as WebSockets, until they were open. (A duration, <c>1ms</c> to <c>24h</c>, or <c>off</c>; default <c>off</c>.) Null is <c>off</c>.</summary>
    public TimeSpan? SlowerThan { get; init; } = AccessLogOnlySection.SlowerThan.Default;

    /// <summary>A share of all exchanges, chosen by their request ids. (A percentage, <c>0.0001%</c> to <c>100%</c>, or <c>off</c>; default <c>off</c>.) Null is <c>off</c>.</summary>
    public decimal? Sample { get; init; } = AccessLogOnlySection.Sample.Default;
}
