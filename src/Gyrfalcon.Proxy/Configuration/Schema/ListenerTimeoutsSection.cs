using System;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class ListenerTimeoutsSection
{
    public static readonly Setting<TimeSpan> RequestHeader = Setting.WithDefault("request-header", Kinds.Duration("1ms", "24h"), "10s",
        "How long a client may take from the first byte of a request to the end of its header block, before it is answered 408.");

    public static readonly Setting<TimeSpan> RequestBodyIdle = Setting.WithDefault("request-body-idle", Kinds.Duration("1ms", "24h"), "30s",
        "How long a client may send nothing in the middle of a request's body, before it is answered 408.");

    public static readonly Setting<TimeSpan> KeepAlive = Setting.WithDefault("keep-alive", Kinds.Duration("1ms", "24h"), "75s",
        "How long a client's connection is kept open between two requests.");

    public static readonly Setting<TimeSpan> SendIdle = Setting.WithDefault("send-idle", Kinds.Duration("1ms", "24h"), "60s",
        "How long a client may take nothing of a response that is ready for it, before its connection is closed.");

    public static readonly Setting<TimeSpan> RateGrace = Setting.WithDefault("rate-grace", Kinds.Duration("1ms", "24h"), "5s",
        "How long a client may be waited for before `limits.min-request-rate` and `limits.min-response-rate` hold it to its pace.");

    public static readonly Setting<TimeSpan> TlsHandshake = Setting.WithDefault("tls-handshake", Kinds.Duration("1ms", "24h"), "10s",
        "How long a client may take from the accept of its connection to the end of the TLS handshake, before the connection is closed.",
        "handshake");

    public static readonly Section<ListenerTimeoutsConfig> Section = new(nameof(ListenerTimeoutsConfig), "{ request-header: 10s }",
        [RequestHeader, RequestBodyIdle, KeepAlive, SendIdle, RateGrace, TlsHandshake],
        reader => new ListenerTimeoutsConfig
        {
            RequestHeader = reader.Get(RequestHeader),
            RequestBodyIdle = reader.Get(RequestBodyIdle),
            KeepAlive = reader.Get(KeepAlive),
            SendIdle = reader.Get(SendIdle),
            RateGrace = reader.Get(RateGrace),
            TlsHandshake = reader.Get(TlsHandshake),
        });
}
