using System;
using System.Net;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>Addresses of DNS servers: <c>10.0.0.53</c>, <c>10.0.0.53:5353</c>, <c>[fd00::53]:5353</c>, <c>fd00::53</c>.</summary>
internal static class NameServerText
{
    private const int DefaultPort = 53;

    public static Parsed<NameServerAddress> Parse(string text)
    {
        if (HostText.TryIPv6(text, out IPAddress bare)) return new NameServerAddress(bare, DefaultPort);
        int bracket = text.LastIndexOf(']');
        int colon = text.LastIndexOf(':');
        ReadOnlySpan<char> host = colon > bracket ? text.AsSpan(0, colon) : text;
        bool isAddress = HostText.TryIPv4(host, out IPAddress ip) || (host is ['[', .., ']'] && HostText.TryIPv6(host[1..^1], out ip));
        if (!isAddress)
            return new Complaint(DiagnosticCodes.NameServer, $"`{Shown.Text(text)}` is not the address of a DNS server", "write `10.0.0.53`, `10.0.0.53:5353` or `[fd00::53]:5353`");
        if (colon <= bracket) return new NameServerAddress(ip, DefaultPort);
        return PortText.Parse(text.AsSpan(colon + 1), least: 1).Succeeded(out int port, out Complaint? complaint) ? new NameServerAddress(ip, port) : complaint;
    }
}
