using System;

namespace Gyrfalcon.Testing;

/// <summary>
/// Body bytes that depend on their offset, so that a lost, doubled or moved piece shows. Repeats every 65,521 bytes, a prime that no
/// buffer size divides.
/// </summary>
public static class Pattern
{
    private const int Period = 65521;
    private static readonly byte[] Twice = MakeTwice();

    /// <summary>The longest piece that <see cref="At"/> gives.</summary>
    public const int LongestPiece = Period;

    /// <summary>The bytes from <paramref name="offset"/> on; valid for ever, do not write to them.</summary>
    public static ReadOnlyMemory<byte> At(long offset, int count) => Twice.AsMemory((int)(offset % Period), count);

    /// <summary>A whole body of the pattern, from offset 0.</summary>
    public static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count; done += Period)
            At(done, Math.Min(Period, count - done)).CopyTo(bytes.AsMemory(done));
        return bytes;
    }

    public static bool Matches(ReadOnlySpan<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            int piece = Math.Min(bytes.Length, Period);
            if (!bytes[..piece].SequenceEqual(At(offset, piece).Span))
                return false;
            bytes = bytes[piece..];
            offset += piece;
        }

        return true;
    }

    private static byte[] MakeTwice()
    {
        byte[] bytes = new byte[2 * Period];
        uint state = 2463534242;
        for (int i = 0; i < Period; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            bytes[i] = (byte)state;
        }

        bytes.AsSpan(0, Period).CopyTo(bytes.AsSpan(Period));
        return bytes;
    }
}
