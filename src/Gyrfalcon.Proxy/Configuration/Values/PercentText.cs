using System;
using System.Globalization;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>Percentages as users write them: <c>20%</c>, and where parts of one make sense <c>0.1%</c>.</summary>
internal static class PercentText
{
    private const int MostDecimals = 4;

    /// <summary>With four decimals at most.</summary>
    public static Parsed<decimal> ParseFine(string text)
    {
        string number = text.EndsWith('%') ? text[..^1] : text;
        bool isNumber = decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent)
            && number.Length < 10 && char.IsAsciiDigit(number[0]) && char.IsAsciiDigit(number[^1]) && number.Length - 1 - number.IndexOf('.') is var decimals && (decimals <= MostDecimals || decimals == number.Length);
        if (isNumber && text.EndsWith('%'))
            return percent;
        return isNumber
            ? new Complaint(DiagnosticCodes.Percent, $"the percentage `{Shown.Text(text)}` has no sign", $"write `{Shown.Text(text)}%`")
            : new Complaint(DiagnosticCodes.Percent, $"`{Shown.Text(text)}` is not a percentage", "write a number with four decimals at most and `%`, such as `0.1%`");
    }

    /// <summary>Whole ones only.</summary>
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
