using System;
using System.Buffers;

namespace Gyrfalcon.Http.Semantics;

/// <summary>
/// The value of a traceparent field (W3C Trace Context, Level 1 §3.2): which trace a request belongs to, and under which of its spans. Its texts are lower-case hexadecimal digits, as they are sent.
/// </summary>
public readonly ref struct TraceParent
{
    /// <summary>Digits of a trace id.</summary>
    public const int TraceIdLength = 32;

    /// <summary>Digits of a span id.</summary>
    public const int SpanIdLength = 16;

    /// <summary>Bytes of a value of version 00, the one that is written.</summary>
    public const int Length = 55;

    private const int TraceIdStart = 3;
    private const int SpanIdStart = TraceIdStart + TraceIdLength + 1;
    private const int FlagsStart = SpanIdStart + SpanIdLength + 1;
    private const int SampledFlag = 1;

    private static readonly SearchValues<byte> LowerHex = SearchValues.Create("0123456789abcdef"u8);

    private readonly ReadOnlySpan<byte> _value;

    private TraceParent(ReadOnlySpan<byte> value) => _value = value;

    /// <summary>The trace, 32 digits, not all of them 0.</summary>
    public ReadOnlySpan<byte> TraceId => _value.Slice(TraceIdStart, TraceIdLength);

    /// <summary>The sender's span, 16 digits, not all of them 0.</summary>
    public ReadOnlySpan<byte> SpanId => _value.Slice(SpanIdStart, SpanIdLength);

    /// <summary>The sender records the trace.</summary>
    public bool IsSampled => (FlagsOf(_value) & SampledFlag) != 0;

    /// <summary>Reads a value. False for what is to be treated as if it were not there: another form, the version ff, or an id of zeros. Of a later version what is known is read (§3.2.4).</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out TraceParent parent)
    {
        parent = default;
        if (value.Length < Length || value[2] != '-' || value[SpanIdStart - 1] != '-' || value[FlagsStart - 1] != '-') return false;
        ReadOnlySpan<byte> version = value[..2];
        if (!IsHex(version) || version.SequenceEqual("ff"u8)) return false;
        if (value.Length > Length && (version.SequenceEqual("00"u8) || value[Length] != '-')) return false;
        var read = new TraceParent(value[..Length]);
        if (!IsId(read.TraceId) || !IsId(read.SpanId) || !IsHex(value.Slice(FlagsStart, 2))) return false;
        parent = read;
        return true;
    }

    /// <summary>Writes a value of version 00.</summary>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <param name="traceId">32 digits.</param>
    /// <param name="spanId">16 digits: the span that the receiver's will be under.</param>
    /// <param name="isSampled">The trace is recorded here.</param>
    public static void Write(Span<byte> destination, ReadOnlySpan<byte> traceId, ReadOnlySpan<byte> spanId, bool isSampled)
    {
        "00-"u8.CopyTo(destination);
        traceId[..TraceIdLength].CopyTo(destination[TraceIdStart..]);
        destination[SpanIdStart - 1] = (byte)'-';
        spanId[..SpanIdLength].CopyTo(destination[SpanIdStart..]);
        (isSampled ? "-01"u8 : "-00"u8).CopyTo(destination[(FlagsStart - 1)..]);
    }

    private static bool IsHex(ReadOnlySpan<byte> digits) => !digits.ContainsAnyExcept(LowerHex);

    private static bool IsId(ReadOnlySpan<byte> digits) => IsHex(digits) && digits.ContainsAnyExcept((byte)'0');

    private static int FlagsOf(ReadOnlySpan<byte> value)
    {
        byte last = value[FlagsStart + 1];
        return last <= '9' ? last - '0' : last - 'a' + 10;
    }
}
