namespace Gyrfalcon.Proxy.Configuration;

/// <summary>TLS of the admin address.</summary>
public sealed record AdminTlsConfig
{
    /// <summary>A PEM file of the certificate, with those that lead to its authority behind it. A relative path counts from the configuration's directory. (The path of a file; required.)</summary>
    public required string Certificate { get; init; }

    /// <summary>A PEM file of its private key. A relative path counts from the configuration's directory. (The path of a file; required.)</summary>
    public required string Key { get; init; }

    /// <summary>A PEM file of the authorities that vouch for operators: nobody is answered without a certificate of theirs. A relative path counts from the configuration's directory. (The path of a file; optional.)</summary>
    public string? ClientAuthorities { get; init; }

    /// <summary>A PEM file of revocation lists (X509 CRL), one of each authority that issues certificates to operators: whom it names is not answered, nor is anybody whose authority's list is missing or out of date. A file that changes is read again by itself. A relative path counts from the configuration's directory. (The path of a file; optional.)</summary>
    public string? RevocationList { get; init; }

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
