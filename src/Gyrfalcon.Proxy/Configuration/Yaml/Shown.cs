using System.Globalization;

namespace Gyrfalcon.Proxy.Configuration.Yaml;

/// <summary>Makes text from a file fit to appear in a one-line message on a terminal.</summary>
internal static class Shown
{
    private const int Longest = 80;

    /// <summary>The text in one line, cut when long.</summary>
    public static string Text(string text) => text.Length > Longest ? OneLine(text[..Longest]) + "…" : OneLine(text);

    /// <summary>The text without anything that a terminal would act on: control and format characters, halves of characters.</summary>
    public static string OneLine(string text)
    {
        foreach (char c in text)
        {
            if (IsUnfit(c))
                return string.Create(text.Length, text, (shown, all) =>
                {
                    for (int i = 0; i < all.Length; i++)
                        shown[i] = IsUnfit(all[i]) ? '\uFFFD' : all[i];
                });
        }

        return text;
    }

    private static bool IsUnfit(char c) => !char.IsAscii(c)
        ? char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        : char.IsControl(c);
}
