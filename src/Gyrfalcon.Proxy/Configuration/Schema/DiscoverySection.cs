namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class DiscoverySection
{
    public static readonly Setting<DnsDiscoveryConfig> Dns = Setting.Optional("dns", DnsDiscoverySection.Section.Shape,
        "Endpoints by DNS. An answer that fails or is empty changes nothing: the endpoints known before stay.",
        "strict-dns", "resolver", "server-template");

    public static readonly Setting<string> File = Setting.Optional("file", Kinds.FilePath,
        "Endpoints by a file, a YAML list as under `endpoints`. It is read again when it changes; one with a mistake changes nothing. Replace it by renaming another over it. A relative path counts from the configuration's directory.",
        "path", "eds", "filename");

    public static readonly Section<DiscoveryConfig> Section = new(nameof(DiscoveryConfig), "{ dns: { name: api.internal, port: 8080 } }",
        [Dns, File],
        reader => new DiscoveryConfig
        {
            Dns = reader.Find(Dns),
            File = reader.Find(File) is { } file ? reader.Reading.FullPath(file) : null,
            Source = reader.Source,
        });
}
