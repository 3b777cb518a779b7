using System;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using YamlDotNet.Core;

namespace Gyrfalcon.Proxy.Configuration.Yaml;

/// <summary>Says what a syntax error most likely is; the tokeniser's own words seldom help.</summary>
internal static class YamlSyntaxReport
{
    public static void Report(YamlException syntax, string text, DiagnosticList diagnostics)
    {
        var mark = new Mark((int)Math.Max(1, syntax.Start.Line), (int)Math.Max(1, syntax.Start.Column));
        for (int number = mark.Line; number >= Math.Max(1, mark.Line - 1); number--)
        {
            ReadOnlySpan<char> line = Line(text, number);
            int tab = line.IndexOf('\t');
            if (tab >= 0 && line[..tab].Trim(' ').IsEmpty)
            {
                diagnostics.Report(DiagnosticCodes.Tab, new Mark(number, tab + 1), "", "a tab is used as indentation", "indent with spaces");
                return;
            }
        }

        diagnostics.Report(DiagnosticCodes.Syntax, mark, "", $"not well-formed YAML: {Words(syntax)}", Remedy(Line(text, mark.Line)));
    }

    private static string Words(YamlException syntax)
    {
        string words = Shown.Text(syntax.Message).TrimEnd('.');
        return words.Length == 0 ? "unexpected text" : char.ToLowerInvariant(words[0]) + words[1..];
    }

    private static string Remedy(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> value = line.Trim();
        int colon = value.IndexOf(": ", StringComparison.Ordinal);
        if (colon >= 0)
            value = value[(colon + 2)..].TrimStart();
        if (value.StartsWith("[:", StringComparison.Ordinal))
            return "quote an IPv6 address: \"[::1]:8000\"";
        return "check brackets, quotes and indentation near here, and quote values that contain `: ` or begin with a special character";
    }

    private static ReadOnlySpan<char> Line(string text, int number)
    {
        ReadOnlySpan<char> rest = text;
        for (int passed = 1; passed < number; passed++)
        {
            int end = rest.IndexOf('\n');
            if (end < 0)
                return default;
            rest = rest[(end + 1)..];
        }

        int last = rest.IndexOf('\n');
        return last < 0 ? rest : rest[..last];
    }
}
