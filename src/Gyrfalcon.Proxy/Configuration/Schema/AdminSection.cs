namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class AdminSection
{
    public static readonly Setting<AdminAddress> Listen = Setting.WithDefault("listen", Kinds.AdminAddress, "127.0.0.1:2019",
        "A loopback address and port, or the path of a Unix socket, `unix:/run/gyr/admin.sock`. It serves `/metrics`, and reads the configuration again at `/reload` and lets another process take over at `/upgrade`, for everybody who can reach it. If the default is taken by somebody else the process goes on without; if an address that is written is taken, it does not start.",
        "address", "bind", "port");

    public static readonly Section<AdminConfig> Section = new(nameof(AdminConfig), "{ listen: \"127.0.0.1:2019\" }",
        [Listen],
        reader => new AdminConfig { Listen = reader.Get(Listen), IsWritten = reader.Has(Listen) });
}
