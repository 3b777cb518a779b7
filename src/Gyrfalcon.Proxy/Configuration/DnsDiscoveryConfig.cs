using System;
using System.Collections.Generic;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Endpoints that a name in DNS stands for.</summary>
public sealed record DnsDiscoveryConfig
{
    /// <summary>The name that is asked for, in full: search domains play no part. (A host name; required.)</summary>
    public required string Name { get; init; }

    /// <summary><c>a</c>: each address of the name, A or AAAA, is an endpoint. <c>srv</c>: each target of its SRV records is one, with the record's port and weight; those of the lowest priority are used, the others are backups. (<c>a</c> or <c>srv</c>; default <c>a</c>.)</summary>
    public DnsRecordKind Type { get; init; } = DnsDiscoverySection.Type.Default;

    /// <summary>The endpoints' port. <c>auto</c> is 80 for <c>http</c>, 443 for <c>https</c>; SRV records have their own. (A whole number, 1 to 65535, or <c>auto</c>; default <c>auto</c>.) Null is <c>auto</c>.</summary>
    public int? Port { get; init; } = DnsDiscoverySection.Port.Default;

    /// <summary>How the endpoints are spoken to. Their own name, for certificates and for Host, is <c>name</c>, or the SRV record's target. (<c>http</c> or <c>https</c>; default <c>http</c>.)</summary>
    public EndpointScheme Scheme { get; init; } = DnsDiscoverySection.Scheme.Default;

    /// <summary>The DNS servers, asked in this order until one answers. By default those of /etc/resolv.conf. (An IP address with or without a port, or a list of such; optional.)</summary>
    public IReadOnlyList<NameServerAddress> Servers { get; init; } = [];

    /// <summary>How long an answer is used at least, whatever its TTL says. (A duration, <c>100ms</c> to <c>24h</c>; default <c>1s</c>.)</summary>
    public TimeSpan MinTtl { get; init; } = DnsDiscoverySection.MinTtl.Default;

    /// <summary>How long an answer is used at most, whatever its TTL says. (A duration, <c>100ms</c> to <c>24h</c>; default <c>5m</c>.)</summary>
    public TimeSpan MaxTtl { get; init; } = DnsDiscoverySection.MaxTtl.Default;

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
