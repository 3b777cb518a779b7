using System;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class RouteTimeoutsSection
{
    public static readonly Setting<TimeSpan> ResponseHeader = Setting.WithDefault("response-header", Kinds.Duration("1ms", "24h"), "60s",
        "How long an endpoint may take from the end of the request to the end of its response's header block, before the client is answered 504.");

    public static readonly Setting<TimeSpan?> Attempt = Setting.WithDefault("attempt", Kinds.OrWord(Kinds.Duration("1ms", "24h"), "none"), "none",
        "How long one attempt may take to the end of the response's header block before another endpoint is asked, where the request may be sent again. Where it may not, or the retry budget is used up, the endpoint keeps its time.",
        "per-try", "per-try-timeout", "attempt-timeout");

    public static readonly Setting<TimeSpan> ResponseIdle = Setting.WithDefault("response-idle", Kinds.Duration("1ms", "24h"), "60s",
        "How long an endpoint may send nothing in the middle of a response's body, before the exchange is broken off.");

    public static readonly Setting<TimeSpan?> Total = Setting.WithDefault("total", Kinds.OrWord(Kinds.Duration("1ms", "24h"), "none"), "none",
        "How long the whole exchange may take, from the end of the request's header block to the last byte of the response.");

    public static readonly Setting<TimeSpan> TunnelIdle = Setting.WithDefault("tunnel-idle", Kinds.Duration("1ms", "24h"), "1h",
        "How long both sides of a tunnel, such as a WebSocket, may send nothing before it is closed. The other timeouts of the route end where a tunnel begins.",
        "tunnel", "timeout-tunnel");

    public static readonly Section<RouteTimeoutsConfig> Section = new(nameof(RouteTimeoutsConfig), "{ response-header: 30s }",
        [ResponseHeader, Attempt, ResponseIdle, Total, TunnelIdle],
        reader => new RouteTimeoutsConfig
        {
            ResponseHeader = reader.Get(ResponseHeader),
            Attempt = reader.Get(Attempt),
            ResponseIdle = reader.Get(ResponseIdle),
            Total = reader.Get(Total),
            TunnelIdle = reader.Get(TunnelIdle),
        });
}
