using System;
using System.Collections.Generic;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>How the endpoints of a cluster are probed.</summary>
public sealed record ActiveHealthConfig
{
    /// <summary>What a probe is: <c>http</c>, a request and its answer, over TLS where the endpoint speaks it; <c>tcp</c>, a connection that comes about, with its TLS handshake where there is one. (<c>http</c> or <c>tcp</c>; default <c>http</c>.)</summary>
    public ProbeKind Type { get; init; } = ActiveHealthSection.Type.Default;

    /// <summary>The path, with the query if there is one, that a probe asks for. (A path; default <c>/</c>.)</summary>
    public string Path { get; init; } = ActiveHealthSection.Path.Default;

    /// <summary>The method of a probe. (A method; default <c>GET</c>.)</summary>
    public string Method { get; init; } = ActiveHealthSection.Method.Default;

    /// <summary>The Host that a probe asks for. By default the endpoint's own. (The value of a header field; optional.)</summary>
    public string? Host { get; init; }

    /// <summary>Further header fields of a probe, each written <c>"Name: value"</c>. (A header field, or a list of such; optional.)</summary>
    public IReadOnlyList<ProbeField> Headers { get; init; } = [];

    /// <summary>The statuses of a healthy answer. By default <c>200-399</c>. (A status or a range of them, or a list of such; optional.)</summary>
    public IReadOnlyList<StatusRange> Statuses { get; init; } = [];

    /// <summary>A text that the first 64 KiB of a healthy answer's body contain. By default the body plays no part. (Text; default empty.)</summary>
    public string Body { get; init; } = ActiveHealthSection.Body.Default;

    /// <summary>The port that is probed, where it is not the endpoint's own. (A whole number, 1 to 65535, or <c>same</c>; default <c>same</c>.) Null is <c>same</c>.</summary>
    public int? Port { get; init; } = ActiveHealthSection.Port.Default;

    /// <summary>How long after a probe the next one of the endpoint begins, while its state is settled; shifted at random by up to a tenth. (A duration, <c>10ms</c> to <c>1h</c>; default <c>5s</c>.)</summary>
    public TimeSpan Interval { get; init; } = ActiveHealthSection.Interval.Default;

    /// <summary>The same while its state is changing: some probes speak against it, and not yet enough; and for 30 s after it has become unhealthy. <c>auto</c> is a quarter of <c>interval</c>, but not below <c>100ms</c>. (A duration, <c>10ms</c> to <c>1h</c>, or <c>auto</c>; default <c>auto</c>.) Null is <c>auto</c>.</summary>
    public TimeSpan? FastInterval { get; init; } = ActiveHealthSection.FastInterval.Default;

    /// <summary>How long a whole probe may take, connecting included. (A duration, <c>1ms</c> to <c>10m</c>; default <c>2s</c>.)</summary>
    public TimeSpan Timeout { get; init; } = ActiveHealthSection.Timeout.Default;

    /// <summary>How many probes in a row must succeed before an unhealthy endpoint is healthy. The very first probe of an endpoint decides alone. (A whole number, 1 to 1000; default <c>2</c>.)</summary>
    public int HealthyAfter { get; init; } = ActiveHealthSection.HealthyAfter.Default;

    /// <summary>How many probes in a row must fail before a healthy endpoint is unhealthy. The very first probe of an endpoint decides alone. (A whole number, 1 to 1000; default <c>3</c>.)</summary>
    public int UnhealthyAfter { get; init; } = ActiveHealthSection.UnhealthyAfter.Default;
}
