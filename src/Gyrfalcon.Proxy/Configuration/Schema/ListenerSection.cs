using System.Collections.Generic;
using System.Net;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class ListenerSection
{
    public static readonly Setting<ListenAddress> Address = Setting.Required("address", Kinds.ListenAddress,
        "Where the listener accepts clients: `:8000` is every address of the machine, IPv4 and IPv6; `127.0.0.1:8000` or `[::1]:8000` is one; `0.0.0.0:8000` is all of IPv4, `[::]:8000` all of IPv6. Port 0 takes any free port.",
        "bind", "listen");

    public static readonly Setting<bool> RedirectToHttps = Setting.WithDefault("redirect-to-https", Kinds.Boolean, "false",
        "Answers every request with a redirect (308) to the same URL with `https`, at the port of the first listener with `tls`, or 443 if there is none.",
        "https-redirect", "ssl-redirect");

    public static readonly Setting<IReadOnlyList<IPNetwork>> TrustedProxies = Setting.Optional("trusted-proxies", new ListShape<IPNetwork>(Kinds.AddressRange),
        "The proxies in front of this one, as `10.0.0.0/8` or single addresses: what they say in `X-Forwarded-*` and `X-Request-ID` counts. What anyone else says there is replaced. Nobody is trusted by default.",
        "set-real-ip-from", "real-ip-from", "trusted-ips");

    public static readonly Setting<bool> ProxyProtocol = Setting.WithDefault("proxy-protocol", Kinds.Choice(("off", false), ("required", true)), "off",
        "`required`: every connection begins with a header of the PROXY protocol, version 1 or 2, before TLS if there is `tls`; the address in it is the client's from then on. Only peers in `trusted-proxies` may connect then: anyone else is reset.",
        "accept-proxy", "proxy-protocol-in", "expect-proxy");

    public static readonly Setting<ListenerTlsConfig> Tls = Setting.Optional("tls", ListenerTlsSection.Section.Shape,
        "Clients speak TLS to this listener, and TLS ends here. Without this section it is plain HTTP.",
        "ssl", "https");

    public static readonly Setting<ListenerTimeoutsConfig> Timeouts = Setting.Optional("timeouts", ListenerTimeoutsSection.Section.Shape,
        "How long the listener waits for its clients.");

    public static readonly Setting<ListenerLimitsConfig> Limits = Setting.Optional("limits", ListenerLimitsSection.Section.Shape,
        "How much the listener takes from its clients.");

    public static readonly Section<ListenerConfig> Section = new(nameof(ListenerConfig), "{ address: \":8000\" }",
        [Address, Tls, RedirectToHttps, TrustedProxies, ProxyProtocol, Timeouts, Limits],
        reader => new ListenerConfig
        {
            Name = reader.Name,
            Source = reader.Source,
            Address = reader.Get(Address),
            Tls = reader.Find(Tls),
            RedirectToHttps = reader.Get(RedirectToHttps),
            TrustedProxies = reader.Get(TrustedProxies),
            ProxyProtocol = reader.Get(ProxyProtocol),
            Timeouts = reader.Get(Timeouts),
            Limits = reader.Get(Limits),
        });
}
