using System;
using System.Globalization;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>Percentages as users write them: <c>20%</c>. Whole ones only.</summary>
internal static class PercentText
{
    public static Parsed<int> Parse(string text)
    {
        bool isWhole = int.TryParse(text.EndsWith('%') ? text.AsSpan(0, text.Length - 1) : text, NumberStyles.None, CultureInfo.InvariantCulture, out int percent);
        if (isWhole && text.EndsWith('%'))
            return percent;
        return isWhole
            ? new Complaint(DiagnosticCodes.Percent, $"the percentage `{Shown.Text(text)}` has no sign", $"write `{Shown.Text(text)}%`")
            : new Complaint(DiagnosticCodes.Percent, $"`{Shown.Text(text)}` is not a percentage", "write a whole number and `%`, such as `20%`");
    }
}
