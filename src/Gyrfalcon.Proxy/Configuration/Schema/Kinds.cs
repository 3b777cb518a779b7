using System;
using System.Linq;
using System.Net;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Values;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>The kinds of single values.</summary>
internal static class Kinds
{
    private const string DurationPattern = "^(?=[0-9])([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$";
    private const string SizePattern = "^[0-9]+([KMGT]i?B)?$";

    public static ScalarShape<bool> Boolean { get; } = new(new ScalarFacts("`true` or `false`", JsonType: "boolean"), NumberText.ParseBoolean);

    public static ScalarShape<string> Name { get; } = new(new ScalarFacts("a name", Pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"), PlainText.ParseName);

    public static ScalarShape<string> Text { get; } = new(new ScalarFacts("text"), PlainText.ParseAnything);

    public static ScalarShape<string> FieldValue { get; } = new(new ScalarFacts("the value of a header field"), PlainText.ParseFieldValue);

    public static ScalarShape<string> FilePath { get; } = new(new ScalarFacts("the path of a file"), PlainText.ParseFilePath);

    public static ScalarShape<string> ServerName { get; } = new(new ScalarFacts("a host name"), PlainText.ParseServerName);

    public static ScalarShape<ListenAddress> ListenAddress { get; } = new(new ScalarFacts("an address and port", Pattern: ":[0-9]{1,5}$"), ListenAddressText.Parse);

    public static ScalarShape<AdminAddress> AdminAddress { get; } = new(new ScalarFacts("an address and port, or the path of a Unix socket", Pattern: "^unix:/|:[0-9]{1,5}$"), AdminAddressText.Parse);

    public static ScalarShape<EndpointConfig> EndpointUrl { get; } = new(new ScalarFacts("a URL", Pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@]+/?$"), EndpointUrlText.Parse);

    public static ScalarShape<Uri> CollectorUrl { get; } = new(new ScalarFacts("a URL", Pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[^@]+$"), CollectorUrlText.Parse);

    public static ScalarShape<EndpointHost> EndpointHost { get; } = new(new ScalarFacts("`auto`, `client`, `endpoint`, or a host with or without a port"), PlainText.ParseEndpointHost);

    public static ScalarShape<IPNetwork> AddressRange { get; } = new(new ScalarFacts("a range of addresses"), AddressRangeText.Parse);

    public static ScalarShape<HostPattern> HostPattern { get; } = new(new ScalarFacts("a host"), MatchText.ParseHost);

    public static ScalarShape<PathPattern> PathPattern { get; } = new(new ScalarFacts("a path", Pattern: "^/"), MatchText.ParsePath);

    public static ScalarShape<string> Method { get; } = new(new ScalarFacts("a method"), MatchText.ParseMethod);

    public static ScalarShape<string> ProbePath { get; } = new(new ScalarFacts("a path", Pattern: "^/"), ProbeText.ParsePath);

    public static ScalarShape<ProbeField> ProbeField { get; } = new(new ScalarFacts("a header field", Pattern: ":"), ProbeText.ParseField);

    public static ScalarShape<StatusRange> StatusRange { get; } = new(new ScalarFacts("a status or a range of them", JsonType: "integer", Pattern: "^[1-5][0-9]{2}(-[1-5][0-9]{2})?$"), ProbeText.ParseStatuses);

    public static ScalarShape<NameServerAddress> NameServer { get; } = new(new ScalarFacts("an IP address with or without a port"), NameServerText.Parse);

    public static ScalarShape<HashKey> HashKey { get; } = new(new ScalarFacts("`client-address`, `path`, `header:NAME`, `cookie:NAME` or `query:NAME`"), HashKeyText.Parse);

    public static ScalarShape<string> CookieName { get; } = new(new ScalarFacts("the name of a cookie"), CookieText.ParseName);

    public static ScalarShape<string> CookiePath { get; } = new(new ScalarFacts("a path", Pattern: "^/"), CookieText.ParsePath);

    public static ScalarShape<TimeSpan> Duration(string least, string most) =>
        Ranged(DurationText.Parse, least, most, new ScalarFacts($"a duration, `{least}` to `{most}`", Pattern: DurationPattern));

    public static ScalarShape<long> Size(string least, string most) =>
        Ranged(SizeText.Parse, least, most, new ScalarFacts($"a size in bytes, `{least}` to `{most}`", JsonType: "integer", Pattern: SizePattern));

    public static ScalarShape<int> Whole(int least, int most) => new(
        new ScalarFacts($"a whole number, {least} to {most}", JsonType: "integer", Least: least, Most: most),
        text => NumberText.ParseWhole(text).Succeeded(out long number, out Complaint? complaint)
            ? number >= least && number <= most ? (int)number : OutOfRange(text, $"{least}", $"{most}")
            : complaint.Code == DiagnosticCodes.OutOfRange ? OutOfRange(text, $"{least}", $"{most}") : complaint);

    public static ScalarShape<int> Percent(int least, int most) => new(
        new ScalarFacts($"a percentage, `{least}%` to `{most}%`", Pattern: "^[0-9]{1,3}%$"),
        text => PercentText.Parse(text).Succeeded(out int percent, out Complaint? complaint)
            ? percent >= least && percent <= most ? percent : OutOfRange(text, $"{least}%", $"{most}%")
            : complaint);

    public static ScalarShape<decimal> FinePercent(string least, string most) =>
        Ranged(PercentText.ParseFine, least, most, new ScalarFacts($"a percentage, `{least}` to `{most}`", Pattern: "^[0-9]{1,3}(\\.[0-9]{1,4})?%$"));

    /// <summary>A value, or a word that says there is none.</summary>
    public static ScalarShape<T?> OrWord<T>(ScalarShape<T> shape, string word)
        where T : struct => new(
        shape.Facts with { Type = $"{shape.Facts.Type}, or `{word}`", Words = [word], NullWord = word },
        text => text == word ? (T?)null
            : shape.Parse(text).Succeeded(out T value, out Complaint? complaint) ? value
            : complaint with { Remedy = complaint.Remedy is null ? $"or write `{word}`" : $"{complaint.Remedy}, or `{word}`" });

    public static ScalarShape<T> Choice<T>(params (string Word, T Value)[] choices)
    {
        string[] words = [.. choices.Select(choice => choice.Word)];
        return new ScalarShape<T>(new ScalarFacts(OneOf(words), Words: words), text =>
        {
            foreach ((string word, T value) in choices)
            {
                if (word == text)
                    return value;
            }

            return new Complaint(DiagnosticCodes.Choice, $"`{Shown.Text(text)}` is not a choice here", Suggestion.Nearest(text, words) is { } near ? $"did you mean `{near}`?" : $"write {OneOf(words)}");
        });
    }

    private static ScalarShape<T> Ranged<T>(Func<string, Parsed<T>> parse, string least, string most, ScalarFacts facts)
        where T : struct, IComparable<T>
    {
        T low = Bound(parse, least);
        T high = Bound(parse, most);
        return new ScalarShape<T>(facts, text => parse(text).Succeeded(out T value, out Complaint? complaint)
            ? value.CompareTo(low) >= 0 && value.CompareTo(high) <= 0 ? value : OutOfRange(text, least, most)
            : complaint.Code == DiagnosticCodes.OutOfRange ? OutOfRange(text, least, most) : complaint);
    }

    private static T Bound<T>(Func<string, Parsed<T>> parse, string text) =>
        parse(text).Succeeded(out T? value, out Complaint? complaint) ? value : throw new InvalidOperationException(complaint.Problem);

    private static Complaint OutOfRange(string text, string least, string most) =>
        new(DiagnosticCodes.OutOfRange, $"`{Shown.Text(text)}` is out of range", $"write `{least}` to `{most}`");

    private static string OneOf(string[] words) => words.Length == 1
        ? $"`{words[0]}`"
        : $"`{string.Join("`, `", words.Take(words.Length - 1))}` or `{words[^1]}`";
}
