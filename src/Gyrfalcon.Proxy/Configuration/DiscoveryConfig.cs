namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Where a cluster's further endpoints come from while it runs: exactly one source.</summary>
public sealed record DiscoveryConfig
{
    /// <summary>-</summary>
    public DnsDiscoveryConfig? Dns { get; init; }

    /// <summary>-</summary>
    public string? File { get; init; }

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
