using System;

using Gyrfalcon.Http.Http1;

namespace Gyrfalcon.Fuzz.Targets;

/// <summary>Chunked bodies: the division of the input does not show, and a body put into the coding again comes out as the same.</summary>
internal sealed class ChunkedTarget : IFuzzTarget
{
    private static readonly HeadLimits Narrow = new(1, 40, 2);

    private readonly ChunkedDecoder _decoder = new(inRequest: true, HeadLimits.Trailers);
    private readonly ChunkedDecoder _other = new(inRequest: true, HeadLimits.Trailers);

    public string Name => "chunked";

    public string Run(ReadOnlySpan<byte> input)
    {
        CompareDivisions(input, Narrow);
        string outcome = CompareDivisions(input, HeadLimits.Trailers);
        if (outcome.StartsWith("done", StringComparison.Ordinal))
        {
            CheckRecoding(input, outcome);
            return $"done {_decoder.HasTrailers} {(_decoder.Trailers is { } trailers ? Math.Min(trailers.Count, 3) : -1)}";
        }
        int endOfLine = outcome.IndexOf('\n', StringComparison.Ordinal);
        return outcome[..endOfLine] + (outcome.Length > endOfLine + 6 ? " after data" : "");
    }

    private string CompareDivisions(ReadOnlySpan<byte> input, in HeadLimits limits)
    {
        string whole = Transcript.OfChunked(input, Cuts.None, _decoder, limits);
        InvariantException.Equal("byte by byte", whole, Transcript.OfChunked(input, Cuts.Everywhere(input.Length), _other, limits));
        InvariantException.Equal("in pieces", whole, Transcript.OfChunked(input, Cuts.Scattered(input), _other, limits));
        return whole;
    }

    private void CheckRecoding(ReadOnlySpan<byte> input, string outcome)
    {
        byte[] recoded = new byte[(input.Length * (ChunkedEncoder.MaxSizeLine + 3)) + 64];
        int length = 0;
        _other.Reset(inRequest: true, HeadLimits.Trailers);
        ReadOnlySpan<byte> rest = input;
        while (true)
        {
            ChunkedStep step = _other.Decode(rest);
            if (step.Status == ChunkedStatus.Done)
                break;
            length += ChunkedEncoder.WriteSize(recoded.AsSpan(length), step.DataLength);
            rest.Slice(step.DataStart, step.DataLength).CopyTo(recoded.AsSpan(length));
            length += step.DataLength;
            ChunkedEncoder.EndOfChunk.CopyTo(recoded.AsSpan(length));
            length += ChunkedEncoder.EndOfChunk.Length;
            rest = rest[step.Consumed..];
        }

        var writer = new HeadWriter(recoded.AsSpan(length));
        writer.Append(ChunkedEncoder.LastChunk);
        if (_other.HasTrailers)
            writer.Fields(_other.Trailers!, default);
        writer.End();
        InvariantException.True("a recoded body fits", !writer.Overflowed);
        string again = Transcript.OfChunked(recoded.AsSpan(0, length + writer.Length), Cuts.None, _decoder, new HeadLimits(1, 64 * 1024, 64));
        InvariantException.Equal("the same body", AfterFirstLine(outcome), AfterFirstLine(again));
    }

    private static string AfterFirstLine(string transcript) => transcript[transcript.IndexOf('\n', StringComparison.Ordinal)..];
}
