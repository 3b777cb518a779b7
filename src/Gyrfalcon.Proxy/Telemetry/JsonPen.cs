using System;
using System.Buffers;
using System.Buffers.Text;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// Writes pieces of a JSON text (RFC 8259) into memory that is large enough for them: <see cref="LongestEscape"/> bytes for each of a text. The result is that of <see cref="System.Text.Json.Utf8JsonWriter"/> to the
/// byte, for less: there may be a line for every request, and its cost counts as the request's.
/// </summary>
internal ref struct JsonPen(Span<byte> room)
{
    /// <summary>What one byte becomes at most.</summary>
    internal const int LongestEscape = 6;

    /// <summary>What stands for itself: visible ASCII without what ends a string, begins an escape, or means something in a page of HTML.</summary>
    private static readonly SearchValues<byte> Plain = SearchValues.Create(" !#$%()*,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~"u8);

    private readonly Span<byte> _room = room;

    /// <summary>Bytes that are written.</summary>
    internal int Length { get; private set; }

    /// <summary>Adds what is JSON already.</summary>
    internal void Raw(scoped ReadOnlySpan<byte> json)
    {
        json.CopyTo(_room[Length..]);
        Length += json.Length;
    }

    internal void Number(scoped ReadOnlySpan<byte> opening, long number)
    {
        Raw(opening);
        Utf8Formatter.TryFormat(number, _room[Length..], out int written);
        Length += written;
    }

    /// <summary>Adds <paramref name="opening"/>, which ends with a quotation mark, the text whose bytes are its characters (Latin-1), and another.</summary>
    internal void Text(scoped ReadOnlySpan<byte> opening, scoped ReadOnlySpan<byte> text)
    {
        Raw(opening);
        int plain;
        while ((plain = text.IndexOfAnyExcept(Plain)) >= 0)
        {
            Raw(text[..plain]);
            Escape(text[plain]);
            text = text[(plain + 1)..];
        }

        Raw(text);
        Raw("\""u8);
    }

    /// <summary>The same for a text that may be missing, and its member with it.</summary>
    internal void Optional(scoped ReadOnlySpan<byte> opening, scoped ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty) Text(opening, text);
    }

    /// <summary>Adds a time in ticks of UTC, to the microsecond (RFC 3339).</summary>
    internal void Time(scoped ReadOnlySpan<byte> opening, long ticks)
    {
        Raw(opening);

        // The round-trip format has a digit more, and is written many times faster than one that is made to measure.
        new DateTime(ticks, DateTimeKind.Utc).TryFormat(_room[Length..], out int written, "O");
        Length += written - 2;
        Raw("Z\""u8);
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
