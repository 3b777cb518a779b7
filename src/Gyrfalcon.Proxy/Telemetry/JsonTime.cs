using System;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>Times in UTC, to the microsecond (RFC 3339), for lines that follow each other: within a second only the digits behind its point differ.</summary>
internal sealed class JsonTime
{
    /// <summary>Bytes of a time: <c>2026-11-28T05:06:07.123456Z</c>.</summary>
    internal const int Length = 27;

    private const int FractionAt = 20, FractionDigits = 6;
    private readonly byte[] _text = new byte[Length + 1];
    private long _second = -1;

    /// <summary>The text, which is good until the next.</summary>
    /// <param name="ticks">Of UTC, from the year 1.</param>
    internal ReadOnlySpan<byte> Of(long ticks)
    {
        long second = ticks / TimeSpan.TicksPerSecond;
        if (second != _second)
        {
            // The round-trip format has a digit more.
            new DateTime(ticks, DateTimeKind.Utc).TryFormat(_text, out _, "O");
            _text[Length - 1] = (byte)'Z';
            _second = second;
        }

        int microseconds = (int)(ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
        for (int i = FractionAt + FractionDigits - 1; i >= FractionAt; i--)
        {
            _text[i] = (byte)('0' + (microseconds % 10));
            microseconds /= 10;
        }

        return _text.AsSpan(0, Length);
    }
}
