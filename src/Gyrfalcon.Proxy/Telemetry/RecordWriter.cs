using System;
using System.Buffers.Binary;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>Writes a record of the access log into memory: numbers, then texts, each with its length in front.</summary>
internal ref struct RecordWriter(Span<byte> destination)
{
    /// <summary>Longest piece of a client's text that a line carries.</summary>
    internal const int TextLimit = 2048;

    private readonly Span<byte> _destination = destination;

    internal int Length { get; private set; }

    internal Span<byte> Reserve(int count)
    {
        Span<byte> room = _destination.Slice(Length, count);
        Length += count;
        return room;
    }

    /// <summary>Adds a text, cut off at <paramref name="limit"/>.</summary>
    internal void Text(scoped ReadOnlySpan<byte> text, int limit = TextLimit)
    {
        if (text.Length > limit) text = text[..limit];
        BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), (ushort)text.Length);
        text.CopyTo(Reserve(text.Length));
    }
}
