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
        "The most client connections that the listener holds open at once.");

    public static readonly Section<ListenerLimitsConfig> Section = new(nameof(ListenerLimitsConfig), "{ body: 10MiB }",
        [RequestLine, HeaderBytes, HeaderFields, Body, Connections],
        reader => new ListenerLimitsConfig
        {
            RequestLine = reader.Get(RequestLine),
            HeaderBytes = reader.Get(HeaderBytes),
            HeaderFields = reader.Get(HeaderFields),
            Body = reader.Get(Body),
            Connections = reader.Get(Connections),
        });
}
