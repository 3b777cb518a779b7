using System;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Health;

/// <summary>The beginning of a probe's answer, its framing taken away.</summary>
internal sealed class ProbeBody
{
    /// <summary>The most that is looked at.</summary>
    internal const int Most = 64 * 1024;

    private readonly byte[] _content = new byte[Most];
    private readonly ChunkedDecoder? _chunked;
    private readonly long _length;
    private int _filled;

    internal ProbeBody(Framing framing)
    {
        _length = framing.Kind == FramingKind.ContentLength ? framing.Length : long.MaxValue;
        if (framing.Kind == FramingKind.Chunked) _chunked = new ChunkedDecoder(inRequest: false, new HeadLimits(1, 64 * 1024, 256));
        IsComplete = framing.IsEmpty;
        EndsWithTheConnection = framing.Kind == FramingKind.UntilClose;
    }

    /// <summary>Nothing more is wanted.</summary>
    internal bool IsComplete { get; private set; }

    internal bool EndsWithTheConnection { get; }

    /// <summary>Takes in what has arrived; how much of it is done with.</summary>
    internal int Take(ReadOnlySpan<byte> bytes)
    {
        if (_chunked is null)
        {
            Append(bytes[..(int)Math.Min(bytes.Length, _length - _filled)]);
            IsComplete |= _filled == _length;
            return bytes.Length;
        }

        ChunkedStep step = _chunked.Decode(bytes);
        if (step.Status == ChunkedStatus.Data) Append(bytes.Slice(step.DataStart, step.DataLength));
        IsComplete |= step.Status is ChunkedStatus.Done or ChunkedStatus.Faulted;
        return step.Status == ChunkedStatus.Faulted ? bytes.Length : step.Consumed;
    }

    internal bool Contains(ReadOnlySpan<byte> text) => _content.AsSpan(0, _filled).IndexOf(text) >= 0;

    private void Append(ReadOnlySpan<byte> bytes)
    {
        int copied = Math.Min(bytes.Length, Most - _filled);
        bytes[..copied].CopyTo(_content.AsSpan(_filled));
        _filled += copied;
        IsComplete |= _filled == Most;
    }
}
