using System.Collections.Generic;
using System.Linq;
using static Gyrfalcon.EndToEnd.Tests.Strictness.ResponseCase;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>Responses: status lines, fields, framing, bodies that must not be there, bytes behind the end.</summary>
internal static class ResponseCases
{
    private const string Line = "RFC 9112 §4";
    private const string Both = "RFC 9112 §6.3";
    private const string End = "\r\nContent-Length: 2\r\n\r\nok";

    internal static IEnumerable<ResponseCase> All() => [.. StatusLines(), .. Fields(), .. Framings(), .. Chunks(), .. Bodiless(), .. Interim(), .. Surplus(), .. Incomplete()];

    private static IEnumerable<ResponseCase> StatusLines()
    {
        foreach (string wrong in new[]
        {
            "HTTP/1.1 099 X", "HTTP/1.1 000 X", "HTTP/1.1 99 X", "HTTP/1.1 20 X", "HTTP/1.1 2000 X", "HTTP/1.1 2OO X", "HTTP/1.1 +20 X", "HTTP/1.1 -20 X", "HTTP/1.1 20x X", "HTTP/1.1 2 0 X", "HTTP/1.1  200 X",
            "HTTP/1.1\t200 X", "HTTP/1.1 200\tX", "HTTP/1.1 200X", "HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 OK", "HTTP/1.1200 OK", "http/1.1 200 OK", "HTTP/2.0 200 OK", "HTTP/2 200", "HTTP/1.2 200 OK", "HTTP/0.9 200 OK", "HTTP/1 200 OK",
            "HTTP/1.10 200 OK", "HTTP/11 200 OK", "HTTPS/1.1 200 OK", "ICY 200 OK", "200 OK", " HTTP/1.1 200 OK", "\tHTTP/1.1 200 OK", "\r\nHTTP/1.1 200 OK", "\nHTTP/1.1 200 OK", "\0HTTP/1.1 200 OK", "\u00ef\u00bb\u00bfHTTP/1.1 200 OK",
            "HTTP/1.1 200 O\0K", "HTTP/1.1 200 O\u0001K", "HTTP/1.1 200 O\u007fK", "HTTP/1.1 200 O\rK", "HTTP/1.1 200 O\nK", "HTTP/1.1 200 OK\r", "GET / HTTP/1.1", "<html>", "\u0015\u0003\u0001", "HTTP/1.1 2\u00b20 OK",
        })
        {
            yield return Refused($"status line {RequestCase.NameOf(wrong)}", Line, wrong + End);
        }

        yield return Refused("LF behind the status line", "RFC 9112 §2.2", "HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nok");
        yield return Refused("CR behind the status line", "RFC 9112 §2.2", "HTTP/1.1 200 OK\rContent-Length: 2\r\n\r\nok");
        yield return Refused("two status lines", Line, "HTTP/1.1 200 OK\r\nHTTP/1.1 200 OK" + End);
        yield return Refused("a status line that is too long", Line, $"HTTP/1.1 200 {new string('O', 17_000)}{End}");
        yield return Passed("no reason", Line, "HTTP/1.1 200 " + End, "200 | length \"ok\"");
        yield return Passed("no reason and no space", Line, "HTTP/1.1 200" + End, "200 | length \"ok\"");
        yield return Passed("a reason with tabs and obs-text", Line, "HTTP/1.1 200 a\tb \u00e4" + End, "200 a\tb \u00e4 | length \"ok\"");
        yield return Passed("an unknown status", "RFC 9110 §15", "HTTP/1.1 999 Hm" + End, "999 Hm | length \"ok\"");
        yield return Passed("a response in HTTP/1.0", "RFC 9112 §2.5", "HTTP/1.0 200 OK" + End, "200 OK | length \"ok\"") with { Then = AfterReply.Close };
    }

    private static IEnumerable<ResponseCase> Fields()
    {
        foreach ((string name, string rule, string lines) in FieldCases.Malformed())
            yield return Refused("field: " + name, rule, Ok(lines + "Content-Length: 2", "ok"));
        yield return Refused("white space before the first field", "RFC 9112 §2.2", Ok(" Content-Length: 2", "ok"));
        yield return Refused("LF for the empty line", "RFC 9112 §2.2", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\nok");
        yield return Refused("fields over the limit", "RFC 9110 §15.6.3", Ok(string.Concat(Enumerable.Repeat("X: y\r\n", 260)) + "Content-Length: 2", "ok"));
        yield return Refused("header block over the limit", "RFC 9110 §15.6.3", Ok($"X: {new string('y', 66_000)}\r\nContent-Length: 2", "ok"));
        yield return Passed("values with white space, tabs, obs-text", "RFC 9110 §5.5", Ok("X: \t y\tz \u0080\u00ff \r\nEmpty:\r\nContent-Length: 2", "ok"), "200 OK | X: y\tz \u0080\u00ff | Empty:  | length \"ok\"");
        yield return Passed("Connection takes a field out", "RFC 9110 §7.6.1", Ok("Connection: X-Drop\r\nX-Drop: 1\r\nX-Keep: 2\r\nContent-Length: 2", "ok"), "200 OK | X-Keep: 2 | length \"ok\"");
        foreach (string field in new[] { "Content-Length", "Set-Cookie", "Content-Type" })
            yield return Passed($"Connection names {field}, which stays", "RFC 9110 §7.6.1", Ok($"Connection: {field}\r\nSet-Cookie: a=b\r\nContent-Type: a/b\r\nContent-Length: 2", "ok"), "200 OK | Set-Cookie: a=b | Content-Type: a/b | length \"ok\"");
        foreach (string line in new[] { "Keep-Alive: timeout=5", "Proxy-Authenticate: Basic", "Proxy-Connection: x", "Upgrade: h2c", "Connection: keep-alive", "TE: trailers" })
            yield return Passed($"{line} goes no further", "RFC 9110 §7.6.1", Ok($"{line}\r\nContent-Length: 2", "ok"), "200 OK | length \"ok\"");
        yield return Refused("a connection option that is no token", "RFC 9110 §7.6.1", Ok("Connection: a b\r\nContent-Length: 2", "ok"));
        yield return Passed("close", "RFC 9112 §9.6", Ok("Connection: close\r\nContent-Length: 2", "ok"), "200 OK | length \"ok\"") with { Then = AfterReply.Close };
    }

    private static IEnumerable<ResponseCase> Framings()
    {
        foreach (string wrong in FramingCases.WrongLengths)
            yield return Refused($"Content-Length: {RequestCase.NameOf(wrong)}", "RFC 9110 §8.6", Ok($"Content-Length: {wrong}", "abc"));
        foreach (string wrong in FramingCases.WrongCodings)
            yield return Refused($"Transfer-Encoding: {RequestCase.NameOf(wrong)}", "RFC 9112 §6.1", Ok($"Transfer-Encoding: {wrong}", "0\r\n\r\n"));
        foreach (string unknown in new[] { "gzip, chunked", "identity, chunked" })
            yield return Refused($"Transfer-Encoding: {unknown}", "RFC 9112 §6.1", Ok($"Transfer-Encoding: {unknown}", "0\r\n\r\n"));
        foreach (string both in new[] { "Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5", "Content-Length: 0\r\nTransfer-Encoding: chunked", "Connection: Content-Length\r\nContent-Length: 5\r\nTransfer-Encoding: chunked" })
            yield return Refused($"both: {RequestCase.NameOf(both)}", Both, Ok(both, "0\r\n\r\n"));
        yield return Refused("Content-Length 2 and 3", Both, Ok("Content-Length: 2\r\nContent-Length: 3", "abc"));
        yield return Refused("Transfer-Encoding in HTTP/1.0", "RFC 9112 §6.1", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        yield return Passed("the same Content-Length twice", Both, Ok("Content-Length: 2\r\nContent-Length: 2", "ok"), "200 OK | length \"ok\"");
        yield return Passed("a body of nothing", Both, Ok("Content-Length: 0", ""), "200 OK | length \"\"");
        yield return Passed("a body that ends with the connection", Both, "HTTP/1.1 200 OK\r\n\r\nabc", "200 OK | chunked \"abc\"") with { Then = AfterReply.Close };
        yield return Passed("no body but the end of the connection", Both, "HTTP/1.1 200 OK\r\n\r\n", "200 OK | chunked \"\"") with { Then = AfterReply.Close };
        yield return Passed("a body of HTTP/1.0 that ends with the connection", Both, "HTTP/1.0 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "200 OK | chunked \"HTTP/1.1 200 OK\r\n\r\n\"") with { Then = AfterReply.Close };
        yield return BrokenOff("a body that ends with a reset", Both, "HTTP/1.1 200 OK\r\n\r\nabc") with { Then = AfterReply.Reset };
    }

    private static IEnumerable<ResponseCase> Chunks()
    {
        foreach ((string name, string rule, string body) in FramingCases.WrongChunks())
            yield return BrokenOff($"chunked: {name}", rule, Chunked(body));
        yield return BrokenOff("chunked: too many trailers", "RFC 9112 §7.1.2", Chunked(FramingCases.TooManyTrailers));
        yield return BrokenOff("chunked: trailers over the limit", "RFC 9112 §7.1.2", Chunked(FramingCases.TooLargeTrailers));
        foreach ((string name, string rule, string body, string trailers) in FramingCases.RightChunks())
            yield return Passed($"chunked: {name}", rule, Chunked(body), $"200 OK | chunked \"abc\"{trailers}");
    }

    private static IEnumerable<ResponseCase> Bodiless()
    {
        const string NoBody = "RFC 9112 §6.3";
        yield return Passed("HEAD with a length", NoBody, Ok("Content-Length: 5", ""), "200 OK") with { Method = "HEAD" };
        yield return Passed("HEAD in chunks", NoBody, Chunked(""), "200 OK") with { Method = "HEAD" };
        yield return Passed("HEAD without a length", NoBody, "HTTP/1.1 200 OK\r\n\r\n", "200 OK") with { Method = "HEAD" };
        yield return Passed("HEAD answered with a body", NoBody, Ok("Content-Length: 5", "abcde"), "200 OK") with { Method = "HEAD", LeavesBytesBehind = true };
        yield return Passed("HEAD answered with another response for a body", NoBody, Ok("Content-Length: 38", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), "200 OK") with { Method = "HEAD", LeavesBytesBehind = true };
        yield return Passed("HEAD answered with chunks", NoBody, Chunked("3\r\nabc\r\n0\r\n\r\n"), "200 OK") with { Method = "HEAD", LeavesBytesBehind = true };
        yield return Refused("HEAD with an ambiguous length", NoBody, Ok("Content-Length: 5\r\nContent-Length: 6", "")) with { Method = "HEAD" };
        foreach (int status in new[] { 204, 304 })
        {
            yield return Passed($"{status}", NoBody, $"HTTP/1.1 {status} X\r\n\r\n", $"{status} X");
            yield return Passed($"{status} with Content-Length: 0", NoBody, $"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n", $"{status} X");
            yield return Passed($"{status} with a body", NoBody, $"HTTP/1.1 {status} X\r\n\r\nabc", $"{status} X") with { LeavesBytesBehind = true };
            yield return Passed($"{status} with another response behind it", NoBody, $"HTTP/1.1 {status} X\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned", $"{status} X") with { LeavesBytesBehind = true };
        }

        yield return Passed("304 with a length", NoBody, "HTTP/1.1 304 X\r\nContent-Length: 5\r\n\r\n", "304 X");
        yield return Refused("204 with a length", "RFC 9110 §8.6", "HTTP/1.1 204 X\r\nContent-Length: 5\r\n\r\nabcde");
        yield return Refused("204 in chunks", "RFC 9112 §6.1", "HTTP/1.1 204 X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        yield return Passed("205 with a length of 0", "RFC 9110 §15.3.6", "HTTP/1.1 205 X\r\nContent-Length: 0\r\n\r\n", "205 X | length \"\"");
    }

    private static IEnumerable<ResponseCase> Interim()
    {
        const string Rule = "RFC 9110 §15.2";
        string ok = Ok("Content-Length: 2", "ok");
        yield return Passed("100 first", Rule, "HTTP/1.1 100 Continue\r\n\r\n" + ok, "100 Continue", "200 OK | length \"ok\"");
        yield return Passed("103 with fields first", "RFC 8297", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ok, "103 Early Hints | Link: </a>", "200 OK | length \"ok\"");
        yield return Passed("three interim responses first", Rule, "HTTP/1.1 100 A\r\n\r\nHTTP/1.1 102 B\r\n\r\nHTTP/1.1 199 C\r\nX: y\r\n\r\n" + ok, "100 A", "102 B", "199 C | X: y", "200 OK | length \"ok\"");
        yield return Passed("100 with Content-Length: 0", "RFC 9110 §8.6", "HTTP/1.1 100 A\r\nContent-Length: 0\r\n\r\n" + ok, "100 A", "200 OK | length \"ok\"");
        yield return Passed("100 with Connection", "RFC 9110 §7.6.1", "HTTP/1.1 100 A\r\nConnection: X\r\nX: y\r\n\r\n" + ok, "100 A", "200 OK | length \"ok\"");
        yield return Refused("100 with a length", "RFC 9110 §8.6", "HTTP/1.1 100 A\r\nContent-Length: 2\r\n\r\nok" + ok);
        yield return Refused("103 in chunks", "RFC 9112 §6.1", "HTTP/1.1 103 A\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + ok);
        yield return Refused("101 that nobody asked for", "RFC 9110 §15.2.2", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nabc");
        yield return Refused("101 without Upgrade", "RFC 9110 §15.2.2", "HTTP/1.1 101 Switching Protocols\r\n\r\n" + ok);
    }

    private static IEnumerable<ResponseCase> Surplus()
    {
        const string Rule = "RFC 9112 §9.3";
        foreach (string surplus in new[]
        {
            "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned", "HTTP/1.1 100 Continue\r\n\r\n", "x", "\r\n", "\n", "\0", "0\r\n\r\n", "HTTP/1.1 200 OK\r\n", "H", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 408 Timeout\r\nConnection: close\r\n\r\n",
        })
        {
            yield return Passed($"behind a length: {RequestCase.NameOf(surplus)}", Rule, Ok("Content-Length: 2", "ok") + surplus, "200 OK | length \"ok\"") with { LeavesBytesBehind = true };
            yield return Passed($"behind chunks: {RequestCase.NameOf(surplus)}", Rule, Chunked("2\r\nok\r\n0\r\n\r\n") + surplus, "200 OK | chunked \"ok\"") with { LeavesBytesBehind = true };
        }
    }

    private static IEnumerable<ResponseCase> Incomplete()
    {
        const string Rule = "RFC 9112 §8";
        foreach (AfterReply then in new[] { AfterReply.Close, AfterReply.Reset })
        {
            foreach (string head in new[] { "H", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r" })
                yield return Refused($"{then} behind {RequestCase.NameOf(head)}", Rule, head) with { Then = then };
            yield return Refused($"{then} behind an interim response", Rule, "HTTP/1.1 100 A\r\n\r\n") with { Then = then };
            foreach (string body in new[] { "", "a" })
                yield return BrokenOff($"{then} behind {body.Length} of 2 bytes", Rule, Ok("Content-Length: 2", body)) with { Then = then };
            foreach (string chunks in new[] { "", "3", "3\r\n", "3\r\nab", "3\r\nabc", "3\r\nabc\r\n", "3\r\nabc\r\n0", "3\r\nabc\r\n0\r\n", "3\r\nabc\r\n0\r\nX: y\r\n", "3\r\nabc\r\n0\r\n\r" })
                yield return BrokenOff($"{then} behind chunks {RequestCase.NameOf(chunks)}", Rule, Chunked(chunks)) with { Then = then };
        }
    }
}
