using System;
using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// Writes pieces of a JSON text (RFC 8259) into memory that is large enough for them: <see cref="LongestEscape"/> bytes for each of a text. The result is that of <see cref="System.Text.Json.Utf8JsonWriter"/> to the
/// byte, for less: there may be a line for every request, and its cost counts as the request's.
/// </summary>
/// <param name="room">Where to.</param>
/// <param name="isPlain">No text needs an escape: somebody has looked at all of them by <see cref="IsPlain"/>.</param>
internal ref struct JsonPen(Span<byte> room, bool isPlain = false)
{
    /// <summary>What one byte becomes at most.</summary>
    internal const int LongestEscape = 6;

    /// <summary>What stands for itself: visible ASCII without what ends a string, begins an escape, or means something in a page of HTML.</summary>
    private static readonly SearchValues<byte> Plain = SearchValues.Create(" !#$%()*,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~"u8);

    private readonly Span<byte> _room = room;
    private readonly bool _isPlain = isPlain;

    /// <summary>Bytes that are written.</summary>
    internal int Length { get; private set; }

    /// <summary>Every byte stands for itself in a text.</summary>
    internal static bool IsPlain(ReadOnlySpan<byte> texts) => !texts.ContainsAnyExcept(Plain);

    /// <summary>Adds what is JSON already. Where that is a literal, a few moves are all that is left of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Raw(scoped ReadOnlySpan<byte> json)
    {
        json.CopyTo(_room[Length..]);
        Length += json.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Number(scoped ReadOnlySpan<byte> opening, long number)
    {
        Raw(opening);
        if ((ulong)number < 10) _room[Length++] = (byte)('0' + number);
        else Digits(number);
    }

    /// <summary>Adds <paramref name="opening"/>, which ends with a quotation mark, the text whose bytes are its characters (Latin-1), and another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Text(scoped ReadOnlySpan<byte> opening, scoped ReadOnlySpan<byte> text)
    {
        Raw(opening);
        if (!_isPlain) text = text[Escaped(text)..];
        Raw(text);
        _room[Length++] = (byte)'"';
    }

    /// <summary>The same for a text that may be missing, and its member with it.</summary>
    internal void Optional(scoped ReadOnlySpan<byte> opening, scoped ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty) Text(opening, text);
    }

    private void Digits(long number)
    {
        Utf8Formatter.TryFormat(number, _room[Length..], out int written);
        Length += written;
    }

    /// <summary>Adds a text to the end of the last escape that it needs; how many of its bytes that are.</summary>
    private int Escaped(scoped ReadOnlySpan<byte> text)
    {
        int done = 0;
        int plain;
        while ((plain = text[done..].IndexOfAnyExcept(Plain)) >= 0)
        {
            Raw(text.Slice(done, plain));
            Escape(text[done + plain]);
            done += plain + 1;
        }

        return done;
    }

    private void Escape(byte character)
    {
        ReadOnlySpan<byte> name = character switch
        {
            (byte)'\b' => "\\b"u8,
            (byte)'\t' => "\\t"u8,
            (byte)'\n' => "\\n"u8,
            (byte)'\f' => "\\f"u8,
            (byte)'\r' => "\\r"u8,
            (byte)'\\' => "\\\\"u8,
            _ => "\\u00"u8,
        };
        Raw(name);
        if (name.Length == 2) return;
        Utf8Formatter.TryFormat(character, _room[Length..], out int written, new StandardFormat('X', 2));
        Length += written;
    }
}
