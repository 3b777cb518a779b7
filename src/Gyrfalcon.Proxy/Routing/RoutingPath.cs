using System;
using System.Buffers;

namespace Gyrfalcon.Proxy.Routing;

/// <summary>
/// The path as routing sees it, so that a route cannot be evaded by spelling: percent-encoded unreserved characters are decoded
/// (RFC 3986 §6.2.2.2), other encodings are put in upper case, repeated slashes become one, dot segments are removed (RFC 3986 §5.2.4). An encoded
/// slash stays encoded: it is data, not structure. What is forwarded is the client's own spelling.
/// </summary>
public static class RoutingPath
{
    private static readonly SearchValues<byte> Suspicious = SearchValues.Create("%."u8);

    /// <summary>True if <see cref="Normalise"/> would change nothing; cheap, and may say false for a path that is normal.</summary>
    public static bool IsNormal(ReadOnlySpan<byte> path) => !path.ContainsAny(Suspicious) && path.IndexOf("//"u8) < 0;

    /// <summary>Writes the normal form of <paramref name="path"/>, which is no longer than the path; returns its length.</summary>
    public static int Normalise(ReadOnlySpan<byte> path, Span<byte> destination)
    {
        int length = Decode(path, destination);
        return RemoveDotsAndDoubleSlashes(destination[..length]);
    }

    private static int Decode(ReadOnlySpan<byte> path, Span<byte> destination)
    {
        int length = 0;
        for (int i = 0; i < path.Length; i++)
        {
            byte value = path[i];
            if (value == '%' && i + 2 < path.Length && TryHex(path[i + 1], out int high) && TryHex(path[i + 2], out int low))
            {
                byte decoded = (byte)(high << 4 | low);
                if (IsUnreserved(decoded))
                {
                    destination[length++] = decoded;
                }
                else
                {
                    destination[length++] = (byte)'%';
                    destination[length++] = Upper(path[i + 1]);
                    destination[length++] = Upper(path[i + 2]);
                }

                i += 2;
                continue;
            }

            destination[length++] = value;
        }

        return length;
    }

    private static int RemoveDotsAndDoubleSlashes(Span<byte> path)
    {
        if (path.IsEmpty || path[0] != '/') return path.Length;
        int length = 0;
        int i = 0;
        while (i < path.Length)
        {
            int end = path[(i + 1)..].IndexOf((byte)'/');
            end = end < 0 ? path.Length : i + 1 + end;
            ReadOnlySpan<byte> segment = path[(i + 1)..end];
            bool last = end == path.Length;
            if (segment.SequenceEqual("."u8) || (segment.IsEmpty && !last))
            {
                if (last) path[length++] = (byte)'/';
            }
            else if (segment.SequenceEqual(".."u8))
            {
                length = Math.Max(0, path[..length].LastIndexOf((byte)'/'));
                if (last) path[length++] = (byte)'/';
            }
            else
            {
                int count = end - i;
                path.Slice(i, count).CopyTo(path[length..]);
                length += count;
            }

            i = end;
        }

        if (length == 0) path[length++] = (byte)'/';
        return length;
    }

    private static bool TryHex(byte digit, out int value)
    {
        value = digit switch
        {
            >= (byte)'0' and <= (byte)'9' => digit - '0',
            >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
            _ => -1,
        };
        return value >= 0;
    }

    private static byte Upper(byte digit) => digit >= 'a' ? (byte)(digit - 32) : digit;

    private static bool IsUnreserved(byte value)
        => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~';
}
