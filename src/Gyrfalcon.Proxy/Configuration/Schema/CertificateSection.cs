namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class CertificateSection
{
    public static readonly Setting<string> Certificate = Setting.Required("certificate", Kinds.FilePath,
        "A PEM file: the certificate, and behind it those that lead to an authority that clients know, without that authority's own. A relative path counts from the configuration's directory.",
        "cert", "certFile", "chain", "fullchain", "ssl-certificate");

    public static readonly Setting<string> Key = Setting.Required("key", Kinds.FilePath,
        "A PEM file: the private key of the certificate, RSA or ECDSA. May be the same file.",
        "keyFile", "private-key", "ssl-certificate-key");

    public static readonly Setting<string> PassphraseFile = Setting.Optional("passphrase-file", Kinds.FilePath,
        "A file whose first line is the passphrase of an encrypted key.",
        "password-file", "ssl-password-file");

    public static readonly Setting<string> PassphraseVariable = Setting.Optional("passphrase-variable", Kinds.Name,
        "The same, in an environment variable of this name.",
        "passphrase-env", "password-env");

    public static readonly Section<CertificateConfig> Section = new(nameof(CertificateConfig), "{ certificate: tls/example.crt, key: tls/example.key }",
        [Certificate, Key, PassphraseFile, PassphraseVariable],
        reader => new CertificateConfig
        {
            Certificate = reader.Get(Certificate) is { } certificate ? reader.Reading.FullPath(certificate) : "",
            Key = reader.Get(Key) is { } key ? reader.Reading.FullPath(key) : "",
            PassphraseFile = reader.Find(PassphraseFile) is { } file ? reader.Reading.FullPath(file) : null,
            PassphraseVariable = reader.Find(PassphraseVariable),
            Source = reader.Source,
        });
}
