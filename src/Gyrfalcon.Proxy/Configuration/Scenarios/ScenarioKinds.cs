using System;
using System.Globalization;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Values;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>The kinds of single values that only scenarios have.</summary>
internal static class ScenarioKinds
{
    public static ScalarShape<long> Seed { get; } = new(new ScalarFacts("a whole number", JsonType: "integer"), NumberText.ParseWhole);

    /// <summary>A duration down to a microsecond, up to an hour.</summary>
    public static ScalarShape<TimeSpan> ShortTime { get; } = new(new ScalarFacts("a duration, `0us` to `1h`", Pattern: "^[0-9]+(us|ms|s|m|h)"), ParseShortTime);

    /// <summary>The same, and not nothing.</summary>
    public static ScalarShape<TimeSpan> LongerTime { get; } = new(new ScalarFacts("a duration, `1us` to `1h`", Pattern: "^[0-9]+(us|ms|s|m|h)"), static text =>
        ParseShortTime(text).Succeeded(out TimeSpan time, out Complaint? complaint) ? time > TimeSpan.Zero ? time : new Complaint(DiagnosticCodes.OutOfRange, $"`{Shown.Text(text)}` is out of range", "write `1us` to `1h`") : complaint);

    public static ScalarShape<EndpointSelector> Selector { get; } = new(new ScalarFacts("`K of N`, a cluster's name, or a URL in which `*` stands for anything"), ParseSelector);

    public static ScalarShape<int> Percent { get; } = Kinds.Percent(0, 100);

    public static ScalarShape<int> LoadPercent { get; } = new(new ScalarFacts("a percentage, `0%` to `10000%`", Pattern: "^[0-9]{1,5}%$"), static text =>
        PercentText.Parse(text).Succeeded(out int percent, out Complaint? complaint)
            ? percent <= 10_000 ? percent : new Complaint(DiagnosticCodes.OutOfRange, $"`{Shown.Text(text)}` is out of range", "write `0%` to `10000%`")
            : complaint);

    public static ScalarShape<HashKey> UserKey { get; } = new(new ScalarFacts("`cookie:NAME` or `header:NAME`"), static text =>
        HashKeyText.Parse(text).Succeeded(out HashKey? key, out _) && key.Kind is HashKeyKind.Cookie or HashKeyKind.Header
            ? key
            : new Complaint(DiagnosticCodes.Choice, $"`{Shown.Text(text)}` cannot tell users apart", "write `cookie:NAME` or `header:NAME`"));

    /// <summary>A value whose absence means none, without a word for it.</summary>
    public static ScalarShape<T?> Absent<T>(ScalarShape<T> shape)
        where T : struct => new(shape.Facts, text => shape.Parse(text).Succeeded(out T value, out Complaint? complaint) ? value : complaint);

    private static Parsed<TimeSpan> ParseShortTime(string text)
    {
        if (text.EndsWith("us", StringComparison.Ordinal) && long.TryParse(text.AsSpan(0, text.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds))
            return microseconds <= 3_600_000_000 ? TimeSpan.FromMicroseconds(microseconds) : TooLong(text);
        if (!DurationText.Parse(text).Succeeded(out TimeSpan time, out Complaint? complaint)) return complaint;
        return time <= TimeSpan.FromHours(1) ? time : TooLong(text);
    }

    private static Complaint TooLong(string text) => new(DiagnosticCodes.OutOfRange, $"`{Shown.Text(text)}` is out of range", "write `0us` to `1h`");

    private static Parsed<EndpointSelector> ParseSelector(string text)
    {
        string[] parts = text.Split(" of ");
        if (parts.Length == 2 && parts.All(static part => part.Length is > 0 and < 6 && part.All(char.IsAsciiDigit)))
        {
            int place = int.Parse(parts[0], CultureInfo.InvariantCulture);
            int every = int.Parse(parts[1], CultureInfo.InvariantCulture);
            if (place >= 1 && place <= every) return new EndpointSelector { Place = place, Every = every };
        }
        else if (text.Contains("://", StringComparison.Ordinal))
        {
            return new EndpointSelector { Url = text };
        }
        else if (PlainText.ParseName(text).Succeeded(out _, out _))
        {
            return new EndpointSelector { Cluster = text };
        }

        return new Complaint(DiagnosticCodes.Selector, $"`{Shown.Text(text)}` selects no endpoints", "write `1 of 10` for the first of every ten, the name of a cluster, or a URL such as `http://10.0.1.*`");
    }
}
