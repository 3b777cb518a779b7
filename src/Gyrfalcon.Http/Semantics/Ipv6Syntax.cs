using System;

namespace Gyrfalcon.Http.Semantics;

/// <summary>IPv6address of RFC 3986 §3.2.2, without a zone. Allocates nothing, unlike <c>IPAddress.TryParse</c>.</summary>
internal static class Ipv6Syntax
{
    private const int Groups = 8;

    internal static bool IsAddress(ReadOnlySpan<byte> text)
    {
        int groups = 0;
        bool compressed = false;
        int position = 0;
        if (text.StartsWith("::"u8))
        {
            compressed = true;
            position = 2;
        }
        while (position < text.Length)
        {
            ReadOnlySpan<byte> rest = text[position..];
            int digits = HexDigits(rest);
            if (digits < rest.Length && rest[digits] == '.')
            {
                groups += 2;
                if (!IsIpv4(rest))
                    return false;
                break;
            }
            if (digits is 0 or > 4)
                return false;
            groups++;
            position += digits;
            if (position == text.Length)
                break;
            if (text[position++] != ':' || position == text.Length)
                return false;
            if (text[position] == ':')
            {
                if (compressed)
                    return false;
                compressed = true;
                position++;
            }
        }
        return compressed ? groups < Groups : groups == Groups;
    }

    private static int HexDigits(ReadOnlySpan<byte> text)
    {
        int count = 0;
        while (count < text.Length && char.IsAsciiHexDigit((char)text[count]))
            count++;
        return count;
    }

    /// <summary>IPv4address of RFC 3986 §3.2.2: four numbers without leading zeros.</summary>
    internal static bool IsIpv4(ReadOnlySpan<byte> text)
    {
        for (int octet = 0; octet < 4; octet++)
        {
            int length = octet == 3 ? text.Length : text.IndexOf((byte)'.');
            if (length is < 1 or > 3 || (length > 1 && text[0] == '0'))
                return false;
            int value = 0;
            foreach (byte digit in text[..length])
            {
                if (!char.IsAsciiDigit((char)digit))
                    return false;
                value = (value * 10) + (digit - '0');
            }
            if (value > byte.MaxValue)
                return false;
            text = text[Math.Min(length + 1, text.Length)..];
        }
        return true;
    }
}
