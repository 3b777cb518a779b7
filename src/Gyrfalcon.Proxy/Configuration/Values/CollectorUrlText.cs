using System;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>The base URL of a collector of telemetry: scheme, host, port, and a path if there is one.</summary>
internal static class CollectorUrlText
{
    public static Parsed<Uri> Parse(string text)
    {
        // Said without the text itself: it may hold a password.
        if (text.Contains('@', StringComparison.Ordinal)) return Wrong("the URL holds credentials", "put them into the `headers-file`");
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
            return Wrong($"`{Shown.Text(text)}` is not a collector's URL", "write `http://127.0.0.1:4318` or `https://otlp.example.com`");
        return url.Query.Length > 0 || url.Fragment.Length > 0 ? Wrong($"`{Shown.Text(text)}` has a query or a fragment", "end the URL with its path") : url;
    }

    private static Complaint Wrong(string problem, string remedy) => new(DiagnosticCodes.CollectorUrl, problem, remedy);
}
