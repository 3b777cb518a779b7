using System;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// What stands in a session's cookie for an endpoint: 16 bytes that nobody makes without the key, and that tell nothing of the endpoint. The same wherever key, cluster and endpoint are.
/// </summary>
internal static class SessionToken
{
    /// <summary>Characters of its text, in base64url without padding.</summary>
    internal const int TextLength = 22;

    private const int Length = 16;

    /// <summary>The first 16 bytes of HMAC-SHA256(key, cluster, 0, URL of the endpoint).</summary>
    internal static UInt128 Of(byte[] key, string cluster, string endpoint)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{cluster}\0{endpoint}"), digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    internal static string Text(UInt128 token)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, token);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Only the one spelling that <see cref="Text"/> gives is read.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> text, out UInt128 token)
    {
        token = default;
        if (text.Length != TextLength) return false;
        foreach (byte character in text[..^1])
        {
            int digit = Digit(character);
            if (digit < 0) return false;
            token = (token << 6) | (uint)digit;
        }

        // The last character has four bits too many, which are 0.
        int last = Digit(text[^1]);
        if (last < 0 || (last & 15) != 0) return false;
        token = (token << 2) | (uint)(last >> 4);
        return true;
    }

    private static int Digit(byte character) => character switch
    {
        >= (byte)'A' and <= (byte)'Z' => character - 'A',
        >= (byte)'a' and <= (byte)'z' => character - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => character - '0' + 52,
        (byte)'-' => 62,
        (byte)'_' => 63,
        _ => -1,
    };
}
