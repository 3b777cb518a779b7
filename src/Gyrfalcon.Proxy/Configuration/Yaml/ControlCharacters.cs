using System;
using System.Buffers;
using System.Globalization;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;

namespace Gyrfalcon.Proxy.Configuration.Yaml;

/// <summary>
/// YAML allows no control characters but tab, line feed, carriage return and next line (YAML 1.2.2, section 5.1). YamlDotNet does
/// not look, and takes U+0000 for the end of the text: the rest of the file would be ignored in silence.
/// </summary>
internal static class ControlCharacters
{
    private static readonly SearchValues<char> Refused = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\u0085')), '\uFFFE', '\uFFFF']);

    public static bool AreAbsent(string text, DiagnosticList diagnostics)
    {
        int at = text.AsSpan().IndexOfAny(Refused);
        if (at < 0)
            return true;
        ReadOnlySpan<char> before = text.AsSpan(0, at);
        var mark = new Mark(before.Count('\n') + 1, at - before.LastIndexOf('\n'));
        string code = ((int)text[at]).ToString("X4", CultureInfo.InvariantCulture);
        diagnostics.Report(DiagnosticCodes.Syntax, mark, "", $"not well-formed YAML: the control character U+{code}", "remove it, or write it as an escape within double quotes");
        return false;
    }
}
