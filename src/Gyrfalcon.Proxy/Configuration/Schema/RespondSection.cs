namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class RespondSection
{
    public static readonly Setting<int> Status = Setting.Required("status", Kinds.Whole(200, 599),
        "The status of the response.",
        "code", "return");

    public static readonly Setting<string> Body = Setting.WithDefault("body", Kinds.Text, "",
        "The content of the response, sent as UTF-8.",
        "text", "content");

    public static readonly Setting<string> ContentType = Setting.WithDefault("content-type", Kinds.FieldValue, "text/plain; charset=utf-8",
        "The `Content-Type` of the response; sent only with a body that is not empty.",
        "type", "media-type");

    public static readonly Section<RespondConfig> Section = new(nameof(RespondConfig), "{ status: 200, body: ok }",
        [Status, Body, ContentType],
        reader => new RespondConfig
        {
            Status = reader.Get(Status),
            Body = reader.Get(Body),
            ContentType = reader.Get(ContentType),
        });
}
