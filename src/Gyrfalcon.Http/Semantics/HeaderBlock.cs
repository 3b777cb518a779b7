using System;

namespace Gyrfalcon.Http.Semantics;

/// <summary>
/// An ordered list of field lines: a header block or a trailer section. Owns the bytes that the lines lie in, so it outlives the
/// buffer it was received in. Reused for message after message; allocates only to grow. For one thread at a time.
/// </summary>
public sealed class HeaderBlock
{
    private const int InitialBytes = 1024;
    private const int InitialLines = 24;

    // Index of the first line of each known field. An entry counts only while _present has the field, so nothing needs clearing.
    private readonly ushort[] _first = new ushort[KnownFields.Count];
    private FieldLine[] _lines = new FieldLine[InitialLines];
    private byte[] _bytes = new byte[InitialBytes];
    private int _length;
    private FieldSet _present;
    private FieldSet _repeated;

    /// <summary>The number of field lines.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of memory that the block keeps for its lines.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>The known fields that occur.</summary>
    public FieldSet Present => _present;

    /// <summary>A name with an underscore occurred that, with a hyphen in its place, is a known field.</summary>
    internal bool HasLookalike { get; private set; }

    internal ReadOnlySpan<byte> Stored => _bytes.AsSpan(0, _length);

    internal ReadOnlySpan<FieldLine> Lines => _lines.AsSpan(0, Count);

    /// <summary>The field line at an index, 0 to <see cref="Count"/> − 1, in the order received.</summary>
    public Field this[int index]
    {
        get
        {
            ref readonly FieldLine line = ref Lines[index];
            return new Field(Slice(line.NameStart, line.NameLength), Slice(line.ValueStart, line.ValueLength), line.Known);
        }
    }

    /// <summary>Whether a known field occurs.</summary>
    public bool Contains(KnownField field) => _present.Contains(field);

    /// <summary>The value of a known field's first line; false and empty if the field does not occur.</summary>
    public bool TryGet(KnownField field, out ReadOnlySpan<byte> value)
    {
        if (!_present.Contains(field))
        {
            value = default;
            return false;
        }
        value = Value(_first[(int)field]);
        return true;
    }

    /// <summary>The value of a known field's first line; empty if the field does not occur.</summary>
    public ReadOnlySpan<byte> this[KnownField field] => _present.Contains(field) ? Value(_first[(int)field]) : default;

    /// <summary>Index of the known field's first line at or after <paramref name="from"/>; -1 if there is none.</summary>
    public int IndexOf(KnownField field, int from = 0)
    {
        if (!_present.Contains(field))
            return -1;
        int first = _first[(int)field];
        if (first >= from)
            return first;
        if (!_repeated.Contains(field))
            return -1;
        for (int i = from; i < Count; i++)
        {
            if (_lines[i].Known == field)
                return i;
        }
        return -1;
    }

    /// <summary>The number of lines of a known field.</summary>
    public int CountOf(KnownField field)
    {
        if (!_present.Contains(field))
            return 0;
        if (!_repeated.Contains(field))
            return 1;
        int count = 0;
        foreach (ref readonly FieldLine line in Lines)
            count += line.Known == field ? 1 : 0;
        return count;
    }

    /// <summary>The value of the first line with this name, in any case; false and empty if there is none. For names that configuration gives.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        KnownField known = KnownFields.Classify(name);
        if (known != KnownField.Other)
            return TryGet(known, out value);
        for (int i = 0; i < Count; i++)
        {
            ref readonly FieldLine line = ref _lines[i];
            if (line.Known == KnownField.Other && line.NameLength == name.Length && FieldSyntax.SameToken(Slice(line.NameStart, line.NameLength), name))
            {
                value = Value(i);
                return true;
            }
        }
        value = default;
        return false;
    }

    /// <summary>The line is not sent on: Connection names it (RFC 9110 §7.6.1), it repeats a Content-Length, or it means nothing in its message.</summary>
    public bool IsWithheld(int index) => (Lines[index].Marks & FieldMarks.Withheld) != 0;

    /// <summary>Enumerates the lines in order, those withheld included.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Empties the block and keeps its memory.</summary>
    public void Reset()
    {
        _length = 0;
        Count = 0;
        _present = default;
        _repeated = default;
        HasLookalike = false;
    }

    internal ReadOnlySpan<byte> Slice(int start, int length) => _bytes.AsSpan(start, length);

    /// <summary>Copies received bytes behind those stored before.</summary>
    internal void Store(ReadOnlySpan<byte> received)
    {
        if (_bytes.Length - _length < received.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + received.Length));
        received.CopyTo(_bytes.AsSpan(_length));
        _length += received.Length;
    }

    /// <summary>Forgets stored bytes that turned out to lie behind the head.</summary>
    internal void Truncate(int length) => _length = length;

    internal void Add(int nameStart, int nameLength, int valueStart, int valueLength, KnownField known, FieldMarks marks)
    {
        if (Count == _lines.Length)
            Array.Resize(ref _lines, Count * 2);
        ref FieldLine line = ref _lines[Count];
        line.NameStart = nameStart;
        line.NameLength = (ushort)nameLength;
        line.ValueStart = valueStart;
        line.ValueLength = valueLength;
        line.Known = known;
        line.Marks = marks;
        if (known != KnownField.Other)
            NotePresent(known, Count);
        Count++;
    }

    internal void NoteLookalike() => HasLookalike = true;

    internal void Withhold(int index) => _lines[index].Marks |= FieldMarks.Withheld;

    /// <summary>Marks every line with this name as not to be sent on.</summary>
    internal void Withhold(KnownField known, ReadOnlySpan<byte> name)
    {
        if (known != KnownField.Other && !_present.Contains(known))
            return;
        for (int i = 0; i < Count; i++)
        {
            ref FieldLine line = ref _lines[i];
            if (line.Known == known
                && (known != KnownField.Other || (line.NameLength == name.Length && FieldSyntax.SameToken(Slice(line.NameStart, line.NameLength), name))))
            {
                line.Marks |= FieldMarks.Withheld;
            }
        }
    }

    /// <summary>Takes out every line of a known field that the set does not have.</summary>
    internal void RemoveKnownExcept(FieldSet allowed)
    {
        int kept = 0;
        _present = default;
        _repeated = default;
        for (int i = 0; i < Count; i++)
        {
            KnownField known = _lines[i].Known;
            if (known != KnownField.Other && !allowed.Contains(known))
                continue;
            _lines[kept] = _lines[i];
            if (known != KnownField.Other)
                NotePresent(known, kept);
            kept++;
        }
        Count = kept;
    }

    private ReadOnlySpan<byte> Value(int index)
    {
        ref readonly FieldLine line = ref _lines[index];
        return Slice(line.ValueStart, line.ValueLength);
    }

    private void NotePresent(KnownField known, int index)
    {
        if (_present.Contains(known))
        {
            _repeated = _repeated.With(known);
            return;
        }
        _present = _present.With(known);
        _first[(int)known] = (ushort)index;
    }

    /// <summary>Goes through the lines of a block.</summary>
    public ref struct Enumerator
    {
        private readonly HeaderBlock _block;
        private int _index;

        internal Enumerator(HeaderBlock block)
        {
            _block = block;
            _index = -1;
        }

        /// <summary>The line that the last <see cref="MoveNext"/> reached.</summary>
        public readonly Field Current => _block[_index];

        /// <summary>Goes to the next line; false at the end.</summary>
        public bool MoveNext() => ++_index < _block.Count;
    }
}
