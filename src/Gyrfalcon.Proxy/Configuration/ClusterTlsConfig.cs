using System.Collections.Generic;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>TLS towards a cluster's endpoints.</summary>
public sealed record ClusterTlsConfig
{
    /// <summary>A PEM file of the authorities to trust instead of the system's. A relative path counts from the configuration's directory. (The path of a file; optional.)</summary>
    public string? Authority { get; init; }

    /// <summary>Whether the endpoint's certificate must be valid for its name. With <c>false</c> anyone on the way can read and change the traffic. (<c>true</c> or <c>false</c>; default <c>true</c>.)</summary>
    public bool Verify { get; init; } = ClusterTlsSection.Verify.Default;

    /// <summary>The name to ask for (SNI) and to find in the certificate. The endpoint's own host by default. (A host name; optional.)</summary>
    public string? ServerName { get; init; }

    /// <summary>Our own certificate, for endpoints that ask for one. (A section; optional.)</summary>
    public CertificateConfig? Certificate { get; init; }

    /// <summary>The files that it names.</summary>
    public IEnumerable<string> Files => [.. Authority is { } authority ? (string[])[authority] : [], .. Certificate?.FileNames ?? []];
}
