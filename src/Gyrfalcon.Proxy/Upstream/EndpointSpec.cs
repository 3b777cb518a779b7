using System;
using System.Collections.Generic;
using System.Net;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>An endpoint as it is wanted: by the configuration, by discovery, by an operator.</summary>
/// <param name="Url">Its identity within a cluster: <c>http://10.0.0.1:8080</c>.</param>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="IsSecure">TLS is spoken to it.</param>
/// <param name="Authority">host[:port] as it wants to see it in Host.</param>
/// <param name="Ip">Its address, if <paramref name="Host"/> is one or it is known otherwise; null to resolve the name.</param>
public sealed record EndpointSpec(string Url, string Host, int Port, bool IsSecure, string Authority, IPAddress? Ip)
{
    /// <summary>All its addresses, where whoever wants it knows several; empty to resolve the name.</summary>
    public IReadOnlyList<IPAddress> Ips { get; init; } = Ip is null ? [] : [Ip];

    /// <summary>0 to 1000.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>See <see cref="Endpoint.IsBackup"/>.</summary>
    public bool IsBackup { get; init; }

    /// <summary>See <see cref="Endpoint.MaxRequests"/>.</summary>
    public int MaxRequests { get; init; }

    /// <summary>What can be changed while running is the same.</summary>
    internal bool IsLike(EndpointSpec other) => Weight == other.Weight && IsBackup == other.IsBackup && MaxRequests == other.MaxRequests;
}

/// <summary>Makes the endpoints of one cluster.</summary>
/// <param name="rules">Timeouts and limits of their connections.</param>
/// <param name="breaker">What their connections are counted in.</param>
/// <param name="tlsFor">Whom to expect at a host, and whom to believe.</param>
/// <param name="workers">The number of workers.</param>
/// <param name="inAll">How many endpoints the whole configuration has: of very many, times are kept less precisely.</param>
public sealed class EndpointFactory(ConnectionRules rules, CircuitBreaker breaker, Func<string, TlsClientContext> tlsFor, int workers, int inAll)
{
    private readonly int _precision = LatencyHistogram.PrecisionOf((long)inAll * workers);
    private Func<string, TlsClientContext> _tlsFor = tlsFor;

    /// <summary>A new endpoint that nothing is known of.</summary>
    public Endpoint Create(EndpointSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var state = new EndpointState();
        if (spec.Ips.Count > 0) state.SetAddresses(AddressesOf(spec));
        return new Endpoint(spec.Url, spec.Host, spec.Port, spec.IsSecure, spec.Authority, state, rules, workers, _precision)
        {
            Weight = spec.Weight,
            IsBackup = spec.IsBackup,
            MaxRequests = spec.MaxRequests,
            Breaker = breaker,
            Tls = spec.IsSecure ? _tlsFor(spec.Host) : null,
        };
    }

    /// <summary>Lets endpoints that are made from now on have another TLS.</summary>
    internal void RenewTls(Func<string, TlsClientContext> tlsFor) => _tlsFor = tlsFor;

    /// <summary>Where the endpoint is, as far as the wish says so.</summary>
    internal static Address[] AddressesOf(EndpointSpec spec)
    {
        var addresses = new Address[spec.Ips.Count];
        for (int i = 0; i < addresses.Length; i++) addresses[i] = new Address(spec.Ips[i], spec.Port);
        return addresses;
    }
}
