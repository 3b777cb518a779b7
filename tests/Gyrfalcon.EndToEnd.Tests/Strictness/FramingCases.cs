using System.Collections.Generic;
using System.Linq;
using static Gyrfalcon.EndToEnd.Tests.Strictness.RequestCase;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>Where a body ends: Content-Length, Transfer-Encoding, both, and the chunked coding.</summary>
internal static class FramingCases
{
    private const string Length = "RFC 9110 §8.6";
    private const string Coding = "RFC 9112 §6.1";
    private const string Both = "RFC 9112 §6.3";
    private const string Chunk = "RFC 9112 §7.1";

    /// <summary>Values of Content-Length that are no length.</summary>
    internal static readonly string[] WrongLengths =
    [
        "", "+3", "-3", "-0", "0x3", "3.0", "3,3", "3, 3", "3;", "3 3", "\"3\"", "3e0", "3h", "three", "\u00b3", "3_0", "9223372036854775808", "18446744073709551619", "99999999999999999999", "00000000000000000003", "3,", ",3",
    ];

    /// <summary>Values of Transfer-Encoding that leave no end to be found, or more than one.</summary>
    internal static readonly string[] WrongCodings =
    [
        "", "xchunked", "chunkedx", "chunked,", ",chunked", "chunked;q=1", "\"chunked\"", "identity", "chunked, identity", "chunked, gzip", "gzip", "chunked, chunked", "chunk ed", "chunked chunked", "chunked;", "'chunked'",
        "chunked\r\nTransfer-Encoding: chunked", "gzip\r\nTransfer-Encoding: chunked", "chunked\r\nTransfer-Encoding: identity", "chunked\r\nTransfer-Encoding:", "\u00a0chunked", "chunked\u0085", "x", "none", "cow, chunked, cow",
    ];

    /// <summary>Bodies that are not in the chunked coding, up to where that shows.</summary>
    internal static IEnumerable<(string Name, string Rule, string Body)> WrongChunks()
    {
        foreach (string size in new[] { "", " 3", "\t3", "3 ", "3\t", "+3", "-3", "0x3", "3h", "g", "3.", "3,", "3 3", "\"3\"", "8000000000000000", "FFFFFFFFFFFFFFFF", "10000000000000003", "00000000000000003", "\u00b3", "3\0", "3\u000b" })
            yield return ($"size {NameOf(size)}", Chunk, $"{size}\r\nabc\r\n0\r\n\r\n");
        foreach (string line in new[] { "3\n", "3\r", "3\r\r\n", "3\n\r\n", "3;\n", "3;a\n", "3;a\rb\r\n", "3;a\0\r\n", "3;a=\"\n\"\r\n", "3;a\r\r\n", "3 ;a\r\n", "3\u0085\r\n" })
            yield return ($"size line {NameOf(line)}", "RFC 9112 §7.1.1", $"{line}abc\r\n0\r\n\r\n");
        foreach (string end in new[] { "", "\n", "\r", "\n\r", "\r\r\n", "X\r\n", "\r\n\r\n", " \r\n", "\0\r\n" })
            yield return ($"end of data {NameOf(end)}", Chunk, $"3\r\nabc{end}0\r\n\r\n");
        foreach (string end in new[] { "0\n\n", "0\n\r\n", "0\r\n\n", "0\r\r\n\r\n", "0\r\n\r\r\n", "0\r\n \r\n\r\n", "0 \r\n\r\n", "-0\r\n\r\n" })
            yield return ($"last chunk {NameOf(end)}", Chunk, $"3\r\nabc\r\n{end}");
        yield return ("more data than the size says", Chunk, "3\r\nabcd\r\n0\r\n\r\n");
        yield return ("less data than the size says", Chunk, "4\r\nabc\r\n0\r\n\r\n");
        yield return ("an extension over the limit", "RFC 9112 §7.1.1", $"3;{new string('e', 257)}\r\nabc\r\n0\r\n\r\n");
        yield return ("extensions over the limit in all", "RFC 9112 §7.1.1", string.Concat(Enumerable.Repeat($"1;{new string('e', 250)}\r\na\r\n", 70)) + "0\r\n\r\n");
        foreach (string trailer in new[] { "no colon\r\n", "X : y\r\n", " X: y\r\n", "X: y\r\n z\r\n", "X: \0\r\n", "X: y\n", "X: y\rz\r\n", ": y\r\n", "X\0: y\r\n" })
            yield return ($"trailer {NameOf(trailer)}", "RFC 9112 §7.1.2", $"3\r\nabc\r\n0\r\n{trailer}\r\n");
    }

    internal static readonly string TooManyTrailers = $"0\r\n{string.Concat(Enumerable.Repeat("X: y\r\n", 33))}\r\n";

    internal static readonly string TooLargeTrailers = $"0\r\nX: {new string('y', 9000)}\r\n\r\n";

    /// <summary>Bodies "abc" in the chunked coding, and the trailers that are let pass.</summary>
    internal static IEnumerable<(string Name, string Rule, string Body, string Trailers)> RightChunks()
    {
        foreach (string size in new[] { "3", "03", "0000000000000003" })
            yield return ($"size {size}", Chunk, $"{size}\r\nabc\r\n0\r\n\r\n", "");
        foreach (string extension in new[] { ";", ";a", ";a=b", ";a=\"b;\\\"c\"", "; a = b", ";a;b;c=d", $";{new string('e', 200)}" })
            yield return ($"extension {extension[..System.Math.Min(12, extension.Length)]}", "RFC 9112 §7.1.1", $"3{extension}\r\nabc\r\n0\r\n\r\n", "");
        yield return ("several chunks", Chunk, "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n", "");
        yield return ("zeros for the last chunk", Chunk, "3\r\nabc\r\n000\r\n\r\n", "");
        yield return ("extension of the last chunk", "RFC 9112 §7.1.1", "3\r\nabc\r\n0;x\r\n\r\n", "");
        yield return ("trailers", "RFC 9112 §7.1.2", "3\r\nabc\r\n0\r\nX-Sum: 1\r\nETag: \"e\"\r\n\r\n", " | T X-Sum: 1 | T ETag: \"e\"");
        foreach (string field in new[]
        {
            "Content-Length: 9", "Transfer-Encoding: chunked", "Host: b", "Connection: close", "Authorization: x", "Cookie: a=b", "Set-Cookie: a=b", "Content-Type: a/b", "Content-Encoding: gzip", "Content-Range: bytes 0-1/2",
            "Cache-Control: no-store", "X-Forwarded-For: 1.2.3.4", "TE: trailers", "Trailer: X", "Expect: 100-continue", "Range: bytes=0-1", "Age: 1", "Location: /", "Max-Forwards: 1", "Upgrade: x", "Via: 1.1 x",
        })
        {
            yield return ($"forbidden trailer {field}", "RFC 9110 §6.5.1", $"3\r\nabc\r\n0\r\nX-A: 1\r\n{field}\r\n\r\n", " | T X-A: 1");
        }
    }

    internal static IEnumerable<RequestCase> All() => [.. Lengths(), .. Codings(), .. Mixed(), .. Chunks()];


    private static IEnumerable<RequestCase> Lengths()
    {
        foreach (string wrong in WrongLengths)
            yield return Refused($"Content-Length: {NameOf(wrong)}", Length, Post($"Content-Length: {wrong}", "abc"));
        foreach (string right in new[] { "3", "03", "0000000000000000003", " 3 ", "\t3" })
            yield return Passed($"Content-Length: {NameOf(right)}", Length, Post($"Content-Length:{right}", "abc"), "POST /x | Host: a | length \"abc\"");
        yield return Passed("the same Content-Length twice", Both, Post("Content-Length: 3\r\nContent-Length: 3", "abc"), "POST /x | Host: a | length \"abc\"");
        yield return Refused("Content-Length 3 and 4", Both, Post("Content-Length: 3\r\nContent-Length: 4", "abcd"));
        yield return Refused("Content-Length 3 and 03", Both, Post("Content-Length: 3\r\nContent-Length: 03", "abc"));
        yield return Refused("Content-Length 3 and nothing", Both, Post("Content-Length: 3\r\nContent-Length:", "abc"));
        yield return Refused("Content-Length 0 and 3", Both, Post("Content-Length: 0\r\nContent-Length: 3", "abc"));
        yield return Refused("space before Content-Length's colon", "RFC 9112 §5.1", Post("Content-Length : 3", "abc"));
        yield return Passed("Content-Length: 0", Length, Post("Content-Length: 0", ""), "POST /x | Host: a | length \"\"");
        yield return Passed("POST without a length has no body", Both, Get(method: "POST"), "POST /x | Host: a");
        yield return Passed("a body that looks like a request", Both, Post("Content-Length: 38", "GET /smuggled HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n"[..38]), $"POST /x | Host: a | length \"{"GET /smuggled HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n"[..38]}\"");
        yield return Passed("a body with every byte", Both, Post("Content-Length: 256", EveryByte), $"POST /x | Host: a | length \"{EveryByte}\"");
        yield return Passed("a body in HTTP/1.0", Both, "POST /x HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabc", "POST /x | Host: a | length \"abc\"");
    }

    private static IEnumerable<RequestCase> Codings()
    {
        foreach (string wrong in WrongCodings)
            yield return Refused($"Transfer-Encoding: {NameOf(wrong)}", Coding, Post($"Transfer-Encoding: {wrong}", "0\r\n\r\n"));
        foreach (char control in "\0\u0001\u0008\u000b\u000c\u001f\u007f")
            yield return Refused($"Transfer-Encoding: {NameOf(control)}chunked", "RFC 9110 §5.5", Post($"Transfer-Encoding: {control}chunked", "0\r\n\r\n"));
        foreach (string unknown in new[] { "gzip, chunked", "identity, chunked", "deflate,chunked", "gzip, br, chunked", "x;a=b, chunked" })
            yield return Refused($"Transfer-Encoding: {unknown}", Coding, Post($"Transfer-Encoding: {unknown}", "0\r\n\r\n"), 501);
        foreach (string line in new[] { "Transfer-Encoding: chunked", "transfer-encoding:CHUNKED", "TRANSFER-ENCODING:\tChunked ", "Transfer-Encoding:  cHuNkEd" })
            yield return Passed(NameOf(line), Coding, Post(line, "3\r\nabc\r\n0\r\n\r\n"), "POST /x | Host: a | chunked \"abc\"");
        yield return Refused("Transfer-Encoding in HTTP/1.0", Coding, "POST /x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        yield return Refused("Transfer-Encoding in HTTP/1.0 kept alive", Coding, "POST /x HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        yield return Refused("space before Transfer-Encoding's colon", "RFC 9112 §5.1", Post("Transfer-Encoding : chunked", "0\r\n\r\n"));
        yield return Refused("folded Transfer-Encoding", "RFC 9112 §5.2", Post("Transfer-Encoding:\r\n chunked", "0\r\n\r\n"));
        yield return Refused("Transfer-Encoding behind a fold", "RFC 9112 §5.2", Post("X: y\r\n Transfer-Encoding: chunked", "0\r\n\r\n"));
        yield return Refused("Transfer-Encoding behind LF", "RFC 9112 §2.2", Post("X: y\nTransfer-Encoding: chunked", "0\r\n\r\n"));
        yield return Refused("Transfer-Encoding behind CR", "RFC 9112 §2.2", Post("X: y\rTransfer-Encoding: chunked", "0\r\n\r\n"));
        yield return Passed("a field that only resembles Transfer-Encoding", Coding, Get("X-Transfer-Encoding: chunked\r\n"), "GET /x | Host: a | X-Transfer-Encoding: chunked");
        yield return Passed("GET in chunks", Coding, Get("Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\n0\r\n\r\n", "GET /x | Host: a | chunked \"abc\"");
    }

    private static IEnumerable<RequestCase> Mixed()
    {
        foreach (string coding in new[] { "chunked", "Chunked", "gzip, chunked", "identity", "xchunked", "", "chunked, chunked", "\u000bchunked" })
        {
            yield return Refused($"Content-Length, then Transfer-Encoding: {NameOf(coding)}", Both, Post($"Content-Length: 5\r\nTransfer-Encoding: {coding}", "0\r\n\r\n"));
            yield return Refused($"Transfer-Encoding: {NameOf(coding)}, then Content-Length", Both, Post($"Transfer-Encoding: {coding}\r\nContent-Length: 5", "0\r\n\r\n"));
        }

        yield return Refused("both, the length empty", Both, Post("Content-Length:\r\nTransfer-Encoding: chunked", "0\r\n\r\n"));
        yield return Refused("both, the length 0", Both, Post("Content-Length: 0\r\nTransfer-Encoding: chunked", "0\r\n\r\n"));
        yield return Refused("both, the coding nominated", Both, Post("Connection: Transfer-Encoding\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"));
        yield return Refused("both, the length nominated", Both, Post("Connection: Content-Length\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"));
    }

    private static IEnumerable<RequestCase> Chunks()
    {
        foreach ((string name, string rule, string body) in WrongChunks())
            yield return RefusedInBody($"chunked: {name}", rule, Chunked(body));
        yield return RefusedInBody("chunked: too many trailers", "RFC 6585 §5", Chunked(TooManyTrailers), 431);
        yield return RefusedInBody("chunked: trailers over the limit", "RFC 6585 §5", Chunked(TooLargeTrailers), 431);
        yield return RefusedInBody("chunked: look-alike trailer", "RFC 3875 §4.1.18", Chunked("0\r\nContent_Length: 5\r\n\r\n"));
        foreach ((string name, string rule, string body, string trailers) in RightChunks())
            yield return Passed($"chunked: {name}", rule, Chunked(body), $"POST /x | Host: a | chunked \"abc\"{trailers}");
        yield return Passed("chunked: a body that looks like a request", Chunk, Chunked("1c\r\nGET /smuggled HTTP/1.1\r\nX: y\r\n0\r\n\r\n"), "POST /x | Host: a | chunked \"GET /smuggled HTTP/1.1\r\nX: y\"");
        yield return Passed("chunked: an empty line behind the body", "RFC 9112 §2.2", Chunked("3\r\nabc\r\n0\r\n\r\n") + "\r\n", "POST /x | Host: a | chunked \"abc\"");
    }

    private static string EveryByte => string.Concat(Enumerable.Range(0, 256).Select(value => (char)value));
}
