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

    /// <summary>Which certificate a client gets is decided by the name that it asks for (SNI): an exact name before a wildcard, otherwise the first of the list. Certificates with RSA and ECDSA keys for the same name may stand side by side. <c>auto</c> is a certificate for <c>localhost</c> that is made at the start and that nobody trusts: for development. May be left out only where routes with <c>passthrough</c> take all connections. (<c>auto</c>, or a section, or a list of such; optional.)</summary>
    public IReadOnlyList<CertificateConfig> Certificates { get; init; } = [];

    /// <summary>The oldest version of TLS that is spoken. (<c>1.2</c> or <c>1.3</c>; default <c>1.2</c>.)</summary>
    public TlsVersion MinVersion { get; init; } = ListenerTlsSection.MinVersion.Default;

    /// <summary>How long browsers that have been here once come by HTTPS alone: the field Strict-Transport-Security (RFC 6797) in every response, in place of the endpoint's. Begin with an hour: it cannot be taken back. (A duration, <c>1s</c> to <c>87600h</c>, or <c>off</c>; default <c>off</c>.) Null is <c>off</c>.</summary>
    public TimeSpan? Hsts { get; init; } = ListenerTlsSection.Hsts.Default;

    /// <summary>Whether the OCSP responders that certificates name are asked, ahead of time, for what clients would ask them (RFC 6066, section 8). Answers count only if the certificate's issuer, or whom it has appointed, has signed them; clients never wait for one. (<c>true</c> or <c>false</c>; default <c>true</c>.)</summary>
    public bool OcspStapling { get; init; } = ListenerTlsSection.OcspStapling.Default;

    /// <summary>Whether clients must show certificates (mTLS). What a certificate says goes to the endpoint in <c>X-Client-Cert-Subject</c>, <c>X-Client-Cert-SAN</c> and <c>X-Client-Cert-Fingerprint</c> (SHA-256); these, <c>Client-Cert</c> and <c>Client-Cert-Chain</c> are taken out of what clients send, on every listener, unless they are trusted proxies. (A section; optional.)</summary>
    public ClientCertificatesConfig? ClientCertificates { get; init; }

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
