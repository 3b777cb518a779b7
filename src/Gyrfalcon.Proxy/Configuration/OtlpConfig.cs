using System;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>To whom metrics and traces are sent, by OTLP.</summary>
public sealed record OtlpConfig
{
    /// <summary>The collector, as a base URL: <c>/v1/metrics</c> and <c>/v1/traces</c> are added to it. It is spoken to by OTLP over HTTP with Protocol Buffers, port 4318 of most collectors. (A URL; required.)</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>A file with header fields for the collector, <c>Name: value</c>, one on each line, such as an Authorization. It is read anew each time something is sent. A relative path counts from the configuration's directory. (The path of a file; optional.)</summary>
    public string? HeadersFile { get; init; }

    /// <summary>How often all metrics are sent. (A duration, <c>1s</c> to <c>1h</c>, or <c>off</c>; default <c>15s</c>.) Null is <c>off</c>.</summary>
    public TimeSpan? Metrics { get; init; } = OtlpSection.Metrics.Default;

    /// <summary>The share of exchanges that are recorded as traces, a span for each and one for each attempt at an endpoint. Those that fail on our side or an endpoint's are recorded besides. A client among the <c>trusted-proxies</c> of its listener decides for its requests by the flag in their traceparent. <c>off</c>: none are, and traceparent is passed on as it came. (A percentage, <c>0%</c> to <c>100%</c>, or <c>off</c>; default <c>1%</c>.) Null is <c>off</c>.</summary>
    public decimal? Traces { get; init; } = OtlpSection.Traces.Default;

    /// <summary><c>service.name</c> of what is sent. (A name; default <c>gyr</c>.)</summary>
    public string Service { get; init; } = OtlpSection.Service.Default;

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
