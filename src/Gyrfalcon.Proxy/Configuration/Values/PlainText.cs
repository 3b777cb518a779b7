using System;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>Texts with few rules: names, field values, paths of files, a cluster's Host.</summary>
internal static class PlainText
{
    private const int LongestName = 64;

    public static Parsed<string> ParseName(string text)
    {
        bool fits = text.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(text[0])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        return fits ? text : new Complaint(DiagnosticCodes.Name, $"`{Shown.Text(text)}` is not a name", $"use 1 to {LongestName} letters, digits, `-`, `_` and `.`, beginning with a letter or digit");
    }

    public static Parsed<string> ParseAnything(string text) => text;

    public static Parsed<string> ParseFieldValue(string text)
    {
        bool fits = text.Length > 0 && text.All(c => c is >= ' ' and <= '~' or '\t') && text.AsSpan().Trim(" \t").Length == text.Length;
        return fits ? text : new Complaint(DiagnosticCodes.FieldValue, $"`{Shown.Text(text)}` cannot be the value of a header field", "use visible ASCII characters, and spaces only between them");
    }

    public static Parsed<string> ParseFilePath(string text) =>
        text.Length == 0 || text.Any(char.IsControl)
            ? new Complaint(DiagnosticCodes.FilePath, $"`{Shown.Text(text)}` is not the path of a file", "write the path without control characters")
            : text;

    public static Parsed<string> ParseServerName(string text)
    {
        if (HostText.LooksLikeIPv4(text) || text.Contains(':', StringComparison.Ordinal))
            return new Complaint(DiagnosticCodes.Host, $"`{Shown.Text(text)}` is not a name", "a server name is a name, without a port (RFC 6066, section 3)");
        return HostText.ParseNameOrIPv4(text);
    }

    public static Parsed<EndpointHost> ParseEndpointHost(string text)
    {
        switch (text)
        {
            case "auto":
                return EndpointHost.Auto;
            case "client":
                return new EndpointHost(EndpointHostSource.Client);
            case "endpoint":
                return new EndpointHost(EndpointHostSource.Endpoint);
            default:
                // The rest of an authority is that of an endpoint, so the endpoint's own parser judges it.
                if (text.AsSpan().IndexOfAny("/?#\\@") >= 0)
                    return new Complaint(DiagnosticCodes.Host, $"`{Shown.Text(text)}` is not a value for the Host field", "write `auto`, `client`, `endpoint`, or a host with or without a port");
                return EndpointUrlText.Parse("http://" + text).Succeeded(out _, out Complaint? complaint)
                    ? new EndpointHost(EndpointHostSource.Literal, text)
                    : complaint;
        }
    }
}
