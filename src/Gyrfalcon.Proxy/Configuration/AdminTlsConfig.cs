namespace Gyrfalcon.Proxy.Configuration;

/// <summary>TLS of the admin address.</summary>
public sealed record AdminTlsConfig
{
    /// <summary>-</summary>
    public required string Certificate { get; init; }

    /// <summary>-</summary>
    public required string Key { get; init; }

    /// <summary>-</summary>
    public string? ClientAuthorities { get; init; }

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
