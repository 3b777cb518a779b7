namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class EndpointSection
{
    public static readonly Setting<EndpointConfig> Url = Setting.Required("url", Kinds.EndpointUrl,
        "Scheme, host and, where it is not the scheme's own, port: `http://10.0.0.1:8080`, `https://api.example.com`. Nothing else: path and query are those of each request.",
        "address", "server", "host");

    public static readonly Setting<int> Weight = Setting.WithDefault("weight", Kinds.Whole(0, 1000), "1",
        "How much of the requests the endpoint gets, compared with the others. With 0 it gets none.");

    public static readonly Setting<bool> Backup = Setting.WithDefault("backup", Kinds.Boolean, "false",
        "The endpoint gets requests only while none can be sent to those that are no backup.");

    public static readonly Setting<int?> MaxRequests = Setting.WithDefault("max-requests", Kinds.OrWord(Kinds.Whole(1, 10_000_000), "unlimited"), "unlimited",
        "The most requests that the endpoint has under way, over all workers. Further ones go to others, or wait for a place in the order in which they came.",
        "maxconn", "max-conns", "max-connections");

    public static readonly Section<EndpointConfig> Section = new(nameof(EndpointConfig), "{ url: \"http://10.0.0.1:8080\" }",
        [Url, Weight, Backup, MaxRequests],
        reader =>
        {
            EndpointConfig? endpoint = reader.Get(Url);
            (int weight, bool backup) = (reader.Get(Weight), reader.Get(Backup));
            int? maxRequests = reader.Get(MaxRequests);
            return endpoint is null ? null! : endpoint with { Weight = weight, Backup = backup, MaxRequests = maxRequests };
        });
}
