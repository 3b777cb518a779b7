using System;
using System.Globalization;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>Sizes as users write them, in bytes: <c>8192</c>, <c>32KiB</c> (1024), <c>10MB</c> (1000 × 1000).</summary>
internal static class SizeText
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("", 1),
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
    ];

    public static Parsed<long> Parse(string text)
    {
        int digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits < 0)
            digits = text.Length;
        ReadOnlySpan<char> number = text.AsSpan(0, digits);
        ReadOnlySpan<char> unit = text.AsSpan(digits);
        if (number.IsEmpty)
            return Unclear(text);

        foreach ((string name, long bytes) in Units)
        {
            if (!unit.SequenceEqual(name))
                continue;
            if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long count) || count > long.MaxValue / bytes)
                return new Complaint(DiagnosticCodes.OutOfRange, $"the size `{Shown.Text(text)}` is too large");
            return count * bytes;
        }

        return Meant(unit) is { } letter
            ? new Complaint(DiagnosticCodes.Size, $"the size `{Shown.Text(text)}` has no unit that is known here", $"write `{Shown.Text(number.ToString())}{letter}iB` (powers of 1024) or `{Shown.Text(number.ToString())}{letter}B` (powers of 1000)")
            : Unclear(text);
    }

    /// <summary>A text that <see cref="Parse"/> reads as the same size, in the largest binary unit that divides it.</summary>
    public static string Format(long bytes)
    {
        for (int i = 4; i > 0; i--)
        {
            if (bytes > 0 && bytes % Units[i].Bytes == 0)
                return (bytes / Units[i].Bytes).ToString(CultureInfo.InvariantCulture) + Units[i].Unit;
        }

        return bytes.ToString(CultureInfo.InvariantCulture);
    }

    private static char? Meant(ReadOnlySpan<char> unit)
    {
        unit = unit.Trim(' ');
        if (unit.IsEmpty || unit.Length > 3)
            return null;
        char letter = char.ToUpperInvariant(unit[0]);
        ReadOnlySpan<char> tail = unit[1..];
        bool known = tail.IsEmpty || tail.Equals("b", StringComparison.OrdinalIgnoreCase) || tail.Equals("ib", StringComparison.OrdinalIgnoreCase);
        return known && letter is 'K' or 'M' or 'G' or 'T' ? letter : null;
    }

    private static Complaint Unclear(string text) =>
        new(DiagnosticCodes.Size, $"`{Shown.Text(text)}` is not a size", "write bytes, or a whole number with a unit, such as `8192`, `32KiB` or `10MB`");
}
