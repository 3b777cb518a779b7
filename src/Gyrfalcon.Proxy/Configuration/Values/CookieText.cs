using System;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>The parts of a cookie that is set (RFC 6265bis, section 4.1.1).</summary>
internal static class CookieText
{
    private const string TokenCharacters = "!#$%&'*+-.^_`|~";

    public static Parsed<string> ParseName(string text)
    {
        bool fits = text.Length is > 0 and <= 64 && text.All(static c => char.IsAsciiLetterOrDigit(c) || TokenCharacters.Contains(c, StringComparison.Ordinal));
        return fits ? text : new Complaint(DiagnosticCodes.Cookie, $"`{Shown.Text(text)}` is not the name of a cookie", "use 1 to 64 letters, digits, `-` and `_`");
    }

    public static Parsed<string> ParsePath(string text)
    {
        bool fits = text.Length is > 0 and <= 256 && text[0] == '/' && text.All(static c => c is > ' ' and <= '~' and not ';');
        return fits ? text : new Complaint(DiagnosticCodes.Cookie, $"`{Shown.Text(text)}` is not the path of a cookie", "begin with `/`, and use no space and no `;`");
    }
}
