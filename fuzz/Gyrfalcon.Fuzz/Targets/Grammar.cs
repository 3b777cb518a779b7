using System;
using System.Linq;
using System.Text.RegularExpressions;

using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Fuzz.Targets;

/// <summary>
/// A second, slow reading of RFC 9112 that shares nothing with the parsers: regular expressions over the text. Whatever a parser
/// accepts must match here, and its body must end where this says.
/// </summary>
internal static partial class Grammar
{
    internal static void CheckRequest(string head, RequestHead parsed)
    {
        string[] lines = Lines(head, leadingEmptyLine: true);
        InvariantException.True($"an accepted request line is one: {lines[0]}", RequestLine().IsMatch(lines[0]));
        CheckFields(lines[1..], parsed.Fields.Count);

        string[] hosts = Values(lines, "host");
        InvariantException.True("one Host, or none in HTTP/1.0", hosts.Length == 1 || (hosts.Length == 0 && lines[0].EndsWith("1.0", StringComparison.Ordinal)));
        string[] lengths = [.. Values(lines, "content-length").Distinct()];
        string[] codings = Values(lines, "transfer-encoding");
        InvariantException.Equal("framing", (lengths.Length, codings.Length) switch
        {
            (0, 0) => "None 0",
            (1, 0) => $"ContentLength {long.Parse(lengths[0], System.Globalization.NumberStyles.None, null)}",
            (0, 1) when codings[0].Equals("chunked", StringComparison.OrdinalIgnoreCase) => "Chunked 0",
            _ => "to be refused",
        }, $"{parsed.Framing.Kind} {parsed.Framing.Length}");
    }

    internal static void CheckResponse(string head, ResponseHead parsed)
    {
        string[] lines = Lines(head, leadingEmptyLine: false);
        InvariantException.True($"an accepted status line is one: {lines[0]}", StatusLine().IsMatch(lines[0]));
        CheckFields(lines[1..], parsed.Fields.Count);

        string[] lengths = [.. Values(lines, "content-length").Distinct()];
        string[] codings = Values(lines, "transfer-encoding");
        bool bodiless = parsed.Status is < 200 or 204 or 304;
        InvariantException.Equal("framing", (lengths.Length, codings.Length) switch
        {
            ( > 1, _) or (_, > 1) or (1, 1) => "to be refused",
            (0, 1) when !codings[0].Equals("chunked", StringComparison.OrdinalIgnoreCase) => "to be refused",
            _ when bodiless => "None 0",
            (0, 0) => "UntilClose 0",
            (1, 0) => $"ContentLength {long.Parse(lengths[0], System.Globalization.NumberStyles.None, null)}",
            _ => "Chunked 0",
        }, $"{parsed.Framing.Kind} {parsed.Framing.Length}");
    }

    private static string[] Lines(string head, bool leadingEmptyLine)
    {
        if (leadingEmptyLine && head.StartsWith("\r\n", StringComparison.Ordinal))
            head = head[2..];
        InvariantException.True("an accepted head ends in an empty line", head.EndsWith("\r\n\r\n", StringComparison.Ordinal));
        return head[..^4].Split("\r\n");
    }

    private static void CheckFields(string[] lines, int count)
    {
        InvariantException.True("each line is a field", lines.Length == count);
        foreach (string line in lines)
            InvariantException.True($"an accepted field line is one: {line}", FieldLine().IsMatch(line));
    }

    private static string[] Values(string[] lines, string name) =>
        [.. lines.Skip(1).Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim(' ', '\t'))];

    [GeneratedRegex(@"\A[!#$%&'*+.^_`|~0-9A-Za-z-]+ (\*|[!$&-;=?-Z\[\]\\^_`a-z{|}~]|%[0-9A-Fa-f]{2})+ HTTP/1\.[01]\z")]
    internal static partial Regex RequestLine();

    [GeneratedRegex(@"\AHTTP/1\.[01] [1-9][0-9]{2}( [\t\x20-\x7e\x80-\xff]*)?\z")]
    internal static partial Regex StatusLine();

    [GeneratedRegex(@"\A[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\z")]
    internal static partial Regex FieldLine();
}
