using System;
using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>Hosts: names and IP addresses.</summary>
internal static class HostText
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    private static readonly SearchValues<char> LabelCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary>A name or an IPv4 address, in lower case. IPv6 addresses come in brackets and are the caller's matter.</summary>
    public static Parsed<string> ParseNameOrIPv4(string text)
    {
        if (LooksLikeIPv4(text))
        {
            return TryIPv4(text, out _)
                ? text
                : new Complaint(DiagnosticCodes.Host, $"`{Shown.Text(text)}` is not an IPv4 address", "write four numbers from 0 to 255 joined by dots, without leading zeros");
        }

        return NameComplaint(text) is { } complaint ? complaint : text.ToLowerInvariant();
    }

    /// <summary>Whether the last label is all digits: such a host is an IPv4 address or a mistake, never a name.</summary>
    public static bool LooksLikeIPv4(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> last = text[(text.LastIndexOf('.') + 1)..];
        return !last.IsEmpty && last.IndexOfAnyExceptInRange('0', '9') < 0;
    }

    /// <summary>The strict dotted form only; the BCL also reads octal, hexadecimal and shortened forms.</summary>
    public static bool TryIPv4(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        Span<byte> bytes = stackalloc byte[4];
        int count = 0;
        foreach (Range part in text.Split('.'))
        {
            ReadOnlySpan<char> digits = text[part];
            bool canonical = digits.Length is 1 or 2 or 3 && (digits.Length == 1 || digits[0] != '0') && digits.IndexOfAnyExceptInRange('0', '9') < 0;
            if (count == 4 || !canonical || !byte.TryParse(digits, out bytes[count]))
                return false;
            count++;
        }

        if (count != 4)
            return false;
        address = new IPAddress(bytes);
        return true;
    }

    /// <summary>An IPv6 address without brackets and without a zone.</summary>
    public static bool TryIPv6(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.IPv6None;
        if (text.IndexOfAny("%[]/") >= 0 || !text.Contains(':') || !IPAddress.TryParse(text, out IPAddress? parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        address = parsed;
        return true;
    }

    private static Complaint? NameComplaint(string text)
    {
        string shown = Shown.Text(text);
        if (text.Length == 0)
            return new Complaint(DiagnosticCodes.Host, "the host is missing", "write a name or an IP address");
        if (text.Length > LongestName)
            return new Complaint(DiagnosticCodes.Host, $"the host name `{shown}` is longer than {LongestName} characters");
        if (text.EndsWith('.'))
            return new Complaint(DiagnosticCodes.Host, $"the host name `{shown}` ends with a dot", $"write `{shown.TrimEnd('.')}`");
        foreach (char c in text)
        {
            if (c > 0x7F)
                return new Complaint(DiagnosticCodes.Host, $"the host name `{shown}` has characters beyond ASCII", "write it in its `xn--` form");
        }

        foreach (Range part in text.AsSpan().Split('.'))
        {
            ReadOnlySpan<char> label = text.AsSpan(part);
            if (label.IsEmpty)
                return new Complaint(DiagnosticCodes.Host, $"the host name `{shown}` has an empty label", "write one dot between labels, none at the beginning");
            if (label.Length > LongestLabel)
                return new Complaint(DiagnosticCodes.Host, $"the host name `{shown}` has a label longer than {LongestLabel} characters");
            int wrong = label.IndexOfAnyExcept(LabelCharacters);
            if (wrong >= 0)
                return new Complaint(DiagnosticCodes.Host, $"`{Shown.Text(label[wrong].ToString())}` cannot appear in the host name `{shown}`", "labels are letters, digits, `-` and `_`");
            if (label[0] == '-' || label[^1] == '-')
                return new Complaint(DiagnosticCodes.Host, $"the host name `{shown}` has a label that begins or ends with `-`");
        }

        return null;
    }
}
