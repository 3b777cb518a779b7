using System;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class AccessLogOnlySection
{
    public static readonly Setting<LoggedErrors> Errors = Setting.WithDefault("errors", Kinds.Choice(("off", LoggedErrors.Off), ("server", LoggedErrors.Server), ("all", LoggedErrors.All)), "off",
        "Every error. `server`: a status of 500 or more, or a fault on the side of the proxy or of an endpoint whatever the status, such as a response that broke off. `all`: a status of 400 or more, or any fault, those of clients included.",
        "only-errors", "error", "min-status");

    public static readonly Setting<TimeSpan?> SlowerThan = Setting.WithDefault("slower-than", Kinds.OrWord(Kinds.Duration("1ms", "24h"), "off"), "off",
        "Every exchange that took longer, from the first byte of the request to the last of the response; tunnels, such as WebSockets, until they were open.",
        "slow", "min-duration", "minduration");

    public static readonly Setting<decimal?> Sample = Setting.WithDefault("sample", Kinds.OrWord(Kinds.FinePercent("0.0001%", "100%"), "off"), "off",
        "A share of all exchanges, chosen by their request ids.",
        "sampling", "sample-rate", "rate");

    public static readonly Section<AccessLogOnlyConfig> Section = new(nameof(AccessLogOnlyConfig), "{ errors: server, slower-than: 500ms, sample: 1% }",
        [Errors, SlowerThan, Sample],
        reader => new AccessLogOnlyConfig
        {
            Errors = reader.Get(Errors),
            SlowerThan = reader.Get(SlowerThan),
            Sample = reader.Get(Sample),
        });
}
