using System;

using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Http.Http1;

/// <summary>What differs between request and response heads.</summary>
internal interface IHeadSyntax<in THead>
    where THead : MessageHead
{
    /// <summary>Selects the fault that a violation is.</summary>
    static abstract bool InRequest { get; }

    /// <summary>Bytes that may stand before the start line at most.</summary>
    static abstract int MaxLeadingBytes { get; }

    /// <summary>Looks at the first bytes and moves the position to the start line. NeedMore if they do not tell yet.</summary>
    static abstract ParseStatus FindStartLine(ReadOnlySpan<byte> bytes, ref int position, out Violation? violation);

    /// <summary>Parses the start line at an offset, its CR LF not included, and notes its parts in the head.</summary>
    Violation? ReadStartLine(ReadOnlySpan<byte> line, int offset, THead head);

    /// <summary>Draws the conclusions from a head whose bytes are stored and whose lines are all in place.</summary>
    Violation? Complete(THead head);
}

/// <summary>
/// The incremental walk through a head. A head that arrives in one piece is parsed where it lies and copied once; one that does
/// not is collected in the head's own bytes and goes on at its last incomplete line.
/// </summary>
/// <remarks>
/// Invariant: what the parser says about a prefix depends on that prefix alone, and a fault in a prefix is the same fault in
/// whatever follows it. So the way the input is divided never shows. Every limit is applied by not looking beyond it.
/// </remarks>
internal static class HeadReader
{
    internal static ParseResult Read<TSyntax, THead>(TSyntax syntax, THead head, ReadOnlySpan<byte> input, in HeadLimits limits)
        where TSyntax : struct, IHeadSyntax<THead>
        where THead : MessageHead
    {
        if (head.Phase >= HeadPhase.Complete)
            throw new InvalidOperationException("The head was not reset after its last message.");

        HeaderBlock block = head.Fields;
        int storedBefore = block.Stored.Length;
        ParseStatus status;
        Violation? violation;
        if (storedBefore == 0)
        {
            status = Advance(syntax, head, input, limits, out violation);
            block.Store(status == ParseStatus.Done ? input[..head.Position] : Bounded<TSyntax, THead>(input, 0, limits));
        }
        else
        {
            block.Store(Bounded<TSyntax, THead>(input, storedBefore, limits));
            status = Advance(syntax, head, block.Stored, limits, out violation);
            if (status == ParseStatus.Done)
                block.Truncate(head.Position);
        }

        if (status == ParseStatus.NeedMore)
            return ParseResult.NeedMore(input.Length);
        if (status == ParseStatus.Done)
            violation = syntax.Complete(head);
        if (violation is not null)
        {
            head.Phase = HeadPhase.Faulted;
            return ParseResult.Faulted(violation, TSyntax.InRequest);
        }
        head.Phase = HeadPhase.Complete;
        return ParseResult.Done(head.Position - storedBefore);
    }

    private static ParseStatus Advance<TSyntax, THead>(
        TSyntax syntax, THead head, ReadOnlySpan<byte> bytes, in HeadLimits limits, out Violation? violation)
        where TSyntax : struct, IHeadSyntax<THead>
        where THead : MessageHead
    {
        int position = head.Position;
        ParseStatus status = ParseStatus.Done;
        violation = null;
        if (head.Phase == HeadPhase.BeforeStartLine)
        {
            status = TSyntax.FindStartLine(bytes, ref position, out violation);
            if (status == ParseStatus.Done)
                head.Phase = HeadPhase.StartLine;
        }
        if (head.Phase == HeadPhase.StartLine)
        {
            status = ReadStartLine(syntax, head, bytes, ref position, limits.StartLine, out violation);
            if (status == ParseStatus.Done)
            {
                head.Phase = HeadPhase.Fields;
                head.SectionStart = position;
            }
        }
        if (head.Phase == HeadPhase.Fields)
        {
            int visible = Math.Min(bytes.Length, head.SectionStart + limits.HeaderBytes);
            status = FieldSection.Parse(bytes[..visible], ref position, head.Fields, limits.Fields, out violation);
            if (status == ParseStatus.NeedMore && visible - head.SectionStart == limits.HeaderBytes)
            {
                violation = Violation.SectionTooLarge;
                status = ParseStatus.Faulted;
            }
        }
        head.Position = position;
        return status;
    }

    private static ParseStatus ReadStartLine<TSyntax, THead>(
        TSyntax syntax, THead head, ReadOnlySpan<byte> bytes, ref int position, int limit, out Violation? violation)
        where TSyntax : struct, IHeadSyntax<THead>
        where THead : MessageHead
    {
        violation = null;
        ReadOnlySpan<byte> visible = bytes[position..Math.Min(bytes.Length, position + limit)];
        int lineFeed = visible.IndexOf((byte)'\n');
        if (lineFeed < 0)
        {
            if (visible.Length < limit)
                return ParseStatus.NeedMore;
            violation = Violation.StartLineTooLong;
            return ParseStatus.Faulted;
        }
        if (lineFeed == 0 || visible[lineFeed - 1] != '\r')
            violation = Violation.BareLineFeed;
        else
            violation = syntax.ReadStartLine(visible[..(lineFeed - 1)], position, head);
        if (violation is not null)
            return ParseStatus.Faulted;
        position += lineFeed + 1;
        return ParseStatus.Done;
    }

    // All that any limit lets the parser look at. More is never kept, however much arrives.
    private static ReadOnlySpan<byte> Bounded<TSyntax, THead>(ReadOnlySpan<byte> input, int stored, in HeadLimits limits)
        where TSyntax : struct, IHeadSyntax<THead>
        where THead : MessageHead
    {
        long room = (long)TSyntax.MaxLeadingBytes + limits.StartLine + limits.HeaderBytes - stored;
        return room < input.Length ? input[..(int)Math.Max(room, 0)] : input;
    }
}
