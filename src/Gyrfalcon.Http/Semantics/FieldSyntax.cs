using System;
using System.Buffers;
using System.Text;

namespace Gyrfalcon.Http.Semantics;

/// <summary>The character classes and small productions that field lines are made of (RFC 9110 §5.6).</summary>
public static class FieldSyntax
{
    /// <summary>tchar (RFC 9110 §5.6.2).</summary>
    internal static readonly SearchValues<byte> TokenBytes = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Every control character but HTAB: what a field value cannot hold (RFC 9110 §5.5). Bytes from 0x80 are obs-text and pass.</summary>
    internal static readonly SearchValues<byte> ControlBytes = SearchValues.Create(
    [
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
        0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x7F,
    ]);

    /// <summary>One or more tchar (RFC 9110 §5.6.2).</summary>
    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    /// <summary>A field value as it is after its surrounding white space was removed: no control character but HTAB (RFC 9110 §5.5).</summary>
    public static bool IsFieldValue(ReadOnlySpan<byte> text) =>
        !text.ContainsAny(ControlBytes) && TrimWhiteSpace(text).Length == text.Length;

    /// <summary>Without the OWS (SP and HTAB, RFC 9110 §5.6.3) at both ends.</summary>
    public static ReadOnlySpan<byte> TrimWhiteSpace(ReadOnlySpan<byte> text)
    {
        int start = 0;
        while (start < text.Length && text[start] is (byte)' ' or (byte)'\t')
            start++;
        int end = text.Length;
        while (end > start && text[end - 1] is (byte)' ' or (byte)'\t')
            end--;
        return text[start..end];
    }

    /// <summary>Both are the same token, without regard to the case of ASCII letters.</summary>
    public static bool SameToken(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Ascii.EqualsIgnoreCase(left, right);

    /// <summary>The members of a comma-separated value (RFC 9110 §5.6.1); see <see cref="ListMembers"/>.</summary>
    public static ListMembers MembersOf(ReadOnlySpan<byte> value) => new(value);
}
