using System;
using System.Buffers;

namespace Gyrfalcon.Http.Semantics;

/// <summary>
/// The path as routing sees it, so that a route cannot be evaded by spelling: percent-encoded unreserved characters are decoded
/// (RFC 3986 §6.2.2.2), other encodings are put in upper case, path parameters (<c>;</c> to the end of the segment, §3.3) are left out, repeated slashes
/// become one, dot segments are removed (§5.2.4). What is forwarded is the client's own spelling; where readers of it are known to
/// disagree, the router asks for the other readings too.
/// </summary>
public static class RoutingPath
{
    private static readonly SearchValues<byte> Suspicious = SearchValues.Create("%.;"u8);

    /// <summary>True if <see cref="Normalise"/> would change nothing; cheap, and may say false for a path that is normal.</summary>
    public static bool IsNormal(ReadOnlySpan<byte> path) => !path.ContainsAny(Suspicious) && path.IndexOf("//"u8) < 0;

    /// <summary>Writes the normal form of <paramref name="path"/>, which is no longer than the path; returns its length.</summary>
    public static int Normalise(ReadOnlySpan<byte> path, Span<byte> destination, out PathMarks marks)
    {
        marks = PathMarks.None;
        int length = DecodeUnreserved(path, destination, ref marks);
        return Resolve(destination[..length], removeDots: true, ref marks);
    }

    /// <summary>As <see cref="Normalise"/>, but dot segments stay: the reading of a server that takes them for names.</summary>
    public static int KeepDots(ReadOnlySpan<byte> path, Span<byte> destination)
    {
        PathMarks marks = PathMarks.None;
        int length = DecodeUnreserved(path, destination, ref marks);
        return Resolve(destination[..length], removeDots: false, ref marks);
    }

    /// <summary>
    /// As <see cref="Normalise"/>, or <see cref="KeepDots"/>, after every encoding was decoded, those that were encoded again too, and backslashes became slashes: the reading
    /// of a server that decodes before it splits, or twice.
    /// </summary>
    public static int DecodeAll(ReadOnlySpan<byte> path, Span<byte> destination, bool removeDots, out PathMarks marks)
    {
        marks = PathMarks.None;
        int length = 0;
        for (int i = 0; i < path.Length; i++)
        {
            byte value = path[i];
            if (value == '%')
            {
                // %252F is an encoded %2F, and so on to any depth; one pass finds the innermost.
                int digits = i + 1;
                while (digits + 2 < path.Length && path[digits] == '2' && path[digits + 1] == '5' && TryDecode(path, digits + 2, out _)) digits += 2;
                if (TryDecode(path, digits, out byte decoded))
                {
                    value = decoded;
                    i = digits + 1;
                }
            }

            destination[length++] = value == '\\' ? (byte)'/' : value;
        }

        return Resolve(destination[..length], removeDots, ref marks);
    }

    private static int DecodeUnreserved(ReadOnlySpan<byte> path, Span<byte> destination, ref PathMarks marks)
    {
        int length = 0;
        for (int i = 0; i < path.Length; i++)
        {
            byte value = path[i];
            if (value != '%' || !TryDecode(path, i + 1, out byte decoded))
            {
                destination[length++] = value;
                continue;
            }

            if (IsUnreserved(decoded))
            {
                destination[length++] = decoded;
            }
            else
            {
                if (decoded is (byte)'/' or (byte)'\\' or (byte)';' or (byte)'%') marks |= PathMarks.EncodedDelimiter;
                destination[length++] = (byte)'%';
                destination[length++] = Upper(path[i + 1]);
                destination[length++] = Upper(path[i + 2]);
            }

            i += 2;
        }

        return length;
    }

    private static int Resolve(Span<byte> path, bool removeDots, ref PathMarks marks)
    {
        if (path.IsEmpty || path[0] != '/') return path.Length;
        int length = 0;
        int next;
        for (int slash = 0; slash < path.Length; slash = next)
        {
            next = path[(slash + 1)..].IndexOf((byte)'/');
            next = next < 0 ? path.Length : slash + 1 + next;
            bool last = next == path.Length;
            ReadOnlySpan<byte> segment = WithoutParameters(path[(slash + 1)..next]);
            bool dots = segment.SequenceEqual("."u8) || segment.SequenceEqual(".."u8);
            if (dots) marks |= PathMarks.DotSegment;
            if (segment.IsEmpty && !last)
            {
                marks |= PathMarks.EmptySegment;
            }
            else if (dots && removeDots)
            {
                if (segment.Length == 2) length = Parent(path[..length], ref marks);
                if (last) path[length++] = (byte)'/';
            }
            else
            {
                path[length] = (byte)'/';
                segment.CopyTo(path[(length + 1)..]);
                length += 1 + segment.Length;
            }
        }

        if (length == 0) path[length++] = (byte)'/';
        return length;
    }

    private static int Parent(ReadOnlySpan<byte> path, ref PathMarks marks)
    {
        if (path.IsEmpty) marks |= PathMarks.AboveRoot;
        return Math.Max(0, path.LastIndexOf((byte)'/'));
    }

    private static ReadOnlySpan<byte> WithoutParameters(ReadOnlySpan<byte> segment)
    {
        int semicolon = segment.IndexOf((byte)';');
        return semicolon < 0 ? segment : segment[..semicolon];
    }

    private static bool TryDecode(ReadOnlySpan<byte> path, int digits, out byte decoded)
    {
        decoded = 0;
        if (digits + 1 >= path.Length || !char.IsAsciiHexDigit((char)path[digits]) || !char.IsAsciiHexDigit((char)path[digits + 1])) return false;
        decoded = (byte)((Value(path[digits]) << 4) | Value(path[digits + 1]));
        return true;
    }

    private static int Value(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static byte Upper(byte digit) => digit >= 'a' ? (byte)(digit - 32) : digit;

    private static bool IsUnreserved(byte value)
        => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~';
}
