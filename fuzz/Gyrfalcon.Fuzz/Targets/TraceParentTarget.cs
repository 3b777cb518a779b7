using System;
using System.Buffers;
using System.Text;

using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Fuzz.Targets;

/// <summary>Values of traceparent: what is read is of the form, and the same when it is written and read again.</summary>
internal sealed class TraceParentTarget : IFuzzTarget
{
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789abcdef"u8);

    public string Name => "traceparent";

    public string Run(ReadOnlySpan<byte> input)
    {
        if (!TraceParent.TryParse(input, out TraceParent parent)) return "refused";
        string text = Encoding.Latin1.GetString(input);
        InvariantException.True($"the form of {text}", IsId(parent.TraceId, 32) && IsId(parent.SpanId, 16) && text.Length >= TraceParent.Length && !text.StartsWith("ff", StringComparison.Ordinal));
        InvariantException.True($"version 00 has nothing behind its flags: {text}", text.Length == TraceParent.Length || !text.StartsWith("00", StringComparison.Ordinal));
        byte[] written = new byte[TraceParent.Length];
        TraceParent.Write(written, parent.TraceId, parent.SpanId, parent.IsSampled);
        InvariantException.True($"what is written of {text} is read", TraceParent.TryParse(written, out TraceParent again) && again.IsSampled == parent.IsSampled);
        bool isFirst = text.StartsWith("00", StringComparison.Ordinal);
        if (isFirst) InvariantException.Equal("version 00 is written as it came", text[..53], Encoding.ASCII.GetString(written)[..53]);
        return $"{(isFirst ? "version 00" : "a later version")}, {(parent.IsSampled ? "sampled" : "not sampled")}";
    }

    private static bool IsId(ReadOnlySpan<byte> id, int length) => id.Length == length && !id.ContainsAnyExcept(Digits) && id.ContainsAnyExcept((byte)'0');
}
