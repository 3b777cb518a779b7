using System;
using System.Buffers;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// The combined log of Apache and nginx: <c>client - - [date] "request" status bytes "referer" "user agent"</c>, with nginx's escapes. There is never a user: what is in Authorization is not looked at.
/// </summary>
internal sealed class CombinedLine : LineForm
{
    internal override void Write(AccessLogRecord record, ArrayBufferWriter<byte> lines)
    {
        ref readonly AccessLogNumbers numbers = ref record.Numbers;
        lines.Write(record.Client);
        lines.Write(" - - ["u8);
        lines.Date(numbers.TimeTicks, "dd/MMM/yyyy:HH:mm:ss");
        lines.Write(" +0000] \""u8);
        if (record.Method.IsEmpty)
        {
            // Whatever was sent in the place of a request line.
            Text(lines, record.Target);
        }
        else
        {
            Text(lines, record.Method);
            lines.Write(" "u8);
            Text(lines, record.Target);
            lines.Write(numbers.IsHttp10 ? " HTTP/1.0"u8 : " HTTP/1.1"u8);
        }

        lines.Write("\" "u8);
        lines.Number(numbers.Status);
        lines.Write(" "u8);
        lines.Number(numbers.BytesOut);
        lines.Write(" \""u8);
        Text(lines, record.Referer);
        lines.Write("\" \""u8);
        Text(lines, record.UserAgent);
        lines.Write("\"\n"u8);
    }

    private static void Text(ArrayBufferWriter<byte> lines, ReadOnlySpan<byte> text) => lines.Escaped(text, @"\x"u8, "-"u8);
}
