using System;
using System.Net;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>Listening addresses: <c>:8000</c>, <c>127.0.0.1:8000</c>, <c>[::1]:8000</c>.</summary>
internal static class ListenAddressText
{
    private const string Forms = "write `:8000`, `127.0.0.1:8000` or `[::1]:8000`";

    public static Parsed<ListenAddress> Parse(string text)
    {
        string shown = Shown.Text(text);
        if (text.Contains("://", StringComparison.Ordinal))
            return Wrong($"the address `{shown}` has a scheme", Forms);
        if (text.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) || text.StartsWith('/'))
            return Wrong($"`{shown}` is a Unix socket, and a listener has an IP address", Forms);
        if (text.Length > 0 && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
            return Wrong($"`{shown}` is a port without an address", $"write `:{shown}` for all addresses, or `127.0.0.1:{shown}`");
        if (text.StartsWith('['))
            return Bracketed(text, shown);

        int colon = text.LastIndexOf(':');
        if (colon < 0)
            return Wrong($"the address `{shown}` has no port", HostText.TryIPv4(text, out _) ? $"write `{shown}:8000`" : Forms);
        string host = text[..colon];
        if (host.Contains(':', StringComparison.Ordinal))
            return Wrong($"`{shown}` is an IPv6 address without brackets", "write it in brackets, with a port: `[::1]:8000`");
        if (!PortText.Parse(text.AsSpan(colon + 1), least: 0).Succeeded(out int port, out Complaint? complaint))
            return complaint;

        if (host.Length == 0)
            return new ListenAddress(null, port);
        if (HostText.TryIPv4(host, out IPAddress ip))
            return new ListenAddress(ip, port);
        return host switch
        {
            "*" => Wrong("`*` is not an address", $"write `:{port}` for all addresses"),
            _ when host.Equals("localhost", StringComparison.OrdinalIgnoreCase) => Wrong("a listener's address is an IP address, and `localhost` is a name", $"write `127.0.0.1:{port}` or `[::1]:{port}`"),
            _ when HostText.LooksLikeIPv4(host) => Wrong($"`{Shown.Text(host)}` is not an IPv4 address", "write four numbers from 0 to 255 joined by dots, without leading zeros"),
            _ => Wrong($"a listener's address is an IP address, and `{Shown.Text(host)}` is not", $"write the IP address of this machine, or `:{port}` for all addresses"),
        };
    }

    private static Parsed<ListenAddress> Bracketed(string text, string shown)
    {
        int close = text.IndexOf(']', StringComparison.Ordinal);
        if (close < 0)
            return Wrong($"the address `{shown}` lacks the closing bracket", "write `[::1]:8000`");
        if (!HostText.TryIPv6(text.AsSpan(1, close - 1), out IPAddress ip))
            return Wrong($"`{Shown.Text(text[1..close])}` is not an IPv6 address", "write `[::1]:8000`; zones such as `%eth0` are not supported");
        if (close + 1 == text.Length || text[close + 1] != ':')
            return Wrong($"the address `{shown}` has no port", $"write `[{ip}]:8000`");
        return PortText.Parse(text.AsSpan(close + 2), least: 0).Succeeded(out int port, out Complaint? complaint)
            ? new ListenAddress(ip, port)
            : complaint;
    }

    private static Complaint Wrong(string problem, string remedy) => new(DiagnosticCodes.ListenAddress, problem, remedy);
}
