using System;
using System.Buffers;

namespace Gyrfalcon.Http.Semantics;

/// <summary>
/// host [":" port] as it stands in Host, in absolute-form and in authority-form. Narrower than RFC 3986: a host is an IP literal in
/// brackets or made of letters, digits, <c>-</c>, <c>.</c>, <c>_</c> and <c>~</c>; percent-encoding and sub-delims, which parties
/// decode or not, are refused, and so are an empty host, an empty label (but for the one behind a final dot), user information and an empty port.
/// </summary>
internal static class Authority
{
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Splits and checks.</summary>
    /// <param name="text">The whole authority.</param>
    /// <param name="hostLength">Bytes of the host from the start of the text, brackets included.</param>
    /// <param name="port">0 to 65535, or -1 if none is given.</param>
    /// <returns>False if the text is not an authority.</returns>
    internal static bool TryParse(ReadOnlySpan<byte> text, out int hostLength, out int port)
    {
        port = -1;
        hostLength = 0;
        if (text.IsEmpty)
            return false;
        if (text[0] == '[')
        {
            hostLength = text.IndexOf((byte)']') + 1;
            if (hostLength == 0 || !Ipv6Syntax.IsAddress(text[1..(hostLength - 1)]))
                return false;
        }
        else
        {
            hostLength = text.IndexOfAnyExcept(NameBytes);
            if (hostLength < 0)
                hostLength = text.Length;
            if (hostLength == 0 || HasEmptyLabel(text[..hostLength]))
                return false;
        }
        return hostLength == text.Length || (text[hostLength] == ':' && TryParsePort(text[(hostLength + 1)..], out port));
    }

    // No name in DNS has one, and readers differ in how many dots they drop.
    private static bool HasEmptyLabel(ReadOnlySpan<byte> name) => name[0] == '.' || name.IndexOf(".."u8) >= 0;

    private static bool TryParsePort(ReadOnlySpan<byte> digits, out int port)
    {
        port = 0;
        if (digits.IsEmpty || digits.Length > 5)
            return false;
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            port = (port * 10) + (digit - '0');
        }
        return port <= ushort.MaxValue;
    }
}
