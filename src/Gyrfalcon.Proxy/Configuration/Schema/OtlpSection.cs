using System;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class OtlpSection
{
    public static readonly Setting<Uri> Endpoint = Setting.Required("endpoint", Kinds.CollectorUrl,
        "The collector, as a base URL: `/v1/metrics` and `/v1/traces` are added to it. It is spoken to by OTLP over HTTP with Protocol Buffers, port 4318 of most collectors.",
        "url", "collector", "address", "server");

    public static readonly Setting<string> HeadersFile = Setting.Optional("headers-file", Kinds.FilePath,
        "A file with header fields for the collector, `Name: value`, one on each line, such as an Authorization. It is read anew each time something is sent. A relative path counts from the configuration's directory.",
        "headers", "header", "token", "api-key");

    public static readonly Setting<TimeSpan?> Metrics = Setting.WithDefault("metrics", Kinds.OrWord(Kinds.Duration("1s", "1h"), "off"), "15s",
        "How often all metrics are sent.",
        "interval", "metrics-interval", "push-interval");

    public static readonly Setting<decimal?> Traces = Setting.WithDefault("traces", Kinds.OrWord(Kinds.FinePercent("0%", "100%"), "off"), "1%",
        "The share of exchanges that are recorded as traces, a span for each and one for each attempt at an endpoint. Those that fail on our side or an endpoint's are recorded besides. A client among the `trusted-proxies` of its listener decides for its requests by the flag in their traceparent. `off`: none are, and traceparent is passed on as it came.",
        "tracing", "sampling", "sample", "sample-rate", "sampler");

    public static readonly Setting<string> Service = Setting.WithDefault("service", Kinds.Name, "gyr",
        "`service.name` of what is sent.",
        "service-name", "name");

    public static readonly Section<OtlpConfig> Section = new(nameof(OtlpConfig), "{ endpoint: \"http://127.0.0.1:4318\", metrics: 15s, traces: 1% }",
        [Endpoint, HeadersFile, Metrics, Traces, Service],
        reader => new OtlpConfig
        {
            Endpoint = reader.Get(Endpoint) ?? new Uri("http://unknown.invalid"),
            HeadersFile = reader.Find(HeadersFile) is { } file ? reader.Reading.FullPath(file) : null,
            Metrics = reader.Get(Metrics),
            Traces = reader.Get(Traces),
            Service = reader.Get(Service),
            Source = reader.Source,
        });
}
