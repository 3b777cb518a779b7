using System;
using System.Globalization;
using System.Net;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>Ranges of addresses: <c>10.0.0.0/8</c>, <c>fd00::/8</c>, or one address.</summary>
internal static class AddressRangeText
{
    public static Parsed<IPNetwork> Parse(string text)
    {
        string shown = Shown.Text(text);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string address = slash < 0 ? text : text[..slash];
        if (!HostText.TryIPv4(address, out IPAddress ip) && !HostText.TryIPv6(address, out ip))
            return Wrong($"`{Shown.Text(address)}` is not an IP address", "write a range such as `10.0.0.0/8` or `fd00::/8`, or a single address");

        byte[] bytes = ip.GetAddressBytes();
        int most = bytes.Length * 8;
        int prefix = most;
        if (slash >= 0)
        {
            ReadOnlySpan<char> digits = text.AsSpan(slash + 1);
            if (digits.Length is 0 or > 3 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > most)
                return Wrong($"`{shown}` has no prefix length from 0 to {most}", "write a range such as `10.0.0.0/8` or `fd00::/8`");
        }

        bool cleared = false;
        for (int bit = prefix; bit < most; bit++)
        {
            byte mask = (byte)(0x80 >> (bit % 8));
            cleared |= (bytes[bit / 8] & mask) != 0;
            bytes[bit / 8] &= (byte)~mask;
        }

        var network = new IPAddress(bytes);
        return cleared
            ? Wrong($"`{shown}` has bits beyond its prefix of {prefix}", $"write `{network}/{prefix}` for the range, or `{ip}` for the one address")
            : new IPNetwork(network, prefix);
    }

    private static Complaint Wrong(string problem, string remedy) => new(DiagnosticCodes.AddressRange, problem, remedy);
}
