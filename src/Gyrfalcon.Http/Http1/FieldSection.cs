using System;

using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Http.Http1;

/// <summary>Parses field lines up to and including the empty line (RFC 9112 §5): header blocks and trailer sections alike.</summary>
internal static class FieldSection
{
    /// <summary>
    /// Adds every complete line from <paramref name="position"/> on to the block and moves the position behind it. A line is looked
    /// at strictly from left to right, so any division of the input into calls gives the same result.
    /// </summary>
    internal static ParseStatus Parse(ReadOnlySpan<byte> bytes, ref int position, HeaderBlock block, int maxFields, out Violation? violation)
    {
        violation = null;
        while (true)
        {
            ReadOnlySpan<byte> line = bytes[position..];
            int nameLength = line.IndexOfAnyExcept(FieldSyntax.TokenBytes);
            if (nameLength < 0)
                return ParseStatus.NeedMore;
            if (line[nameLength] != ':')
            {
                if (nameLength == 0 && line[0] == '\r')
                    return EndSection(line, ref position, out violation);
                violation = NameViolation(line, nameLength);
                return ParseStatus.Faulted;
            }
            if (nameLength is 0 or > ushort.MaxValue)
            {
                violation = nameLength == 0 ? Violation.FieldName : Violation.NameTooLong;
                return ParseStatus.Faulted;
            }

            ReadOnlySpan<byte> afterColon = line[(nameLength + 1)..];
            int end = afterColon.IndexOfAny(FieldSyntax.ControlBytes);
            if (end < 0)
                return ParseStatus.NeedMore;
            if (afterColon[end] != '\r')
            {
                violation = afterColon[end] == '\n' ? Violation.BareLineFeed : Violation.FieldValue;
                return ParseStatus.Faulted;
            }
            if (end + 1 == afterColon.Length)
                return ParseStatus.NeedMore;
            if (afterColon[end + 1] != '\n')
            {
                violation = Violation.BareCarriageReturn;
                return ParseStatus.Faulted;
            }
            if (block.Count == maxFields)
            {
                violation = Violation.FieldCount;
                return ParseStatus.Faulted;
            }

            AddLine(block, position, line[..nameLength], afterColon[..end]);
            position += nameLength + 1 + end + 2;
        }
    }

    private static void AddLine(HeaderBlock block, int nameStart, ReadOnlySpan<byte> name, ReadOnlySpan<byte> afterColon)
    {
        int start = 0;
        while (start < afterColon.Length && afterColon[start] is (byte)' ' or (byte)'\t')
            start++;
        int end = afterColon.Length;
        while (end > start && afterColon[end - 1] is (byte)' ' or (byte)'\t')
            end--;

        bool canonical = start == 1 && afterColon[0] == ' ' && end == afterColon.Length;
        KnownField known = KnownFields.Classify(name);
        if (known == KnownField.Other && name.Contains((byte)'_') && IsLookalike(name))
            block.NoteLookalike();
        block.Add(
            nameStart, name.Length, nameStart + name.Length + 1 + start, end - start,
            known, canonical ? FieldMarks.Canonical : FieldMarks.None);
    }

    // Application servers that hand fields to programs as HTTP_X_FORWARDED_FOR cannot tell x_forwarded_for from x-forwarded-for.
    private static bool IsLookalike(ReadOnlySpan<byte> name)
    {
        Span<byte> hyphenated = stackalloc byte[KnownFields.LongestName];
        if (name.Length > hyphenated.Length)
            return false;
        hyphenated = hyphenated[..name.Length];
        name.Replace(hyphenated, (byte)'_', (byte)'-');
        return KnownFields.Classify(hyphenated) != KnownField.Other;
    }

    private static ParseStatus EndSection(ReadOnlySpan<byte> line, ref int position, out Violation? violation)
    {
        violation = null;
        if (line.Length < 2)
            return ParseStatus.NeedMore;
        if (line[1] != '\n')
        {
            violation = Violation.BareCarriageReturn;
            return ParseStatus.Faulted;
        }
        position += 2;
        return ParseStatus.Done;
    }

    private static Violation NameViolation(ReadOnlySpan<byte> line, int nameLength) => line[nameLength] switch
    {
        (byte)' ' or (byte)'\t' => nameLength == 0 ? Violation.ObsoleteFold : Violation.SpaceBeforeColon,
        (byte)'\n' => Violation.BareLineFeed,
        _ => Violation.FieldName,
    };
}
