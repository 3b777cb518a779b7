using System;
using System.Globalization;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>What a probe asks and expects.</summary>
internal static class ProbeText
{
    // Fields that a probe has anyway, and those that would change where its message ends.
    private static readonly string[] Taken = ["host", "user-agent", "accept", "connection", "content-length", "transfer-encoding", "upgrade", "expect", "te", "trailer"];

    public static Parsed<string> ParsePath(string text) =>
        text.StartsWith('/') && text.All(static c => c is > ' ' and <= '~' and not '#')
            ? text
            : new Complaint(DiagnosticCodes.ProbePath, $"`{Shown.Text(text)}` is no path to ask for", "begin with `/` and write visible ASCII without `#`, such as `/healthz?deep=1`");

    /// <summary>A field of a probe. It may be a credential, so a mistake in it is told without it.</summary>
    public static Parsed<ProbeField> ParseField(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon];
        if (colon <= 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)))
            return new Complaint(DiagnosticCodes.FieldValue, "it is not a header field", "write it as `\"Name: value\"`");
        if (Taken.Contains(name, StringComparer.OrdinalIgnoreCase))
            return new Complaint(DiagnosticCodes.FieldValue, $"the field `{name}` of a probe cannot be set here", "leave it out; `host` has a key of its own");
        if (text[(colon + 1)..].Trim() == ConfigSecrets.Hidden)
            return new Complaint(DiagnosticCodes.HiddenValue, $"`{ConfigSecrets.Hidden}` stands in the place of what `{name}` says", "write the value: only the process that told the configuration knows it");
        return PlainText.ParseFieldValue(text[(colon + 1)..].Trim()).Succeeded(out string? value, out _)
            ? new ProbeField(name, value)
            : new Complaint(DiagnosticCodes.FieldValue, $"what `{name}` says cannot be the value of a header field", "use visible ASCII characters, and spaces only between them");
    }

    public static Parsed<StatusRange> ParseStatuses(string text)
    {
        string[] ends = text.Split('-');
        if (ends.Length <= 2 && ends.All(static end => end.Length == 3 && end.All(char.IsAsciiDigit)))
        {
            int first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            int last = int.Parse(ends[^1], CultureInfo.InvariantCulture);
            if (first >= 100 && last <= 599 && first <= last)
                return new StatusRange(first, last);
        }

        return new Complaint(DiagnosticCodes.OutOfRange, $"`{Shown.Text(text)}` is neither a status nor a range of them", "write `100` to `599`, or a range such as `200-399`");
    }
}
