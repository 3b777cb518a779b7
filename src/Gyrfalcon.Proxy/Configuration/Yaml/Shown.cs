using System;
using System.Text;

namespace Gyrfalcon.Proxy.Configuration.Yaml;

/// <summary>Makes text from a file fit to appear in a one-line message on a terminal.</summary>
internal static class Shown
{
    private const int Longest = 80;

    /// <summary>The text in one line, without control characters, cut when long.</summary>
    public static string Text(string text)
    {
        ReadOnlySpan<char> kept = text.AsSpan(0, Math.Min(text.Length, Longest));
        var shown = new StringBuilder(kept.Length + 1);
        foreach (char c in kept)
            _ = shown.Append(char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format ? '\uFFFD' : c);
        return text.Length > Longest ? shown.Append('…').ToString() : shown.ToString();
    }
}
