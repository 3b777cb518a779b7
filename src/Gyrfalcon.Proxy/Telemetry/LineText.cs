using System;
using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>Pieces of lines of text.</summary>
internal static class LineText
{
    internal static void Number(this ArrayBufferWriter<byte> lines, long number)
    {
        Utf8Formatter.TryFormat(number, lines.GetSpan(20), out int written);
        lines.Advance(written);
    }

    internal static void Date(this ArrayBufferWriter<byte> lines, long ticks, string format)
    {
        new DateTime(ticks, DateTimeKind.Utc).TryFormat(lines.GetSpan(64), out int written, format, CultureInfo.InvariantCulture);
        lines.Advance(written);
    }

    /// <summary>A text of the client's, or <paramref name="nothing"/>. Whatever could end its quotes or the line, or is not visible ASCII, becomes <paramref name="escape"/> and two hexadecimal digits.</summary>
    internal static void Escaped(this ArrayBufferWriter<byte> lines, ReadOnlySpan<byte> text, ReadOnlySpan<byte> escape, ReadOnlySpan<byte> nothing)
    {
        if (text.IsEmpty) lines.Write(nothing);
        while (!text.IsEmpty)
        {
            int plain = 0;
            while (plain < text.Length && IsPlain(text[plain], escape[0])) plain++;
            lines.Write(text[..plain]);
            if (plain == text.Length) return;
            lines.Write(escape);
            Utf8Formatter.TryFormat(text[plain], lines.GetSpan(2), out int written, new StandardFormat('X', 2));
            lines.Advance(written);
            text = text[(plain + 1)..];
        }
    }

    private static bool IsPlain(byte one, byte escape) => one is >= 0x20 and < 0x7F && one != '"' && one != escape;
}
