using System;
using System.Collections.Generic;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Endpoints that a name in DNS stands for.</summary>
public sealed record DnsDiscoveryConfig
{
    /// <summary>-</summary>
    public required string Name { get; init; }

    /// <summary>-</summary>
    public DnsRecordKind Type { get; init; } = DnsDiscoverySection.Type.Default;

    /// <summary>-</summary>
    public int? Port { get; init; } = DnsDiscoverySection.Port.Default;

    /// <summary>-</summary>
    public EndpointScheme Scheme { get; init; } = DnsDiscoverySection.Scheme.Default;

    /// <summary>-</summary>
    public IReadOnlyList<NameServerAddress> Servers { get; init; } = [];

    /// <summary>-</summary>
    public TimeSpan MinTtl { get; init; } = DnsDiscoverySection.MinTtl.Default;

    /// <summary>-</summary>
    public TimeSpan MaxTtl { get; init; } = DnsDiscoverySection.MaxTtl.Default;

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
