using System;
using System.Globalization;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>Whole numbers and truth values.</summary>
internal static class NumberText
{
    public static Parsed<long> ParseWhole(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            return number;
        if (text.Length > 0 && text.AsSpan(text[0] is '-' or '+' ? 1 : 0) is { IsEmpty: false } digits && digits.IndexOfAnyExceptInRange('0', '9') < 0)
            return new Complaint(DiagnosticCodes.OutOfRange, $"`{Shown.Text(text)}` is out of range");
        return new Complaint(DiagnosticCodes.Number, $"`{Shown.Text(text)}` is not a whole number", "write decimal digits only");
    }

    public static Parsed<bool> ParseBoolean(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => new Complaint(DiagnosticCodes.Boolean, $"`{Shown.Text(text)}` is neither `true` nor `false`", text.ToLowerInvariant() switch
        {
            "yes" or "on" or "true" or "1" or "y" => "write `true`",
            "no" or "off" or "false" or "0" or "n" => "write `false`",
            _ => "write one of them",
        }),
    };
}
