using System;
using System.Runtime.InteropServices;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// Writes a record of the access log into memory: numbers, for each text where it ends, the texts one after the other, and then tries, each with its endpoint's name. What is not written of them is what the memory had.
/// </summary>
internal ref struct RecordWriter
{
    /// <summary>Longest piece of a client's text that a line carries.</summary>
    internal const int TextLimit = 2048;

    private readonly Span<byte> _destination;
    private readonly Span<ushort> _ends;
    private int _texts;

    internal RecordWriter(Span<byte> destination, in AccessLogNumbers numbers)
    {
        _destination = destination;
        MemoryMarshal.Write(destination, numbers);
        _ends = MemoryMarshal.Cast<byte, ushort>(destination.Slice(AccessLogNumbers.Size, AccessLogRecord.EndsSize));
        Length = AccessLogRecord.TextsAt;
    }

    internal int Length { get; private set; }

    /// <summary>Adds the next text of <see cref="RecordedText"/>, cut off at <paramref name="limit"/>.</summary>
    internal void Text(scoped ReadOnlySpan<byte> text, int limit = TextLimit)
    {
        if (text.Length > limit) text = text[..limit];
        text.CopyTo(_destination[Length..]);
        Length += text.Length;
        _ends[_texts++] = (ushort)Length;
    }

    /// <summary>Adds the next text, which may have a URL in it, without the name and the password that may be in that.</summary>
    internal void Url(scoped ReadOnlySpan<byte> text, int limit = TextLimit)
    {
        if (text.Length > limit) text = text[..limit];
        int authority = text.IndexOf("://"u8) + 3;
        int credentials = authority < 3 ? -1 : text[authority..].IndexOfAny("/?# @"u8);
        if (credentials < 0 || text[authority + credentials] != '@')
        {
            Text(text, limit);
            return;
        }

        text[..authority].CopyTo(_destination[Length..]);
        Length += authority;
        Text(text[(authority + credentials + 1)..], limit);
    }

    /// <summary>Adds a try; once all texts are there.</summary>
    internal void Attempt(AttemptNumbers numbers, scoped ReadOnlySpan<byte> endpoint)
    {
        if (endpoint.Length > TextLimit) endpoint = endpoint[..TextLimit];
        numbers.NameLength = (ushort)endpoint.Length;
        MemoryMarshal.Write(_destination[Length..], numbers);
        Length += AttemptNumbers.Size;
        endpoint.CopyTo(_destination[Length..]);
        Length += endpoint.Length;
    }
}
