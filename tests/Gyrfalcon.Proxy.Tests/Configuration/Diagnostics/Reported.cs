using System.IO;
using System.Text.Json;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Proxy.Tests.Configuration.Diagnostics;

/// <summary>A configuration with an error's, a warning's and a note's worth to say about it, and what is written about one.</summary>
internal static class Reported
{
    /// <summary>A warning with another place that has to do with it, and a note.</summary>
    internal const string Odd = """
        listeners: { web: { address: ":8000" } }
        routes:
          - { name: all, cluster: app }
          - { name: hidden, match: { path: /x }, cluster: app }
        clusters: { app: { endpoints: [ "http://a", "http://b" ] } }
        """;

    internal const string Wrong = "listeners: { web: { adress: \":8000\" } }\nroutes: [ { cluster: app } ]\nclusters: { app: { endpoints: [ \"http://a\", \"http://b\" ] } }\n";

    internal static JsonElement Read(System.Action<Stream> write)
    {
        using var written = new MemoryStream();
        write(written);
        Xunit.Assert.Equal((byte)'\n', written.ToArray()[^1]);
        using var document = JsonDocument.Parse(written.ToArray());
        return document.RootElement.Clone();
    }

    internal static ConfigResult Parse(string text) => ConfigText.Parse(text, "deploy/gyr.yaml");
}
