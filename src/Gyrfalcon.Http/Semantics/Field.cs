using System;

namespace Gyrfalcon.Http.Semantics;

/// <summary>One field line of a <see cref="HeaderBlock"/>. Valid as long as the block is neither reset nor parsed into.</summary>
public readonly ref struct Field
{
    internal Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, KnownField known)
    {
        Name = name;
        Value = value;
        Known = known;
    }

    /// <summary>The name as it was spelled.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The value without the white space around it.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>The name's meaning.</summary>
    public KnownField Known { get; }
}

/// <summary>Where a field line lies in its block's storage. 16 bytes, so that four share a cache line.</summary>
internal struct FieldLine
{
    internal int NameStart;
    internal int ValueStart;
    internal int ValueLength;
    internal ushort NameLength;
    internal KnownField Known;
    internal FieldMarks Marks;

    /// <summary>One past the line's CR LF. Only for a canonical line, in which nothing lies between value and CR LF.</summary>
    internal readonly int CanonicalEnd => ValueStart + ValueLength + 2;
}

[Flags]
internal enum FieldMarks : byte
{
    None = 0,

    /// <summary>The line is exactly name, colon, SP, value, CR LF: its bytes can be sent on as they are.</summary>
    Canonical = 1,

    /// <summary>The line is not sent on: Connection names it, it repeats a Content-Length, or it means nothing in its message.</summary>
    Withheld = 2,
}
