using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

using CsCheck;

using Gyrfalcon.Fuzz.Targets;
using Gyrfalcon.Http.Http1;

using Xunit;

namespace Gyrfalcon.Http.Tests.Http1;

// RFC 9112 §7.1
public class ChunkedDecoderTests
{
    public static TheoryData<string, string> Good => new()
    {
        { "0\r\n\r\n", "done after 5\ndata \n" },
        { "5\r\nhello\r\n0\r\n\r\n", "done after 15\ndata hello\n" },
        { "5\r\nhello\r\n6\r\n world\r\n00\r\n\r\nGET", "done after 27\ndata hello world\n" },
        { "a\r\n0123456789\r\nA\r\n0123456789\r\n00B\r\n0123456789a\r\n0\r\n\r\n", "data 01234567890123456789" + "0123456789a\n" },
        { "0000000000000001\r\na\r\n0\r\n\r\n", "data a\n" },
        { "5;a=b;c=\"d;\u00e9\\\"\"\r\nhello\r\n0;e\r\n\r\n", "data hello\n" },
        { "7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n", "data \r\n0\r\n\r\n\n" },
        { "0\r\nX-Sum: 1\r\ny:2 \r\n\r\nrest", "done after 21\ndata \n+ Other X-Sum: 1\n+ Other y: 2\n" },
        { "0\r\nETag: \"x\"\r\n\r\n", "+ ETag ETag: \"x\"\n" },
        { "0\r\nContent-Length: 5\r\nx: y\r\nHost: b\r\nAuthorization: z\r\nX-Forwarded-For: 1\r\n\r\n", "data \n+ Other x: y\n" },
    };

    public static TheoryData<string, string> Bad => new()
    {
        { "\r\n", "chunk size" },
        { "x\r\n", "chunk size" },
        { "-1\r\n", "chunk size" },
        { "+1\r\n", "chunk size" },
        { " 1\r\n", "chunk size" },
        { "1 \r\n", "chunk size" },
        { "0x1\r\n", "chunk size" },
        { "1\n", "LF without CR" },
        { "1\rx", "does not end" },
        { "8000000000000000\r\n", "chunk size" },
        { "ffffffffffffffff\r\n", "chunk size" },
        { "00000000000000001\r\n", "chunk size" },
        { "1\r\naX", "does not end" },
        { "1\r\na\n", "does not end" },
        { "1\r\na\rX", "does not end" },
        { "1;a\n", "LF without CR" },
        { "1;\0", "extension" },
        { "1;a\rb", "does not end" },
        { "0\r\n\n", "LF without CR" },
        { "0\r\n\rx", "no LF follows" },
        { "0\r\n x: y\r\n", "obs-fold" },
        { "0\r\nx : y\r\n", "white space between" },
        { "0\r\nx\r\n", "token" },
        { "0\r\nx_forwarded_for: y\r\n\r\n", "with _" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Good_bodies_are_read_alike_however_they_are_divided(string message, string expected)
    {
        string transcript = EveryDivision.OfChunked(message, HeadLimits.Trailers);
        Assert.StartsWith("done", transcript, StringComparison.Ordinal);
        Assert.Contains(expected, transcript, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_bodies_are_refused_alike_however_they_are_divided(string message, string violation)
    {
        string transcript = EveryDivision.OfChunked(message, HeadLimits.Trailers);
        Assert.StartsWith("refused MalformedRequest: ", transcript, StringComparison.Ordinal);
        Assert.Contains(violation, transcript, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fault_is_that_of_the_side_the_body_is_from()
    {
        Assert.Equal(FaultKind.MalformedRequest, new ChunkedDecoder(inRequest: true, HeadLimits.Trailers).Decode("x"u8).Fault);
        Assert.Equal(FaultKind.MalformedResponse, new ChunkedDecoder(inRequest: false, HeadLimits.Trailers).Decode("x"u8).Fault);
    }

    [Theory]
    [InlineData(8, 1, "done")]
    [InlineData(7, 1, "refused HeaderBlockTooLarge")]
    [InlineData(8, 0, "refused TooManyFields")]
    public void Trailer_limits_are_exact(int bytes, int fields, string expected) =>
        Assert.StartsWith(expected, EveryDivision.OfChunked("0\r\nx: y\r\n\r\n", new HeadLimits(1, bytes, fields)), StringComparison.Ordinal);

    [Fact]
    public void Extensions_are_limited_per_chunk_and_in_all()
    {
        string most = "1;" + new string('e', 256) + "\r\na\r\n";
        Assert.StartsWith("done", Decode(most + "0\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains("extensions", Decode("1;" + new string('e', 257) + "\r\na\r\n"), StringComparison.Ordinal);
        Assert.Contains("extensions", Decode(string.Concat(Enumerable.Repeat(most, 65))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_huge_chunk_is_given_out_as_it_arrives()
    {
        var decoder = new ChunkedDecoder(inRequest: false, HeadLimits.Trailers);
        ChunkedStep first = decoder.Decode("7fffffffffffffff\r\nabc"u8);
        Assert.Equal((ChunkedStatus.Data, 18, 3), (first.Status, first.DataStart, first.DataLength));
        Assert.Equal(long.MaxValue - 3, decoder.RemainingInChunk);

        ChunkedStep next = decoder.Decode(new byte[100_000]);
        Assert.Equal((0, 100_000), (next.DataStart, next.DataLength));
    }

    [Fact]
    public void A_decoder_is_as_new_after_a_reset()
    {
        var decoder = new ChunkedDecoder(inRequest: false, HeadLimits.Trailers);
        decoder.Decode("0\r\na: b\r\n\r\n"u8);
        Assert.True(decoder.HasTrailers);
        decoder.Reset(inRequest: true, HeadLimits.Trailers);
        Assert.False(decoder.HasTrailers);
        Assert.Equal(ChunkedStatus.Done, decoder.Decode("0\r\n\r\n"u8).Status);
        Assert.False(decoder.HasTrailers);
        Assert.Throws<InvalidOperationException>(() => decoder.Decode("0"u8));
    }

    [Fact]
    public void Any_body_in_any_chunks_comes_out_as_it_went_in() =>
        Gen.Select(Gen.Byte.Array[1, 300].List[0, 20], Gen.Int[1, 64]).Sample((chunks, pieceLength) =>
        {
            var coded = new List<byte>();
            Span<byte> size = stackalloc byte[ChunkedEncoder.MaxSizeLine];
            foreach (byte[] chunk in chunks)
            {
                coded.AddRange(size[..ChunkedEncoder.WriteSize(size, chunk.Length)]);
                coded.AddRange(chunk);
                coded.AddRange(ChunkedEncoder.EndOfChunk);
            }
            coded.AddRange(ChunkedEncoder.EndOfBody);

            byte[] input = [.. coded];
            int[] cuts = [.. Enumerable.Range(1, (input.Length - 1) / pieceLength).Select(i => i * pieceLength)];
            string transcript = Transcript.OfChunked(input, cuts, new ChunkedDecoder(inRequest: true, HeadLimits.Trailers), HeadLimits.Trailers);
            string data = string.Concat(chunks.Select(chunk => Encoding.Latin1.GetString(chunk)));
            return transcript == $"done after {input.Length}\ndata {data}\n";
        });

    private static string Decode(string message) =>
        Transcript.OfChunked(EveryDivision.Bytes(message), Cuts.None, new ChunkedDecoder(inRequest: true, HeadLimits.Trailers), HeadLimits.Trailers);
}
