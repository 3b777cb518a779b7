using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class RouteMatchSection
{
    public static readonly Setting<IReadOnlyList<HostPattern>> Host = Setting.Optional("host", new ListShape<HostPattern>(Kinds.HostPattern, oneAllowed: true),
        "One host or a list of them: `api.example.com`, or `\"*.example.com\"` for every name below (in quotes, for a plain `*` begins a YAML alias). Case and port of the request play no part. Every host matches by default.",
        "hosts", "server-name", "domains", "authority");

    public static readonly Setting<PathPattern> Path = Setting.WithDefault("path", Kinds.PathPattern, "/*",
        "A path, `/healthz`, or the beginning of one: `/v1/*` matches `/v1` and everything below `/v1/`. Compared byte by byte, without the query.",
        "prefix", "path-prefix", "location", "uri");

    public static readonly Setting<IReadOnlyList<string>> Methods = Setting.Optional("methods", new ListShape<string>(Kinds.Method, oneAllowed: true),
        "One method or a list of them. Every method matches by default.",
        "method");

    public static readonly Section<RouteMatchConfig> Section = new(nameof(RouteMatchConfig), "{ host: api.example.com, path: \"/v1/*\" }",
        [Host, Path, Methods],
        reader => new RouteMatchConfig
        {
            Host = reader.Get(Host),
            Path = reader.Get(Path),
            Methods = reader.Get(Methods),
        });
}
