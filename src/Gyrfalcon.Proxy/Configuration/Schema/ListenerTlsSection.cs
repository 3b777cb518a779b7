using System;
using System.Collections.Generic;
using Gyrfalcon.Engine.Tls;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class ListenerTlsSection
{
    public static readonly Setting<IReadOnlyList<CertificateConfig>> Certificates = Setting.Optional("certificates", new ListShape<CertificateConfig>(new CertificateShape(), oneAllowed: true),
        "Which certificate a client gets is decided by the name that it asks for (SNI): an exact name before a wildcard, otherwise the first of the list. Certificates with RSA and ECDSA keys for the same name may stand side by side. "
            + "`auto` is a certificate for `localhost` that is made at the start and that nobody trusts: for development. May be left out only where routes with `passthrough` take all connections.",
        "certs", "certificate", "cert");

    public static readonly Setting<TlsVersion> MinVersion = Setting.WithDefault("min-version", Kinds.Choice(("1.2", TlsVersion.Tls12), ("1.3", TlsVersion.Tls13)), "1.2",
        "The oldest version of TLS that is spoken.",
        "ssl-protocols", "minVersion", "min-protocol");

    public static readonly Setting<ClientCertificatesConfig> ClientCertificates = Setting.Optional("client-certificates", ClientCertificatesSection.Section.Shape,
        "Whether clients must show certificates (mTLS). What a certificate says goes to the endpoint in `X-Client-Cert-Subject`, `X-Client-Cert-SAN` and `X-Client-Cert-Fingerprint` (SHA-256); "
            + "these, `Client-Cert` and `Client-Cert-Chain` are taken out of what clients send, on every listener, unless they are trusted proxies.",
        "client-auth", "mtls", "client-ca");

    public static readonly Setting<TimeSpan?> Hsts = Setting.WithDefault("hsts", Kinds.OrWord(Kinds.Duration("1s", "87600h"), "off"), "off",
        "How long browsers that have been here once come by HTTPS alone: the field Strict-Transport-Security (RFC 6797) in every response, in place of the endpoint's. Begin with an hour: it cannot be taken back.",
        "strict-transport-security");

    public static readonly Setting<bool> OcspStapling = Setting.WithDefault("ocsp-stapling", Kinds.Boolean, "true",
        "Whether the OCSP responders that certificates name are asked, ahead of time, for what clients would ask them (RFC 6066, section 8). Answers count only if the certificate's issuer, or whom it has appointed, has signed them; clients never wait for one.",
        "ssl-stapling", "stapling");

    public static readonly Section<ListenerTlsConfig> Section = new(nameof(ListenerTlsConfig), "{ certificates: [ { certificate: tls/example.crt, key: tls/example.key } ] }",
        [Certificates, MinVersion, ClientCertificates, Hsts, OcspStapling],
        reader => new ListenerTlsConfig
        {
            Certificates = reader.Get(Certificates),
            MinVersion = reader.Get(MinVersion),
            ClientCertificates = reader.Find(ClientCertificates),
            Hsts = reader.Get(Hsts),
            OcspStapling = reader.Get(OcspStapling),
            Source = reader.Source,
        });
}
