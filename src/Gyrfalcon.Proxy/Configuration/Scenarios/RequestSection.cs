using System;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Values;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

internal static class RequestSection
{
    private static readonly ScalarShape<string> Target = new(new ScalarFacts("a path, with or without a query", Pattern: "^/"), static text =>
        text.StartsWith('/') && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
            ? text
            : new Complaint(DiagnosticCodes.PathPattern, $"`{Shown.Text(text)}` is not a path", "begin with `/`, and write no spaces"));

    public static readonly Setting<int> Share = Setting.WithDefault("share", Kinds.Whole(1, 1_000_000), "1",
        "How many of the requests are of this kind, compared with the others.",
        "weight");

    public static readonly Setting<string> Method = Setting.WithDefault("method", Kinds.Method, "GET",
        "The method.",
        "verb");

    public static readonly Setting<string> Path = Setting.WithDefault("path", Target, "/",
        "The path, and a query if there is one. `{user}` stands for the user's number.",
        "url", "target");

    public static readonly Setting<string> Host = Setting.WithDefault("host", Kinds.FieldValue, "simulated.example",
        "The host.");

    public static readonly Setting<long> Body = Setting.WithDefault("body", Kinds.Size("0", "64MiB"), "0",
        "Bytes of the body.",
        "body-size", "size");

    public static readonly Section<RequestConfig> Section = new(nameof(RequestConfig), "{ path: /, share: 1 }",
        [Share, Method, Path, Host, Body],
        reader => new RequestConfig
        {
            Share = reader.Get(Share),
            Method = reader.Get(Method),
            Path = reader.Get(Path),
            Host = reader.Get(Host),
            Body = reader.Get(Body),
        });
}
