using System;
using System.Buffers;
using System.Linq;
using System.Text;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>What a route's <c>match</c> is made of: hosts, paths and methods.</summary>
internal static class MatchText
{
    private static readonly SearchValues<char> PathCharacters = // pchar and "/" (RFC 3986, section 3.3), "*" apart
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()+,;=:@%/");

    private static readonly SearchValues<char> TokenCharacters = // RFC 9110, section 5.6.2
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~");

    private static readonly string[] KnownMethods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

    public static Parsed<HostPattern> ParseHost(string text)
    {
        string shown = Shown.Text(text);
        if (text.Contains("://", StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal))
            return Host($"`{shown}` is more than a host", "write the host alone, and a path under `path`");
        if (text == "*")
            return Host("`*` alone is not a host", "leave `host` out to match every host");
        if (text.StartsWith('['))
        {
            return text.EndsWith(']') && HostText.TryIPv6(text.AsSpan(1, text.Length - 2), out System.Net.IPAddress ip)
                ? new HostPattern($"[{ip}]", false)
                : Host($"`{shown}` is not an IPv6 address in brackets", "write `[2001:db8::1]`, without a port");
        }

        if (HostText.TryIPv6(text, out System.Net.IPAddress bare))
            return Host($"the IPv6 address `{shown}` has no brackets", $"write `[{bare}]`");
        if (text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon)
            return Host($"the host `{shown}` has a port", colon == 0 ? "leave `host` out: the port of a request plays no part" : $"write `{Shown.Text(text[..colon])}`: the port of a request plays no part");
        bool wildcard = text.StartsWith("*.", StringComparison.Ordinal);
        string name = wildcard ? text[2..] : text;
        if (name.Contains('*', StringComparison.Ordinal))
            return Host($"`*` stands in the wrong place in `{shown}`", "it can only be the first label, as in `*.example.com`");
        if (!HostText.ParseNameOrIPv4(name).Succeeded(out string? host, out Complaint? complaint))
            return complaint;
        return wildcard && HostText.LooksLikeIPv4(host) ? Host($"`{shown}` is a wildcard over an IP address", "write the address alone") : new HostPattern(host, wildcard);
    }

    public static Parsed<PathPattern> ParsePath(string text)
    {
        string shown = Shown.Text(text);
        if (text == "*")
            return Path("`*` alone is not a path", "write `/*`, or leave `path` out to match every path");
        if (!text.StartsWith('/'))
            return Path($"the path `{shown}` does not begin with `/`", text.Length == 0 ? "write `/*` for every path" : $"write `/{shown}`");
        bool prefix = text.EndsWith("/*", StringComparison.Ordinal);
        string path = prefix ? text[..^1] : text;
        if (path.Contains('*', StringComparison.Ordinal))
            return Path($"`*` stands in the wrong place in `{shown}`", "it can only come last, after `/`, as in `/v1/*`");
        int query = text.AsSpan().IndexOfAny('?', '#');
        if (query >= 0)
            return Path($"the path `{shown}` has a query or a fragment", $"write `{Shown.Text(text[..query])}`");
        int wrong = path.AsSpan().IndexOfAnyExcept(PathCharacters);
        if (wrong >= 0)
            return Path($"`{Shown.Text(path[wrong].ToString())}` cannot appear in the path `{shown}`", "write it percent-encoded, as clients send it");
        if (path.Contains(';', StringComparison.Ordinal))
            return Path($"the path `{shown}` has a path parameter", "leave out `;` and what follows it in the segment: routes do not look at it");
        if (HasDotSegment(path))
            return Path($"the path `{shown}` has a segment `.` or `..`", "write the path that is meant");
        return HasBadEscape(path) ? Path($"`%` in the path `{shown}` is not followed by two hexadecimal digits", "write a percent sign itself as `%25`") : new PathPattern(path, prefix);
    }

    public static Parsed<string> ParseMethod(string text)
    {
        string shown = Shown.Text(text);
        if (text.Length == 0 || text.AsSpan().IndexOfAnyExcept(TokenCharacters) >= 0)
            return Method($"`{shown}` is not a method", "write a method such as `GET`");
        if (text == "*")
            return Method("`*` is not a method", "leave `methods` out to match every method");
        string upper = text.ToUpperInvariant();
        return text != upper && KnownMethods.Contains(upper) ? Method($"methods are case-sensitive, and `{shown}` is not one in use", $"write `{upper}`") : text;
    }

    /// <summary>However it is spelled: no request's path has one when it is compared.</summary>
    private static bool HasDotSegment(string path)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(path);
        RoutingPath.Normalise(bytes, bytes, out PathMarks marks);
        return (marks & PathMarks.DotSegment) != 0;
    }

    private static bool HasBadEscape(string path)
    {
        for (int at = path.IndexOf('%', StringComparison.Ordinal); at >= 0; at = path.IndexOf('%', at + 1))
        {
            if (at + 2 >= path.Length || !char.IsAsciiHexDigit(path[at + 1]) || !char.IsAsciiHexDigit(path[at + 2]))
                return true;
        }

        return false;
    }

    private static Complaint Host(string problem, string remedy) => new(DiagnosticCodes.HostPattern, problem, remedy);

    private static Complaint Path(string problem, string remedy) => new(DiagnosticCodes.PathPattern, problem, remedy);

    private static Complaint Method(string problem, string remedy) => new(DiagnosticCodes.Method, problem, remedy);
}
