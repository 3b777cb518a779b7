namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class ClientCertificatesSection
{
    public static readonly Setting<ClientCertificateMode> Mode = Setting.WithDefault("mode", Kinds.Choice(("require", ClientCertificateMode.Require), ("request", ClientCertificateMode.Request), ("none", ClientCertificateMode.None)), "require",
        "`require`: no connection without a valid one. `request`: a client may show one, which must be valid then. `none`: none is asked for.",
        "verify", "ssl-verify-client");

    public static readonly Setting<string> Authorities = Setting.Required("authorities", Kinds.FilePath,
        "A PEM file of the authorities that may vouch for clients. A relative path counts from the configuration's directory.",
        "ca", "ca-file", "ssl-client-certificate", "trusted-ca-certs");

    public static readonly Setting<string> RevocationList = Setting.Optional("revocation-list", Kinds.FilePath,
        "A PEM file of revocation lists (X509 CRL), one of each authority that issues certificates to clients.",
        "crl", "crl-file", "ssl-crl");

    public static readonly Section<ClientCertificatesConfig> Section = new(nameof(ClientCertificatesConfig), "{ mode: require, authorities: tls/clients.crt }",
        [Mode, Authorities, RevocationList],
        reader => new ClientCertificatesConfig
        {
            Mode = reader.Get(Mode),
            Authorities = reader.Get(Authorities) is { } file ? reader.Reading.FullPath(file) : "",
            RevocationList = reader.Find(RevocationList) is { } list ? reader.Reading.FullPath(list) : null,
            Source = reader.Source,
        });
}
