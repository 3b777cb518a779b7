namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class ListenerLimitsSection
{
    public static readonly Setting<long> RequestLine = Setting.WithDefault("request-line", Kinds.Size("256", "64KiB"), "8KiB",
        "The longest request line; a longer one is answered 414.");

    public static readonly Setting<long> HeaderBytes = Setting.WithDefault("header-bytes", Kinds.Size("256", "1MiB"), "32KiB",
        "The largest header block of a request, the request line apart; a larger one is answered 431.");

    public static readonly Setting<int> HeaderFields = Setting.WithDefault("header-fields", Kinds.Whole(1, 10_000), "100",
        "The most fields in a request's header block; more are answered 431.");

    public static readonly Setting<long?> Body = Setting.WithDefault("body", Kinds.OrWord(Kinds.Size("0", "1024TiB"), "unlimited"), "unlimited",
        "The largest body of a request; a larger one is answered 413.");

    public static readonly Setting<int> Connections = Setting.WithDefault("connections", Kinds.Whole(1, 10_000_000), "100000",
        "The most client connections that the listener holds open at once. Further clients wait in the kernel's queue until one of them ends.");

    public static readonly Setting<int?> ConnectionsPerClient = Setting.WithDefault("connections-per-client", Kinds.OrWord(Kinds.Whole(1, 10_000_000), "unlimited"), "10000",
        "The most connections that one client address holds open at once, an IPv6 client being the /64 that its address is in. Further ones are reset. Addresses in `trusted-proxies` are exempt.",
        "max-connections-per-ip", "limit-conn");

    public static readonly Setting<int?> TlsHandshakes = Setting.WithDefault("tls-handshakes", Kinds.OrWord(Kinds.Whole(1, 10_000_000), "unlimited"), "unlimited",
        "The most TLS handshakes that begin in a second, by which a crowd of new clients leaves time for those who are in. Further ones wait for their turn; whose turn would come after `timeouts.tls-handshake` is closed at once. Connections that a route passes through do not count.",
        "max-ssl-rate", "ssl-rate");

    public static readonly Setting<long?> MinRequestRate = Setting.WithDefault("min-request-rate", Kinds.OrWord(Kinds.Size("1", "1GiB"), "none"), "240",
        "The fewest bytes per second that a client may send of a request's body, on average over the time in which Gyrfalcon waits for it; a slower one is answered 408. The first `timeouts.rate-grace` is free.",
        "min-upload-rate");

    public static readonly Setting<long?> MinResponseRate = Setting.WithDefault("min-response-rate", Kinds.OrWord(Kinds.Size("1", "1GiB"), "none"), "240",
        "The fewest bytes per second that a client may take of a response, on average over the time in which bytes wait for it; the connection of a slower one is reset. The first `timeouts.rate-grace` is free.",
        "min-download-rate");

    public static readonly Section<ListenerLimitsConfig> Section = new(nameof(ListenerLimitsConfig), "{ body: 10MiB }",
        [RequestLine, HeaderBytes, HeaderFields, Body, Connections, ConnectionsPerClient, TlsHandshakes, MinRequestRate, MinResponseRate],
        reader => new ListenerLimitsConfig
        {
            RequestLine = reader.Get(RequestLine),
            HeaderBytes = reader.Get(HeaderBytes),
            HeaderFields = reader.Get(HeaderFields),
            Body = reader.Get(Body),
            Connections = reader.Get(Connections),
            ConnectionsPerClient = reader.Get(ConnectionsPerClient),
            TlsHandshakes = reader.Get(TlsHandshakes),
            MinRequestRate = reader.Get(MinRequestRate),
            MinResponseRate = reader.Get(MinResponseRate),
        });
}
