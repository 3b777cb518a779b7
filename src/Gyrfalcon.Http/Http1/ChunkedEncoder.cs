using System;
using System.Numerics;

namespace Gyrfalcon.Http.Http1;

/// <summary>
/// Puts a body into the chunked coding (RFC 9112 §7.1): <see cref="WriteSize"/>, the data, <see cref="EndOfChunk"/>, and at the end
/// <see cref="EndOfBody"/>, or <see cref="LastChunk"/> followed by trailer fields and an empty line (<see cref="HeadWriter"/>).
/// </summary>
public static class ChunkedEncoder
{
    /// <summary>Bytes of the longest size line: 16 digits, CR LF.</summary>
    public const int MaxSizeLine = 18;

    /// <summary>What follows the data of each chunk.</summary>
    public static ReadOnlySpan<byte> EndOfChunk => "\r\n"u8;

    /// <summary>The chunk of size 0, behind which the trailer section begins.</summary>
    public static ReadOnlySpan<byte> LastChunk => "0\r\n"u8;

    /// <summary>The chunk of size 0 and an empty trailer section.</summary>
    public static ReadOnlySpan<byte> EndOfBody => "0\r\n\r\n"u8;

    /// <summary>Writes the size line of a chunk.</summary>
    /// <param name="destination">Room for <see cref="MaxSizeLine"/> bytes, or for as many as the size takes.</param>
    /// <param name="size">Bytes of data that follow; at least 1, because 0 would end the body.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    public static int WriteSize(Span<byte> destination, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        int digits = (BitOperations.Log2((ulong)size) / 4) + 1;
        for (int i = digits - 1; i >= 0; i--)
        {
            destination[i] = "0123456789abcdef"u8[(int)(size & 15)];
            size >>= 4;
        }
        destination[digits] = (byte)'\r';
        destination[digits + 1] = (byte)'\n';
        return digits + 2;
    }
}
