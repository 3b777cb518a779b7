using System;
using System.Text;

using Gyrfalcon.Fuzz.Targets;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

using Xunit;

namespace Gyrfalcon.Http.Tests;

/// <summary>
/// Runs a parser on a message whole, byte by byte, and cut in two at every position, each time in memory that ends at a guard page,
/// demands the same outcome each time, and hands it back.
/// </summary>
internal static class EveryDivision
{
    internal static byte[] Bytes(string message) => Encoding.Latin1.GetBytes(message);

    internal static RequestHead OfRequest(string message, out string transcript) => OfRequest(message, HeadLimits.Default, out transcript);

    internal static RequestHead OfRequest(string message, HeadLimits limits, out string transcript)
    {
        var head = new RequestHead();
        transcript = Run(message, (input, cuts) => Transcript.OfRequest(input, cuts, head, limits));
        return head;
    }

    internal static ResponseHead OfResponse(string message, Method requestMethod, out string transcript) =>
        OfResponse(message, requestMethod, HeadLimits.Default, out transcript);

    internal static ResponseHead OfResponse(string message, Method requestMethod, HeadLimits limits, out string transcript)
    {
        var head = new ResponseHead();
        transcript = Run(message, (input, cuts) => Transcript.OfResponse(input, cuts, head, requestMethod, limits));
        return head;
    }

    internal static string OfChunked(string message, HeadLimits limits)
    {
        var decoder = new ChunkedDecoder(inRequest: true, limits);
        return Run(message, (input, cuts) => Transcript.OfChunked(input, cuts, decoder, limits));
    }

    internal static string OfProxyHeader(string message) => Run(message, Transcript.OfProxyHeader);

    private delegate string Parse(ReadOnlySpan<byte> input, ReadOnlySpan<int> cuts);

    private static string Run(string message, Parse parse)
    {
        using var memory = new GuardedMemory(message.Length + 1);
        ReadOnlySpan<byte> input = memory.Place(Bytes(message));
        string whole = parse(input, Cuts.None);
        Assert.Equal(whole, parse(input, Cuts.Everywhere(input.Length)));
        for (int cut = 1; cut < input.Length; cut++)
            Assert.Equal(whole, parse(input, [cut]));

        // Prefixes: nothing may be read behind what has arrived, and none may be refused differently from the whole.
        for (int length = 0; length < input.Length; length++)
        {
            string prefix = parse(memory.Place(input[..length].ToArray()), Cuts.None);
            if (prefix.StartsWith("refused", StringComparison.Ordinal))
                Assert.Equal(whole, prefix);
            memory.Place(Bytes(message));
        }
        return parse(memory.Place(Bytes(message)), Cuts.None);
    }
}
