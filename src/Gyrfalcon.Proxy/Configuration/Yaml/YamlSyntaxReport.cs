using System;
using Gyrfalcon.Proxy.Configuration.Diagnostics;

namespace Gyrfalcon.Proxy.Configuration.Yaml;

/// <summary>Says what a syntax error most likely is; the tokeniser's own words describe its state, not the user's slip.</summary>
internal static class YamlSyntaxReport
{
    /// <summary>Stands for the message of an exception that has none for users.</summary>
    public const string WithinBrackets = "within brackets";

    // A part of the tokeniser's message, what it means for the user, and what to do; the first that fits counts.
    private static readonly (string Part, string Problem, string Remedy)[] Meanings =
    [
        (WithinBrackets, "a `[` or `{` before here is not closed", "close it, or quote it if it belongs to a value"),
        ("expected ',' or", "a `,` or the closing bracket is missing before here", "add it, or quote the value"),
        ("cannot start any token", "a value cannot begin with this character", "quote the value"),
        ("invalid mapping", "a second `: ` in one line, or a key indented deeper than the one above", "quote a value that contains `: `, or correct the indentation"),
        ("found wrong indentation", "a quote that begins here runs on over lines that are not indented", "close it, or indent the lines that belong to it"),
        ("unexpected end of stream", "a quote or bracket that begins here is not closed", "close it"),
        ("did not find expected key", "a key is expected here", "give this line the indentation of its neighbours, and close quotes and brackets before it"),
        ("expected '-' indicator", "`- ` is expected here", "give this line the indentation of its neighbours"),
        ("node content", "a value is expected here", "write one, or quote it if it begins with a special character"),
        ("document start", "only one value can stand at the top", "write the whole configuration as one mapping, each key at the beginning of a line"),
        ("escape", "an unknown escape in double quotes", "write a backslash itself as `\\\\`, or use single quotes"),
    ];

    public static void Report(YamlDotNet.Core.Mark where, string message, string text, DiagnosticList diagnostics)
    {
        var mark = new Mark((int)Math.Max(1, where.Line), (int)Math.Max(1, where.Column));
        // What YamlDotNet says of a tab points at the beginning of the whole mapping.
        bool isAboutTabs = message.Contains("tab", StringComparison.Ordinal);
        if (FirstIndentingTab(text, isAboutTabs ? 1 : mark.Line) is { } tab && (isAboutTabs || tab.Line == mark.Line))
        {
            diagnostics.Report(DiagnosticCodes.Tab, tab, "", "a tab is used as indentation", "indent with spaces");
            return;
        }

        (string problem, string remedy) = Meaning(message);
        if (Line(text, mark.Line).Contains("[:", StringComparison.Ordinal))
            remedy = "quote an IPv6 address: \"[::1]:8000\"";
        diagnostics.Report(DiagnosticCodes.Syntax, mark, "", $"not well-formed YAML: {problem}", remedy);
    }

    private static (string Problem, string Remedy) Meaning(string message)
    {
        foreach ((string part, string problem, string remedy) in Meanings)
        {
            if (message.Contains(part, StringComparison.Ordinal))
                return (problem, remedy);
        }

        return (Shown.Text(message).TrimEnd('.'), "check brackets, quotes and indentation here and just before");
    }

    private static Mark? FirstIndentingTab(ReadOnlySpan<char> text, int from)
    {
        int number = 1;
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            int tab = line.IndexOf('\t');
            if (number >= from && tab >= 0 && line[..tab].Trim(' ').IsEmpty)
                return new Mark(number, tab + 1);
            number++;
        }

        return null;
    }

    private static ReadOnlySpan<char> Line(ReadOnlySpan<char> text, int number)
    {
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            if (--number == 0)
                return line;
        }

        return default;
    }
}
