using System;
using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class ActiveHealthSection
{
    public static readonly Setting<ProbeKind> Type = Setting.WithDefault("type", Kinds.Choice(("http", ProbeKind.Http), ("tcp", ProbeKind.Tcp)), "http",
        "What a probe is: `http`, a request and its answer, over TLS where the endpoint speaks it; `tcp`, a connection that comes about, with its TLS handshake where there is one.",
        "protocol", "mode", "check");

    public static readonly Setting<string> Path = Setting.WithDefault("path", Kinds.ProbePath, "/",
        "The path, with the query if there is one, that a probe asks for.",
        "uri", "endpoint");

    public static readonly Setting<string> Method = Setting.WithDefault("method", Kinds.Method, "GET",
        "The method of a probe.");

    public static readonly Setting<string> Host = Setting.Optional("host", Kinds.FieldValue,
        "The Host that a probe asks for. By default the endpoint's own.",
        "hostname");

    public static readonly Setting<IReadOnlyList<ProbeField>> Headers = Setting.Optional("headers", new ListShape<ProbeField>(Kinds.ProbeField, oneAllowed: true),
        "Further header fields of a probe, each written `\"Name: value\"`.",
        "fields");

    public static readonly Setting<IReadOnlyList<StatusRange>> Statuses = Setting.Optional("statuses", new ListShape<StatusRange>(Kinds.StatusRange, oneAllowed: true),
        "The statuses of a healthy answer. By default `200-399`.",
        "status", "expected-statuses", "expect-status", "http-check-expect");

    public static readonly Setting<string> Body = Setting.WithDefault("body", Kinds.Text, "",
        "A text that the first 64 KiB of a healthy answer's body contain. By default the body plays no part.",
        "expected-body", "expect-body", "expect-string");

    public static readonly Setting<int?> Port = Setting.WithDefault("port", Kinds.OrWord(Kinds.Whole(1, 65535), "same"), "same",
        "The port that is probed, where it is not the endpoint's own.");

    public static readonly Setting<TimeSpan> Interval = Setting.WithDefault("interval", Kinds.Duration("10ms", "1h"), "5s",
        "How long after a probe the next one of the endpoint begins, while its state is settled; shifted at random by up to a tenth.",
        "inter", "period");

    public static readonly Setting<TimeSpan?> FastInterval = Setting.WithDefault("fast-interval", Kinds.OrWord(Kinds.Duration("10ms", "1h"), "auto"), "auto",
        "The same while its state is changing: some probes speak against it, and not yet enough; and for 30 s after it has become unhealthy. `auto` is a quarter of `interval`, but not below `100ms`.",
        "fastinter", "unhealthy-interval");

    public static readonly Setting<TimeSpan> Timeout = Setting.WithDefault("timeout", Kinds.Duration("1ms", "10m"), "2s",
        "How long a whole probe may take, connecting included.");

    public static readonly Setting<int> HealthyAfter = Setting.WithDefault("healthy-after", Kinds.Whole(1, 1000), "2",
        "How many probes in a row must succeed before an unhealthy endpoint is healthy. The very first probe of an endpoint decides alone.",
        "rise", "healthy-threshold", "passes");

    public static readonly Setting<int> UnhealthyAfter = Setting.WithDefault("unhealthy-after", Kinds.Whole(1, 1000), "3",
        "How many probes in a row must fail before a healthy endpoint is unhealthy. The very first probe of an endpoint decides alone.",
        "fall", "unhealthy-threshold", "fails");

    public static readonly Section<ActiveHealthConfig> Section = new(nameof(ActiveHealthConfig), "{ path: /healthz, interval: 5s }",
        [Type, Path, Method, Host, Headers, Statuses, Body, Port, Interval, FastInterval, Timeout, HealthyAfter, UnhealthyAfter],
        reader => new ActiveHealthConfig
        {
            Type = reader.Get(Type),
            Path = reader.Get(Path),
            Method = reader.Get(Method),
            Host = reader.Find(Host),
            Headers = reader.Get(Headers),
            Statuses = reader.Get(Statuses),
            Body = reader.Get(Body),
            Port = reader.Get(Port),
            Interval = reader.Get(Interval),
            FastInterval = reader.Get(FastInterval),
            Timeout = reader.Get(Timeout),
            HealthyAfter = reader.Get(HealthyAfter),
            UnhealthyAfter = reader.Get(UnhealthyAfter),
        });
}
