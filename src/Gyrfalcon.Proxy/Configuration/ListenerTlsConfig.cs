using System;
using System.Collections.Generic;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>TLS of a listener.</summary>
public sealed record ListenerTlsConfig
{
    /// <summary>With the certificate for development alone.</summary>
    public static ListenerTlsConfig Auto { get; } = new() { Certificates = [CertificateConfig.Auto] };

    /// <summary>Which certificate a client gets is decided by the name that it asks for (SNI): an exact name before a wildcard, otherwise the first of the list. Certificates with RSA and ECDSA keys for the same name may stand side by side. <c>auto</c> is a certificate for <c>localhost</c> that is made at the start and that nobody trusts: for development. (<c>auto</c>, or a section, or a list of such; required.)</summary>
    public required IReadOnlyList<CertificateConfig> Certificates { get; init; }

    /// <summary>The oldest version of TLS that is spoken. (<c>1.2</c> or <c>1.3</c>; default <c>1.2</c>.)</summary>
    public TlsVersion MinVersion { get; init; } = ListenerTlsSection.MinVersion.Default;

    /// <summary>-</summary>
    public TimeSpan? Hsts { get; init; } = ListenerTlsSection.Hsts.Default;

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
