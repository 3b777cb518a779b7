using System;
using System.Globalization;
using System.Text;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>Durations as users write them: <c>250ms</c>, <c>10s</c>, <c>2m30s</c>, <c>1h</c>. The resolution is a millisecond.</summary>
internal static class DurationText
{
    // In descending order, as they must appear in a text.
    private static readonly (string Unit, long Milliseconds)[] Units = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    // A thousand years: far beyond every setting's range and far within TimeSpan's.
    private const long Most = 1000L * 366 * 24 * 3_600_000;

    public static Parsed<TimeSpan> Parse(string text)
    {
        ReadOnlySpan<char> rest = text;
        long total = 0;
        int nextUnit = 0;
        do
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits < 0 && rest.Length > 0 && nextUnit == 0)
                return new Complaint(DiagnosticCodes.Duration, $"the duration `{Shown.Text(text)}` has no unit", $"write `{Shown.Text(text)}s` for seconds, or `ms`, `m`, `h`");
            if (digits <= 0)
                return Unclear(text);
            bool fits = long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out long count);

            rest = rest[digits..];
            int letters = rest.IndexOfAnyInRange('0', '9');
            ReadOnlySpan<char> unit = letters < 0 ? rest : rest[..letters];
            rest = rest[unit.Length..];

            int found = nextUnit;
            while (found < Units.Length && !unit.SequenceEqual(Units[found].Unit))
                found++;
            if (found == Units.Length)
                return Unclear(text);
            if (!fits || count > Most / Units[found].Milliseconds)
                return new Complaint(DiagnosticCodes.OutOfRange, $"the duration `{Shown.Text(text)}` is too long");
            total += count * Units[found].Milliseconds;
            nextUnit = found + 1;
        }
        while (!rest.IsEmpty);

        return TimeSpan.FromMilliseconds(total);
    }

    /// <summary>The shortest text that <see cref="Parse"/> reads as the same duration.</summary>
    public static string Format(TimeSpan duration)
    {
        long rest = (long)duration.TotalMilliseconds;
        var text = new StringBuilder();
        foreach ((string unit, long milliseconds) in Units)
        {
            if (rest < milliseconds)
                continue;
            _ = text.Append(CultureInfo.InvariantCulture, $"{rest / milliseconds}{unit}");
            rest %= milliseconds;
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    private static Complaint Unclear(string text) =>
        new(DiagnosticCodes.Duration, $"`{Shown.Text(text)}` is not a duration", "write whole numbers with `h`, `m`, `s`, `ms`, largest first, such as `250ms`, `10s` or `2m30s`");
}
