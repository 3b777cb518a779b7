using System;
using System.Linq;
using System.Net;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>Addresses for operators: <c>127.0.0.1:2019</c>, <c>[::1]:2019</c>, <c>:9100</c>, <c>unix:/run/gyr/admin.sock</c>.</summary>
internal static class AdminAddressText
{
    /// <summary>The longest path of a Unix socket, its end included, is 108 bytes (unix(7)).</summary>
    private const int LongestPath = 107;

    public static Parsed<AdminAddress> Parse(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            string path = text["unix:".Length..];
            return !path.StartsWith('/')
                ? new Complaint(DiagnosticCodes.AdminAddress, $"the path `{Shown.Text(path)}` of a Unix socket is relative", "write an absolute path, such as `unix:/run/gyr/admin.sock`")
                : path.Length <= LongestPath && path.All(static c => c is >= ' ' and <= '~')
                ? new AdminAddress(null, 0, path)
                : new Complaint(DiagnosticCodes.AdminAddress, $"`{Shown.Text(path)}` cannot be the path of a Unix socket", $"write an absolute path of at most {LongestPath} visible ASCII characters");
        }

        if (!ListenAddressText.Parse(text).Succeeded(out ListenAddress? address, out Complaint? complaint))
            return complaint;

        // An IPv4 address in IPv6 form is that IPv4 address; only a socket of both could be bound to it.
        IPAddress ip = address.Ip ?? IPAddress.IPv6Any;
        return new AdminAddress(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip, address.Port, null);
    }
}
