using System;

using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Http.Http1;

/// <summary>
/// Takes a body out of the chunked coding (RFC 9112 §7.1). Data is not copied: each step points at the next stretch of it in the
/// caller's input. Reused for body after body; allocates nothing until a first trailer field arrives.
/// </summary>
/// <remarks>
/// <code>
/// FirstDigit → Digits → (Extension) → SizeLineFeed → Data → DataCarriageReturn → DataLineFeed → FirstDigit
///                                        └ size 0 → Trailers → Done
/// </code>
/// </remarks>
public sealed class ChunkedDecoder
{
    private const int MaxSizeDigits = 16;
    private const int MaxExtensionBytes = 256;

    // Over a whole body, so that a peer cannot feed megabytes of extensions in front of single bytes of data.
    private const int MaxExtensionBytesInAll = 16 * 1024;

    /// <summary>
    /// Of the fields we know, those whose meaning is not settled before the body is read (RFC 9110 §6.5.1). All others are framing,
    /// routing, authentication, request modifiers, response control or content format, and are dropped from trailers.
    /// </summary>
    private static readonly FieldSet AllowedInTrailers = FieldSet.Of(KnownField.ETag, KnownField.ServerTiming, KnownField.AcceptRanges, KnownField.Link);

    private bool _inRequest;
    private HeadLimits _limits;
    private HeaderBlock? _trailers;
    private State _state;
    private int _digits;
    private int _extensionBytes;
    private int _extensionBytesInAll;
    private int _trailerPosition;
    private long _remaining;

    private enum State : byte
    {
        FirstDigit,
        Digits,
        Extension,
        SizeLineFeed,
        Data,
        DataCarriageReturn,
        DataLineFeed,
        Trailers,
        Done,
        Faulted,
    }

    /// <summary>A decoder that is ready for a first body.</summary>
    /// <param name="inRequest">The body is a request's: faults are the client's.</param>
    /// <param name="trailerLimits">Limits of the trailer section; the start line's is not used.</param>
    public ChunkedDecoder(bool inRequest, in HeadLimits trailerLimits) => Reset(inRequest, trailerLimits);

    /// <summary>Whether trailer fields are here that may be forwarded. Settled when the body is done.</summary>
    public bool HasTrailers => _state == State.Done && _trailers is { Count: > 0 };

    /// <summary>The trailer fields that may be forwarded, once the body is done; null if the decoder never saw any.</summary>
    public HeaderBlock? Trailers => _trailers;

    /// <summary>Bytes of the current chunk's data that have not been seen yet.</summary>
    public long RemainingInChunk => _state == State.Data ? _remaining : 0;

    /// <summary>Makes the decoder ready for another body and keeps its memory.</summary>
    public void Reset(bool inRequest, in HeadLimits trailerLimits)
    {
        _inRequest = inRequest;
        _limits = trailerLimits;
        _state = State.FirstDigit;
        _digits = 0;
        _extensionBytes = 0;
        _extensionBytesInAll = 0;
        _trailerPosition = 0;
        _remaining = 0;
        _trailers?.Reset();
    }

    /// <summary>
    /// Goes on to the next stretch of data, the end of the body or the end of the input. How the bytes are divided among calls
    /// changes how data is cut into stretches, and nothing else.
    /// </summary>
    /// <param name="input">The bytes that follow those consumed so far; not kept.</param>
    /// <exception cref="InvalidOperationException">The body is done or faulted and the decoder was not reset.</exception>
    public ChunkedStep Decode(ReadOnlySpan<byte> input)
    {
        if (_state >= State.Done)
            throw new InvalidOperationException("The decoder was not reset after its last body.");

        int position = 0;
        while (position < input.Length)
        {
            if (_state == State.Data)
                return TakeData(position, input.Length - position);
            if (_state == State.Trailers)
                return ReadTrailers(input, position);
            Violation? violation = _state == State.Extension ? SkipExtension(input, ref position) : Take(input[position++]);
            if (violation is not null)
                return Fail(violation);
        }
        return ChunkedStep.NeedMore(position);
    }

    private ChunkedStep TakeData(int start, int available)
    {
        int length = (int)Math.Min(_remaining, available);
        _remaining -= length;
        if (_remaining == 0)
            _state = State.DataCarriageReturn;
        return ChunkedStep.Data(start, length);
    }

    private Violation? Take(byte next)
    {
        switch (_state)
        {
            case State.FirstDigit:
                _remaining = 0;
                _digits = 0;
                _state = State.Digits;
                return char.IsAsciiHexDigit((char)next) ? AddDigit(next) : Violation.ChunkSize;

            case State.Digits:
                if (char.IsAsciiHexDigit((char)next))
                    return AddDigit(next);
                if (next == ';')
                {
                    _extensionBytes = 0;
                    _state = State.Extension;
                    return null;
                }
                _state = State.SizeLineFeed;
                return next == '\r' ? null : next == '\n' ? Violation.BareLineFeed : Violation.ChunkSize;

            case State.SizeLineFeed:
                _state = _remaining == 0 ? State.Trailers : State.Data;
                return next == '\n' ? null : Violation.ChunkLineEnd;

            case State.DataCarriageReturn:
                _state = State.DataLineFeed;
                return next == '\r' ? null : Violation.ChunkLineEnd;

            default:
                _state = State.FirstDigit;
                return next == '\n' ? null : Violation.ChunkLineEnd;
        }
    }

    private Violation? AddDigit(byte digit)
    {
        // Four more bits must leave the sign alone.
        if (++_digits > MaxSizeDigits || _remaining > long.MaxValue >> 4)
            return Violation.ChunkSize;
        int value = digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
        _remaining = (_remaining << 4) | (uint)value;
        return null;
    }

    // RFC 9112 §7.1.1: unknown extensions are ignored, and we know none. No control character can be part of one, so they end at CR.
    private Violation? SkipExtension(ReadOnlySpan<byte> input, ref int position)
    {
        ReadOnlySpan<byte> rest = input[position..];
        int end = rest.IndexOfAny(FieldSyntax.ControlBytes);
        int length = end < 0 ? rest.Length : end;
        _extensionBytes += length;
        _extensionBytesInAll += length;
        if (_extensionBytes > MaxExtensionBytes || _extensionBytesInAll > MaxExtensionBytesInAll)
            return Violation.ChunkExtension;
        position += length;
        if (end < 0)
            return null;
        position++;
        _state = State.SizeLineFeed;
        return rest[end] == '\r' ? null : rest[end] == '\n' ? Violation.BareLineFeed : Violation.ChunkExtension;
    }

    private ChunkedStep ReadTrailers(ReadOnlySpan<byte> input, int position)
    {
        ReadOnlySpan<byte> rest = input[position..];
        if (_trailerPosition == 0 && (_trailers is null || _trailers.Stored.IsEmpty) && rest.StartsWith("\r\n"u8))
        {
            _state = State.Done;
            return ChunkedStep.Done(position + 2);
        }

        HeaderBlock trailers = _trailers ??= new HeaderBlock();
        int storedBefore = trailers.Stored.Length;
        trailers.Store(rest[..Math.Min(rest.Length, _limits.HeaderBytes - storedBefore)]);
        ParseStatus status = FieldSection.Parse(trailers.Stored, ref _trailerPosition, trailers, _limits.Fields, out Violation? violation);
        if (status == ParseStatus.NeedMore)
            return trailers.Stored.Length == _limits.HeaderBytes ? Fail(Violation.SectionTooLarge) : ChunkedStep.NeedMore(input.Length);
        violation ??= trailers.HasLookalike && _inRequest ? Violation.LookalikeName : null;
        if (violation is not null)
            return Fail(violation);

        trailers.Truncate(_trailerPosition);
        trailers.RemoveKnownExcept(AllowedInTrailers);
        _state = State.Done;
        return ChunkedStep.Done(position + _trailerPosition - storedBefore);
    }

    private ChunkedStep Fail(Violation violation)
    {
        _state = State.Faulted;
        return ChunkedStep.Faulted(violation, _inRequest);
    }
}
