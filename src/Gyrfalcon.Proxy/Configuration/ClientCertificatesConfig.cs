using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>What certificates a listener's clients must have.</summary>
public sealed record ClientCertificatesConfig
{
    /// <summary><c>require</c>: no connection without a valid one. <c>request</c>: a client may show one, which must be valid then. <c>none</c>: none is asked for. (<c>require</c>, <c>request</c> or <c>none</c>; default <c>require</c>.)</summary>
    public ClientCertificateMode Mode { get; init; } = ClientCertificatesSection.Mode.Default;

    /// <summary>A PEM file of the authorities that may vouch for clients. A relative path counts from the configuration's directory. (The path of a file; required.)</summary>
    public required string Authorities { get; init; }

    /// <summary>A PEM file of revocation lists (X509 CRL), one of each authority that issues certificates to clients. (The path of a file; optional.)</summary>
    public string? RevocationList { get; init; }

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}

/// <summary>Whether clients need a certificate.</summary>
public enum ClientCertificateMode
{
    /// <summary>They do.</summary>
    Require,

    /// <summary>They may show one.</summary>
    Request,

    /// <summary>None is asked for.</summary>
    None,
}
