using System.Collections.Generic;
using System.Net;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>An address that accepts clients.</summary>
public sealed record ListenerConfig
{
    /// <summary>The name under which it is declared, its label in logs and metrics.</summary>
    public required string Name { get; init; }

    /// <summary>Where the listener accepts clients: <c>:8000</c> is every address of the machine, IPv4 and IPv6; <c>127.0.0.1:8000</c> or <c>[::1]:8000</c> is one; <c>0.0.0.0:8000</c> is all of IPv4, <c>[::]:8000</c> all of IPv6. Port 0 takes any free port. (An address and port; required.)</summary>
    public required ListenAddress Address { get; init; }

    /// <summary>Clients speak TLS to this listener, and TLS ends here. Without this section it is plain HTTP. (A section; optional.)</summary>
    public ListenerTlsConfig? Tls { get; init; }

    /// <summary>Answers every request with a redirect (308) to the same URL with <c>https</c>, at the port of the first listener with <c>tls</c>, or 443 if there is none. (<c>true</c> or <c>false</c>; default <c>false</c>.)</summary>
    public bool RedirectToHttps { get; init; } = ListenerSection.RedirectToHttps.Default;

    /// <summary>The proxies in front of this one, as <c>10.0.0.0/8</c> or single addresses: what they say in <c>X-Forwarded-*</c> and <c>X-Request-ID</c> counts. What anyone else says there is replaced. Nobody is trusted by default. (A list, each item a range of addresses; optional.)</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary><c>required</c>: every connection begins with a header of the PROXY protocol, version 1 or 2, before TLS if there is <c>tls</c>; the address in it is the client's from then on. Only peers in <c>trusted-proxies</c> may connect then: anyone else is reset. (<c>off</c> or <c>required</c>; default <c>off</c>.)</summary>
    public bool ProxyProtocol { get; init; } = ListenerSection.ProxyProtocol.Default;

    /// <summary>How long the listener waits for its clients. (A section; optional.)</summary>
    public ListenerTimeoutsConfig Timeouts { get; init; } = new();

    /// <summary>How much the listener takes from its clients. (A section; optional.)</summary>
    public ListenerLimitsConfig Limits { get; init; } = new();

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
