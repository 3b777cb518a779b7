namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class AdminSection
{
    public static readonly Setting<AdminAddress> Listen = Setting.WithDefault("listen", Kinds.AdminAddress, "127.0.0.1:2019",
        "An address and port, or the path of a Unix socket, `unix:/run/gyr/admin.sock`. It serves `/metrics` and the API (`docs/admin-api.md`). On a loopback address or a socket everybody who can reach it may change the process, unless there is a `token-file`; on any other address a `token-file` or `tls.client-authorities` is needed. If the default is taken by somebody else the process goes on without; if an address that is written is taken, it does not start.",
        "address", "bind", "port");

    public static readonly Setting<string> TokenFile = Setting.Optional("token-file", Kinds.FilePath,
        "A file with a token, one on each line, at least 32 visible characters long: nobody is answered who does not send one of them, as `Authorization: Bearer TOKEN`. A relative path counts from the configuration's directory.",
        "token", "password", "auth", "secret");

    public static readonly Setting<AdminTlsConfig> Tls = Setting.Optional("tls", AdminTlsSection.Section.Shape,
        "TLS of the admin address.",
        "https", "ssl");

    public static readonly Setting<AdminAddress> Metrics = Setting.Optional("metrics", Kinds.AdminAddress,
        "A further address, which serves nothing but `/metrics`, to everybody and without TLS: for a Prometheus that must not change anything. A socket is for everybody who can reach it, too, whereas that of `listen` is for owner and group.",
        "prometheus", "stats");

    public static readonly Section<AdminConfig> Section = new(nameof(AdminConfig), "{ listen: \"127.0.0.1:2019\" }",
        [Listen, TokenFile, Tls, Metrics],
        reader => new AdminConfig
        {
            Listen = reader.Get(Listen),
            TokenFile = reader.Find(TokenFile) is { } file ? reader.Reading.FullPath(file) : null,
            Tls = reader.Find(Tls),
            Metrics = reader.Find(Metrics),
            IsWritten = reader.Has(Listen),
            Source = reader.Source,
        });
}
