namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class EndpointSection
{
    public static readonly Setting<EndpointConfig> Url = Setting.Required("url", Kinds.EndpointUrl,
        "Scheme, host and, where it is not the scheme's own, port: `http://10.0.0.1:8080`, `https://api.example.com`. Nothing else: path and query are those of each request.",
        "address", "server", "host");

    public static readonly Section<EndpointConfig> Section = new(nameof(EndpointConfig), "{ url: \"http://10.0.0.1:8080\" }",
        [Url],
        reader => reader.Get(Url));
}
