namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Where a cluster's further endpoints come from while it runs: exactly one source.</summary>
public sealed record DiscoveryConfig
{
    /// <summary>Endpoints by DNS. An answer that fails or is empty changes nothing: the endpoints known before stay. (A section; optional.)</summary>
    public DnsDiscoveryConfig? Dns { get; init; }

    /// <summary>Endpoints by a file, a YAML list as under <c>endpoints</c>. It is read again when it changes; one with a mistake changes nothing. Replace it by renaming another over it. A relative path counts from the configuration's directory. (The path of a file; optional.)</summary>
    public string? File { get; init; }

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
