using System;

namespace Gyrfalcon.Http.Semantics;

/// <summary>
/// Enumerates the members of a comma-separated field value (RFC 9110 §5.6.1), trimmed, empty members left out. A comma inside a
/// quoted string does not separate; a quoted string that is not closed reaches to the end of the value.
/// </summary>
public ref struct ListMembers
{
    private ReadOnlySpan<byte> _rest;

    internal ListMembers(ReadOnlySpan<byte> value)
    {
        _rest = value;
        Current = default;
    }

    /// <summary>The member that the last <see cref="MoveNext"/> found.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>This enumerator itself, for foreach.</summary>
    public readonly ListMembers GetEnumerator() => this;

    /// <summary>Goes to the next member that is not empty; false at the end.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            int end = EndOfMember(_rest);
            Current = FieldSyntax.TrimWhiteSpace(_rest[..end]);
            _rest = end == _rest.Length ? default : _rest[(end + 1)..];
            if (!Current.IsEmpty)
                return true;
        }
        return false;
    }

    private static int EndOfMember(ReadOnlySpan<byte> text)
    {
        int position = 0;
        bool quoted = false;
        while (true)
        {
            int next = quoted
                ? text[position..].IndexOfAny((byte)'"', (byte)'\\')
                : text[position..].IndexOfAny((byte)'"', (byte)',');
            if (next < 0)
                return text.Length;
            position += next;
            switch (text[position])
            {
                case (byte)',':
                    return position;
                case (byte)'\\':
                    position = Math.Min(position + 2, text.Length);
                    break;
                default:
                    quoted = !quoted;
                    position++;
                    break;
            }
        }
    }
}
