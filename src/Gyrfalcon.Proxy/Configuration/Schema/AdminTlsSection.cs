namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class AdminTlsSection
{
    public static readonly Setting<string> Certificate = Setting.Required("certificate", Kinds.FilePath,
        "A PEM file of the certificate, with those that lead to its authority behind it. A relative path counts from the configuration's directory.",
        "cert", "chain", "crt");

    public static readonly Setting<string> Key = Setting.Required("key", Kinds.FilePath,
        "A PEM file of its private key. A relative path counts from the configuration's directory.",
        "private-key");

    public static readonly Setting<string> ClientAuthorities = Setting.Optional("client-authorities", Kinds.FilePath,
        "A PEM file of the authorities that vouch for operators: nobody is answered without a certificate of theirs. A relative path counts from the configuration's directory.",
        "ca", "client-ca", "authorities");

    public static readonly Setting<string> RevocationList = Setting.Optional("revocation-list", Kinds.FilePath,
        "A PEM file of revocation lists (X509 CRL), one of each authority that issues certificates to operators: whom it names is not answered, nor is anybody whose authority's list is missing or out of date. A file that changes is read again by itself. A relative path counts from the configuration's directory.",
        "crl", "crl-file");

    public static readonly Section<AdminTlsConfig> Section = new(nameof(AdminTlsConfig), "{ certificate: tls/admin.crt, key: tls/admin.key }",
        [Certificate, Key, ClientAuthorities, RevocationList],
        reader => new AdminTlsConfig
        {
            Certificate = reader.Get(Certificate) is { } certificate ? reader.Reading.FullPath(certificate) : "",
            Key = reader.Get(Key) is { } key ? reader.Reading.FullPath(key) : "",
            ClientAuthorities = reader.Find(ClientAuthorities) is { } authorities ? reader.Reading.FullPath(authorities) : null,
            RevocationList = reader.Find(RevocationList) is { } list ? reader.Reading.FullPath(list) : null,
            Source = reader.Source,
        });
}
