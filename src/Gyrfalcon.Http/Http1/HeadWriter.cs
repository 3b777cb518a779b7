using System;
using System.Buffers.Text;

using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Http.Http1;

/// <summary>
/// Writes a head into the caller's buffer: start line, fields, empty line. What does not fit is not written and
/// <see cref="Overflowed"/> stays set, so a caller writes the whole head and asks once; then starts over in a larger buffer.
/// </summary>
/// <remarks>
/// Names and values given are written as they are: they must be valid (<see cref="FieldSyntax.IsToken"/>,
/// <see cref="FieldSyntax.IsFieldValue"/>). Whatever comes out of a parsed head is.
/// </remarks>
public ref struct HeadWriter
{
    private readonly Span<byte> _buffer;
    private int _length;

    /// <summary>A writer at the start of a buffer.</summary>
    public HeadWriter(Span<byte> buffer)
    {
        _buffer = buffer;
        _length = 0;
        Overflowed = false;
    }

    /// <summary>Something did not fit: what was written is of no use.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Bytes written so far.</summary>
    public readonly int Length => _length;

    /// <summary>What was written so far.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    /// <summary>
    /// Writes the request line for a request that is passed on: the same method, HTTP/1.1, and the target in origin-form, or in
    /// asterisk-form or authority-form if it came so. Host must be written from <see cref="RequestHead.Authority"/>, because the
    /// authority of an absolute-form target is not in the line any more (RFC 9112 §3.2.2).
    /// </summary>
    public void RequestLine(RequestHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        Append(head.MethodToken);
        Append((byte)' ');
        if (head.Form == TargetForm.Authority)
        {
            Append(head.Target);
        }
        else
        {
            Append(head.Path);
            if (head.HasQuery)
            {
                Append((byte)'?');
                Append(head.Query);
            }
        }
        Append(" HTTP/1.1\r\n"u8);
    }

    /// <summary>Writes the request line with a target of the caller's, in one of the forms of RFC 9112 §3.2.</summary>
    public void RequestLine(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target)
    {
        Append(method);
        Append((byte)' ');
        Append(target);
        Append(" HTTP/1.1\r\n"u8);
    }

    /// <summary>Writes the status line: HTTP/1.1, the status (100 to 999) and the reason, which may be empty.</summary>
    public void StatusLine(int status, ReadOnlySpan<byte> reason)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 999);
        Append("HTTP/1.1 "u8);
        Append((byte)('0' + (status / 100)));
        Append((byte)('0' + (status / 10 % 10)));
        Append((byte)('0' + (status % 10)));
        Append((byte)' ');
        Append(reason);
        EndLine();
    }

    /// <summary>
    /// Copies the field lines of a block in their order, but not those that are hop-by-hop (<see cref="HopByHop"/>) or withheld, nor
    /// those in <paramref name="replaced"/>, which the caller writes itself or wants gone.
    /// </summary>
    public void Fields(HeaderBlock block, FieldSet replaced)
    {
        ArgumentNullException.ThrowIfNull(block);
        FieldSet left = HopByHop.Fields | replaced;

        // Neighbours that stay and are spelled canonically are copied in one go. They were checked byte for byte when parsed.
        int runStart = 0;
        int runEnd = 0;
        foreach (ref readonly FieldLine line in block.Lines)
        {
            if ((line.Marks & FieldMarks.Withheld) != 0 || left.Contains(line.Known))
                continue;
            if ((line.Marks & FieldMarks.Canonical) != 0)
            {
                if (line.NameStart != runEnd)
                {
                    Append(block.Slice(runStart, runEnd - runStart));
                    runStart = line.NameStart;
                }
                runEnd = line.CanonicalEnd;
                continue;
            }
            Append(block.Slice(runStart, runEnd - runStart));
            runStart = runEnd = 0;
            Field(block.Slice(line.NameStart, line.NameLength), block.Slice(line.ValueStart, line.ValueLength));
        }
        Append(block.Slice(runStart, runEnd - runStart));
    }

    /// <summary>Writes one field line.</summary>
    public void Field(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        Span<byte> room = _buffer[_length..];
        int valueStart = name.Length + 2;
        int valueEnd = valueStart + value.Length;
        if (room.Length < valueEnd + 2)
        {
            Overflowed = true;
            return;
        }
        name.CopyTo(room);
        room[name.Length] = (byte)':';
        room[name.Length + 1] = (byte)' ';
        value.CopyTo(room[valueStart..]);
        room[valueEnd] = (byte)'\r';
        room[valueEnd + 1] = (byte)'\n';
        _length += valueEnd + 2;
    }

    /// <summary>Writes one field line.</summary>
    public void Field(KnownField name, scoped ReadOnlySpan<byte> value) => Field(name.Name(), value);

    /// <summary>Writes one field line whose value is a number in decimal.</summary>
    public void Field(KnownField name, long value)
    {
        BeginField(name);
        AppendNumber(value);
        EndLine();
    }

    /// <summary>
    /// Writes one field line that holds the values of all lines of a list-based field in a block and one more at the end, parted by
    /// comma and space (RFC 9110 §5.3). For X-Forwarded-For and Via.
    /// </summary>
    public void JoinedField(KnownField name, HeaderBlock block, scoped ReadOnlySpan<byte> last)
    {
        ArgumentNullException.ThrowIfNull(block);
        BeginField(name);
        for (int i = block.IndexOf(name); i >= 0; i = block.IndexOf(name, i + 1))
        {
            ReadOnlySpan<byte> value = block[i].Value;
            if (value.IsEmpty)
                continue;
            Append(value);
            Append(", "u8);
        }
        Append(last);
        EndLine();
    }

    /// <summary>Begins a field line whose value is appended in pieces, until <see cref="EndLine"/>.</summary>
    public void BeginField(KnownField name)
    {
        Append(name.Name());
        Append(": "u8);
    }

    /// <summary>Ends the line that is being written.</summary>
    public void EndLine() => Append("\r\n"u8);

    /// <summary>Writes the empty line that ends the head or the trailer section.</summary>
    public void End() => EndLine();

    /// <summary>Writes bytes as they are: a piece of a value, or lines that were prepared beforehand.</summary>
    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.TryCopyTo(_buffer[_length..]))
            _length += bytes.Length;
        else
            Overflowed = true;
    }

    /// <summary>Writes a number in decimal.</summary>
    public void AppendNumber(long number)
    {
        if (Utf8Formatter.TryFormat(number, _buffer[_length..], out int written))
            _length += written;
        else
            Overflowed = true;
    }

    /// <summary>Writes one byte as it is.</summary>
    public void Append(byte single)
    {
        if ((uint)_length < (uint)_buffer.Length)
            _buffer[_length++] = single;
        else
            Overflowed = true;
    }
}
