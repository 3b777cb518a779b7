namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class ClusterTlsSection
{
    public static readonly Setting<string> Authority = Setting.Optional("authority", Kinds.FilePath,
        "A PEM file of the authorities to trust instead of the system's. A relative path counts from the configuration's directory.",
        "ca", "ca-file", "authorities", "root-ca", "trusted-certificate");

    public static readonly Setting<bool> Verify = Setting.WithDefault("verify", Kinds.Boolean, "true",
        "Whether the endpoint's certificate must be valid for its name. With `false` anyone on the way can read and change the traffic.");

    public static readonly Setting<string> ServerName = Setting.Optional("server-name", Kinds.ServerName,
        "The name to ask for (SNI) and to find in the certificate. The endpoint's own host by default.",
        "sni", "verify-host");

    public static readonly Setting<CertificateConfig> Certificate = Setting.Optional("certificate", CertificateSection.Section.Shape,
        "Our own certificate, for endpoints that ask for one.",
        "client-certificate", "proxy-ssl-certificate");

    public static readonly Section<ClusterTlsConfig> Section = new(nameof(ClusterTlsConfig), "{ authority: ca.pem }",
        [Authority, Verify, ServerName, Certificate],
        reader => new ClusterTlsConfig
        {
            Authority = reader.Find(Authority) is { } file ? reader.Reading.FullPath(file) : null,
            Verify = reader.Get(Verify),
            ServerName = reader.Find(ServerName),
            Certificate = reader.Find(Certificate),
        });
}
