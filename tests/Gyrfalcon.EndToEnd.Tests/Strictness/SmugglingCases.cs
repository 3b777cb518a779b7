using System.Collections.Generic;
using static Gyrfalcon.EndToEnd.Tests.Strictness.RequestCase;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>
/// Requests made so that two readers find different ends in them, by the names under which the attacks are known. Each carries the beginning of a request that
/// must never be served; none of them may make two requests of one.
/// </summary>
internal static class SmugglingCases
{
    private const string Both = "RFC 9112 §6.3, §11.2";
    private const string Chunk = "RFC 9112 §7.1";
    private const string Inner = "GET /smuggled HTTP/1.1\r\nX: ";
    private const string InnerWhole = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    internal static IEnumerable<RequestCase> All() => [.. Pairs(), .. Obfuscations(), .. Lengths(), .. ChunkTricks(), .. Desyncs()];

    private static IEnumerable<RequestCase> Pairs()
    {
        yield return Refused("CL.TE", Both, Post("Content-Length: 6\r\nTransfer-Encoding: chunked", "0\r\n\r\nG"));
        yield return Refused("CL.TE with a whole request", Both, Post($"Content-Length: {5 + InnerWhole.Length}\r\nTransfer-Encoding: chunked", "0\r\n\r\n" + InnerWhole));
        yield return Refused("TE.CL", Both, Post("Transfer-Encoding: chunked\r\nContent-Length: 4", $"{InnerWhole.Length:x}\r\n{InnerWhole}\r\n0\r\n\r\n"));
        yield return Refused("CL.TE in HTTP/1.0", Both, "POST /x HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + InnerWhole);
        yield return Refused("TE.0 by a GET with both", Both, Get("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n") + "0\r\n\r\n" + InnerWhole);
        yield return Refused("TE.TE, the second of two", Both, Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: cow", "0\r\n\r\n" + InnerWhole));
        yield return Refused("TE.TE, the first of two", Both, Post("Transfer-Encoding: cow\r\nTransfer-Encoding: chunked", "0\r\n\r\n" + InnerWhole));
        yield return Refused("TE.TE, apart", Both, Post("Transfer-Encoding: chunked\r\nX: y\r\nTransfer-encoding: identity", "0\r\n\r\n" + InnerWhole));
    }

    private static IEnumerable<RequestCase> Obfuscations()
    {
        foreach (string line in new[]
        {
            "Transfer-Encoding : chunked", "Transfer-Encoding\t: chunked", "Transfer-Encoding\u000b: chunked", "Transfer-Encoding\0: chunked", "\tTransfer-Encoding: chunked", " Transfer-Encoding: chunked",
            "X: y\nTransfer-Encoding: chunked", "X: y\rTransfer-Encoding: chunked", "X: y\r\n\tTransfer-Encoding: chunked", "Transfer-Encoding:\u000bchunked", "Transfer-Encoding: chunked\u000b", "Transfer-Encoding: \0chunked",
            "Transfer-Encoding\n: chunked", "Transfer-Encoding:\n chunked", "Transfer-Encoding:\r\n chunked", "Transfer-Encoding: chunked\r\n\t, identity", "Transfer_Encoding: chunked", "Transfer Encoding: chunked", "Transfer-Encoding chunked",
            "Transfer-Encoding", "[Transfer-Encoding]: chunked", "\"Transfer-Encoding\": chunked", "Transfer-Encoding\u0080: chunked", "\u0080Transfer-Encoding: chunked", "Transfer-Encod\u00eeng: chunked", ":Transfer-Encoding: chunked",
        })
        {
            yield return Refused($"TE.TE, obfuscated: {NameOf(line)}", "RFC 9112 §5", Post($"Content-Length: 5\r\n{line}", "0\r\n\r\n" + InnerWhole));
        }

        foreach (string value in new[]
        {
            "xchunked", "x chunked", "chunked x", "chunked,identity", "identity,chunked,identity", "\"chunked\"", "'chunked'", "(chunked)", "chunked;x", "chunked\u0085", "\u00a0chunked", "chunked, ,", ", chunked", "CHUNKED,", "chunk", "nonchunked", "chunked\u00ad",
        })
        {
            yield return Refused($"TE alone, obfuscated: {NameOf(value)}", Both, Post($"Transfer-Encoding: {value}", "0\r\n\r\n" + InnerWhole));
        }
    }

    private static IEnumerable<RequestCase> Lengths()
    {
        string seen = $"POST /x | Host: a | length \"{Inner}\"";
        yield return Passed("CL.0: the body is a request, and its length is believed", Both, Post($"Content-Length: {Inner.Length}", Inner), seen);
        yield return Passed("CL.0 of a GET", Both, Get($"Content-Length: {Inner.Length}\r\n") + Inner, $"GET /x | Host: a | length \"{Inner}\"");
        yield return Passed("CL.0 of a HEAD", Both, Get($"Content-Length: {Inner.Length}\r\n", method: "HEAD") + Inner, $"HEAD /x | Host: a | length \"{Inner}\"") with { Method = "HEAD" };
        yield return Passed("CL.0 of an OPTIONS *", Both, Get($"Content-Length: {Inner.Length}\r\n", "*", "OPTIONS") + Inner, $"OPTIONS * | Host: a | length \"{Inner}\"");
        foreach (string length in new[] { "+5", "0x5", "5 ", "05", " 5" })
        {
            // White space around it and zeros before it are in the grammar, so those pass as 5.
            if (length.Trim() is "5" or "05")
                yield return Passed($"CL spelled \"{length}\"", "RFC 9110 §8.6", Post($"Content-Length: {length}", "abcde"), "POST /x | Host: a | length \"abcde\"");
            else
                yield return Refused($"CL spelled \"{length}\"", "RFC 9110 §8.6", Post($"Content-Length: {length}", "abcde" + InnerWhole));
        }

        foreach (string line in new[]
        {
            "Content-Length : 5", "Content-Length\t: 5", "Content-Length: 5\r\n 6", "Content-Length:\r\n 5", "X: y\nContent-Length: 5", " Content-Length: 5", "Content-Length: 5\u000b", "Content-Length: 5\0", "Content-Length: 5\r\nContent-Length: 5, 5",
            "Content-Length: 5\r\nCONTENT-LENGTH: 50", "Content_Length: 5", "Content Length: 5", "Content-Length\0: 5", "\u0001Content-Length: 5", "Content-Length: 0\r\nContent_Length: 50",
        })
        {
            yield return Refused($"0.CL, hidden: {NameOf(line)}", "RFC 9112 §5", Post(line, "abcde" + InnerWhole));
        }

        yield return Refused("the length nominated away", "RFC 9110 §7.6.1", Post($"Connection: keep-alive, Content-Length\r\nContent-Length: {InnerWhole.Length}", InnerWhole));
        yield return Passed("the coding nominated away changes nothing", "RFC 9110 §7.6.1", Post("Connection: keep-alive, Transfer-Encoding\r\nTransfer-Encoding: chunked", $"{Inner.Length:x}\r\n{Inner}\r\n0\r\n\r\n"), $"POST /x | Host: a | chunked \"{Inner}\"");
    }

    private static IEnumerable<RequestCase> ChunkTricks()
    {
        (string Name, string Body)[] refused =
        [
            // What ends a chunk-size line, in and behind an extension.
            ("TERM.EXT: LF ends the extension", $"2;\nxx\r\n{InnerWhole.Length:x}\r\n{InnerWhole}\r\n0\r\n\r\n"),
            ("TERM.EXT: LF in an extension's value", $"2;a=\nxx\r\n10\r\n\r\nAAAAAAAAAAAAAA\r\n0\r\n\r\n{InnerWhole}"),
            ("EXT.TERM: CR ends the extension", $"2;a\rxx\r\n0\r\n\r\n{InnerWhole}"),
            ("EXT.TERM: CR without LF behind the size", $"2\rxx\r\n0\r\n\r\n{InnerWhole}"),
            ("TERM.EXT: LF behind the size, an extension behind it", $"2\n;a\r\nxx\r\n0\r\n\r\n{InnerWhole}"),
            ("an extension with NUL", $"2;\0\r\nxx\r\n0\r\n\r\n{InnerWhole}"),
            ("an extension with a quoted line end", $"2;a=\"\r\n\"\r\nxx\r\n0\r\n\r\n{InnerWhole}"),
            // What ends a chunk's data.
            ("spill: one byte more than the size", $"2\r\nxxx\r\n0\r\n\r\n{InnerWhole}"),
            ("spill: two bytes in place of CR LF", $"2\r\nxxAA0\r\n\r\n{InnerWhole}"),
            ("spill: the next size in place of CR LF", $"2\r\nxx10\r\n{InnerWhole}"),
            ("one LF in place of CR LF", $"2\r\nxx\n0\r\n\r\n{InnerWhole}"),
            ("one CR in place of CR LF", $"2\r\nxx\r0\r\n\r\n{InnerWhole}"),
            ("LF LF in place of CR LF", $"2\r\nxx\n\n0\r\n\r\n{InnerWhole}"),
            // Line feeds alone.
            ("LF behind every chunk line", $"2\nxx\n0\n\n{InnerWhole}"),
            ("LF behind the last chunk", $"0\n\r\n{InnerWhole}"),
            ("LF for the end of the trailers", $"0\r\n\n{InnerWhole}"),
            ("a trailer that ends in LF", $"0\r\nX: y\n\r\n{InnerWhole}"),
            // Sizes.
            ("a size that overflows 64 bits to 2", $"10000000000000002\r\nxx\r\n0\r\n\r\n{InnerWhole}"),
            ("a size that overflows 32 bits but not 64, and is not there", "-2\r\nxx\r\n0\r\n\r\n" + InnerWhole),
            ("a size in another base", $"0x2\r\nxx\r\n0\r\n\r\n{InnerWhole}"),
            ("a size with an underscore", $"0_2\r\nxx\r\n0\r\n\r\n{InnerWhole}"),
            ("a size with white space behind it", $"2 \r\nxx\r\n0\r\n\r\n{InnerWhole}"),
            ("a size with an extension but no semicolon", $"2 a=b\r\nxx\r\n0\r\n\r\n{InnerWhole}"),
            ("no size", $"\r\nxx\r\n0\r\n\r\n{InnerWhole}"),
            ("an extension but no size", $";a\r\nxx\r\n0\r\n\r\n{InnerWhole}"),
            // Trailers.
            ("a request line among the trailers", $"0\r\n{InnerWhole}"),
            ("a folded trailer", $"0\r\nX: y\r\n {InnerWhole}"),
        ];
        foreach ((string name, string body) in refused)
            yield return RefusedInBody($"chunks: {name}", Chunk, Chunked(body));

        yield return Passed("chunks: an extension that looks like chunks", "RFC 9112 §7.1.1", Chunked("2;0 0 GET /smuggled HTTP/1.1\r\nxx\r\n0\r\n\r\n"), "POST /x | Host: a | chunked \"xx\"");
        yield return Passed("chunks: data that looks like the last chunk", Chunk, Chunked($"{InnerWhole.Length + 5:x}\r\n0\r\n\r\n{InnerWhole}\r\n0\r\n\r\n"), $"POST /x | Host: a | chunked \"0\r\n\r\n{InnerWhole}\"");
        yield return Passed("chunks: framing and routing among the trailers", "RFC 9110 §6.5.1", Chunked("2\r\nxx\r\n0\r\nContent-Length: 50\r\nTransfer-Encoding: identity\r\nHost: b\r\n\r\n"), "POST /x | Host: a | chunked \"xx\"");
    }

    private static IEnumerable<RequestCase> Desyncs()
    {
        const string Expect = "RFC 9110 §10.1.1";
        yield return Refused("Expect: y 100-continue", Expect, Post($"Expect: y 100-continue\r\nContent-Length: {InnerWhole.Length}", InnerWhole), 417);
        yield return Refused("Expect folded", "RFC 9112 §5.2", Post($"Expect:\r\n 100-continue\r\nContent-Length: {InnerWhole.Length}", InnerWhole));
        yield return Passed("Expect with a body that looks like a request", Expect, Post($"Expect: 100-continue\r\nContent-Length: {Inner.Length}", Inner), $"POST /x | Host: a | Expect: 100-continue | length \"{Inner}\"");
        yield return Passed("Expect of a GET without a body", Expect, Get("Expect: 100-continue\r\n"), "GET /x | Host: a | Expect: 100-continue");
        yield return Refused("Expect and both lengths", Both, Post("Expect: 100-continue\r\nContent-Length: 6\r\nTransfer-Encoding: chunked", "0\r\n\r\n" + InnerWhole));
        yield return Passed("Connection: keep-alive, x with a body", "RFC 9110 §7.6.1", Post($"Connection: keep-alive, x\r\nX: y\r\nContent-Length: {Inner.Length}", Inner), $"POST /x | Host: a | length \"{Inner}\"");
        yield return Passed("close with a request behind it", "RFC 9112 §9.6", Get("Connection: close\r\n") + InnerWhole, "GET /x | Host: a") with { Closes = true, SendsOn = true };
        yield return Passed("HTTP/1.0 with a request behind it", "RFC 9112 §9.3", "GET /x HTTP/1.0\r\nHost: a\r\n\r\n" + InnerWhole, "GET /x | Host: a") with { Closes = true, SendsOn = true };
        yield return Refused("a request behind a refused one", "RFC 9112 §9.3", Get("Bad Name: x\r\n") + InnerWhole);
        yield return Refused("a request behind one that is not implemented", "RFC 9110 §9.3.8", Get(method: "TRACE") + InnerWhole, 501);
        yield return Refused("a body behind one that is not implemented", "RFC 9110 §9.3.8", Get($"Content-Length: {InnerWhole.Length}\r\n", method: "TRACE") + InnerWhole, 501);
        yield return Answered("a body behind one that we answer", "RFC 9112 §9.3", Get($"Max-Forwards: 0\r\nContent-Length: {InnerWhole.Length}\r\n", method: "OPTIONS") + InnerWhole, 200) with { MayClose = true };
        yield return Answered("chunks behind one that we answer", "RFC 9112 §9.3", Get("Max-Forwards: 0\r\nTransfer-Encoding: chunked\r\n", method: "OPTIONS") + $"{InnerWhole.Length:x}\r\n{InnerWhole}\r\n0\r\n\r\n", 200) with { Closes = true };
        yield return Answered("a body behind one that is misdirected", "RFC 9112 §9.3", Get($"Content-Length: {InnerWhole.Length}\r\n", "https://b/") + InnerWhole, 421) with { MayClose = true };
        yield return Passed("HTTP/2 by Upgrade goes no further", "RFC 9113 §3.1", Get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"), "GET /x | Host: a");
        yield return Refused("absolute-form and a Host that splits", "RFC 9112 §3.2.2", Get("X: y\r\nHost: b\r\n", "http://c/"));
        yield return Refused("a line end in the target, decoded or not", "RFC 9112 §3.2", Get(target: "/x\r\nX: y"));
        yield return Passed("a line end in the target, encoded", "RFC 3986 §2.1", Get(target: "/x%0d%0aX:%20y"), "GET /x%0d%0aX:%20y | Host: a");
    }
}
