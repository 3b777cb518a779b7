using System.Collections.Generic;
using System.Linq;
using static Gyrfalcon.EndToEnd.Tests.Strictness.RequestCase;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>Field lines, and the fields that a proxy acts on.</summary>
internal static class FieldCases
{
    private const string Line = "RFC 9112 §5";
    private const string Connection = "RFC 9110 §7.6.1";

    internal static IEnumerable<RequestCase> All() => [.. Names(), .. Values(), .. HopByHop(), .. Nominations(), .. Expectations(), .. Forwards()];

    /// <summary>Lines that are wrong in requests and responses alike; each ends with CR LF or is meant to end otherwise.</summary>
    internal static IEnumerable<(string Name, string Rule, string Lines)> Malformed()
    {
        foreach (char wrong in "\"(),/;<=>?@[\\]{} \t\u007f\u0080\u00ff\0\u0001\u000b\u000c\u001f")
            yield return ($"name with {NameOf(wrong)}", "RFC 9110 §5.1", $"X{wrong}Y: z\r\n");
        yield return ("space before the colon", "RFC 9112 §5.1", "X : y\r\n");
        yield return ("tab before the colon", "RFC 9112 §5.1", "X\t: y\r\n");
        yield return ("no name", "RFC 9112 §5", ": y\r\n");
        yield return ("no colon", "RFC 9112 §5", "X\r\n");
        yield return ("no colon but spaces", "RFC 9112 §5", "X y z\r\n");
        yield return ("white space at the beginning", "RFC 9112 §5.2", " X: y\r\n");
        yield return ("obs-fold with a space", "RFC 9112 §5.2", "X: y\r\n z\r\n");
        yield return ("obs-fold with a tab", "RFC 9112 §5.2", "X: y\r\n\tz\r\n");
        yield return ("obs-fold of nothing", "RFC 9112 §5.2", "X: y\r\n \r\n");
        yield return ("LF at the end of a line", "RFC 9112 §2.2", "X: y\n");
        yield return ("CR at the end of a line", "RFC 9112 §2.2", "X: y\rZ: z\r\n");
        yield return ("CR CR LF at the end of a line", "RFC 9112 §2.2", "X: y\r\r\n");
        yield return ("LF behind the name", "RFC 9112 §2.2", "X\n: y\r\n");
        yield return ("an empty line of LF", "RFC 9112 §2.2", "X: y\r\n\nZ: z\r\n");
        yield return ("an empty line of CR", "RFC 9112 §2.2", "X: y\r\n\rZ: z\r\n");
        foreach (int control in Enumerable.Range(0, 32).Where(each => each is not ('\t' or '\r' or '\n')).Append(0x7f))
            yield return ($"value with 0x{control:x2}", "RFC 9110 §5.5", $"X: y{(char)control}z\r\n");
        yield return ("value with CR", "RFC 9110 §5.5", "X: y\rz\r\n");
        yield return ("value with LF", "RFC 9110 §5.5", "X: y\nz\r\n");
        yield return ("value that ends in CR NUL", "RFC 9110 §5.5", "X: y\r\0\n");
    }

    private static IEnumerable<RequestCase> Names()
    {
        foreach ((string name, string rule, string lines) in Malformed())
            yield return Refused("field: " + name, rule, Get(lines));
        yield return Refused("white space before the first field", "RFC 9112 §2.2", "GET /x HTTP/1.1\r\n Host: a\r\n\r\n");
        yield return Refused("LF for the empty line", "RFC 9112 §2.2", "GET /x HTTP/1.1\r\nHost: a\r\n\n");
        yield return Refused("CR CR for the empty line", "RFC 9112 §2.2", "GET /x HTTP/1.1\r\nHost: a\r\n\r\r\n");
        foreach (string lookalike in new[] { "Content_Length", "Transfer_Encoding", "X_Forwarded_For", "content_length", "X-Forwarded_Proto" })
            yield return Refused($"look-alike {lookalike}", "RFC 3875 §4.1.18", Get($"{lookalike}: 1\r\n"));
        yield return Passed("another name with an underscore", Line, Get("My_Field: 1\r\n"), "GET /x | Host: a | My_Field: 1");
        yield return Passed("name of every tchar", "RFC 9110 §5.6.2", Get("!#$%&'*+-.^_`|~09aZ: y\r\n"), "GET /x | Host: a | !#$%&'*+-.^_`|~09aZ: y");
    }

    private static IEnumerable<RequestCase> Values()
    {
        yield return Passed("no white space behind the colon", Line, Get("X:y\r\n"), "GET /x | Host: a | X: y");
        yield return Passed("white space around a value", "RFC 9110 §5.5", Get("X: \t y \t \r\n"), "GET /x | Host: a | X: y");
        yield return Passed("empty value", "RFC 9110 §5.5", Get("X:\r\n"), "GET /x | Host: a | X: ");
        yield return Passed("value of white space", "RFC 9110 §5.5", Get("X: \t \r\n"), "GET /x | Host: a | X: ");
        yield return Passed("tab within a value", "RFC 9110 §5.5", Get("X: y\tz\r\n"), "GET /x | Host: a | X: y\tz");
        yield return Passed("obs-text in a value", "RFC 9110 §5.5", Get("X: \u0080\u00e4\u00ff\r\n"), "GET /x | Host: a | X: \u0080\u00e4\u00ff");
        yield return Passed("repeated field keeps its order", "RFC 9110 §5.3", Get("X: 1\r\nY: 2\r\nX: 3\r\n"), "GET /x | Host: a | X: 1 | Y: 2 | X: 3");
        yield return Passed("a value that looks like a request", Line, Get("X: GET / HTTP/1.1\r\n"), "GET /x | Host: a | X: GET / HTTP/1.1");
    }

    private static IEnumerable<RequestCase> HopByHop()
    {
        foreach (string line in new[]
        {
            "Keep-Alive: timeout=5", "Proxy-Connection: keep-alive", "Proxy-Authorization: Basic eA==", "Proxy-Authenticate: Basic", "HTTP2-Settings: AAA", "Connection:", "Connection: ,",
            "TE: gzip", "TE: trailers;q=0.5", "TE:", "TE: xtrailers",
        })
        {
            yield return Passed($"{line} goes no further", Connection, Get($"{line}\r\n"), "GET /x | Host: a");
        }

        foreach (string line in new[] { "TE: trailers", "TE: gzip;q=0.5, trailers", "te: Trailers", "TE: gzip\r\nTE: trailers", "Connection: TE\r\nTE: trailers" })
            yield return Passed($"{NameOf(line)} goes on as trailers", "RFC 9110 §10.1.4", Get($"{line}\r\n"), "GET /x | Host: a | Connection: TE | TE: trailers");
        yield return Passed("TE in HTTP/1.0 goes no further", "RFC 9110 §10.1.4", "GET /x HTTP/1.0\r\nHost: a\r\nTE: trailers\r\n\r\n", "GET /x | Host: a") with { Closes = true };
    }

    private static IEnumerable<RequestCase> Nominations()
    {
        foreach (string option in new[] { "X-Drop", "x-drop", "keep-alive, X-Drop", "X-Drop,keep-alive", ",X-Drop,,", "foo, X-Drop", "keep-alive\r\nConnection: X-Drop" })
            yield return Passed($"Connection: {NameOf(option)} takes the field out", Connection, Get($"Connection: {option}\r\nX-Drop: 1\r\nX-Keep: 2\r\n"), "GET /x | Host: a | X-Keep: 2");
        foreach (string field in new[]
        {
            "Host", "Content-Length", "Authorization", "Cookie", "X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via", "Expect", "Content-Type", "Origin", "X-Real-IP", "X-Request-ID", "Cache-Control", "Max-Forwards",
        })
        {
            yield return Refused($"Connection names {field}", Connection, Get($"Connection: keep-alive, {field}\r\n"));
        }

        foreach (string option in new[] { "\"X\"", "a b", "@", "a;b", "a=b", "keep-alive;", "a/b" })
            yield return Refused($"Connection: {option} is no token", Connection, Get($"Connection: {option}\r\n"));
        yield return Refused("Connection with 65 options", Connection, Get($"Connection: {string.Join(',', Enumerable.Repeat('a', 65))}\r\n"));
        yield return Passed("Connection names Transfer-Encoding, which changes nothing", Connection, Post("Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked", "1\r\na\r\n0\r\n\r\n"), "POST /x | Host: a | chunked \"a\"");
    }

    private static IEnumerable<RequestCase> Expectations()
    {
        const string Expect = "RFC 9110 §10.1.1";
        foreach (string wrong in new[] { "200-ok", "100", "100-continu", "100-continue, x", "100-continue,100-continue", "\"100-continue\"", "100-continue;a=b", "", "100-continue\r\nExpect: 100-continue" })
            yield return Refused($"Expect: {NameOf(wrong)}", Expect, Get($"Expect: {wrong}\r\n"), 417);
        yield return Passed("Expect: 100-continue with a body", Expect, Post("Expect: 100-continue\r\nContent-Length: 3", "abc"), "POST /x | Host: a | Expect: 100-continue | length \"abc\"");
        yield return Passed("Expect: 100-Continue with chunks", Expect, Post("Expect: 100-Continue\r\nTransfer-Encoding: chunked", "3\r\nabc\r\n0\r\n\r\n"), "POST /x | Host: a | Expect: 100-Continue | chunked \"abc\"");
        yield return Passed("expectation in HTTP/1.0 is none", Expect, "POST /x HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na", "POST /x | Host: a | length \"a\"") with { Closes = true };
    }

    private static IEnumerable<RequestCase> Forwards()
    {
        const string Max = "RFC 9110 §7.6.2";
        (string Given, string Sent)[] counts = [("1", "0"), ("10", "9"), ("007", "6"), ("2147483647", "2147483646"), ("99999999999999999999999", "2147483646")];
        foreach ((string given, string sent) in counts)
            yield return Passed($"Max-Forwards: {given}", Max, Get($"Max-Forwards: {given}\r\n", method: "OPTIONS"), $"OPTIONS /x | Host: a | Max-Forwards: {sent}");
        foreach (string zero in new[] { "0", "000" })
            yield return Answered($"Max-Forwards: {zero}", Max, Get($"Max-Forwards: {zero}\r\n", method: "OPTIONS", target: "*"), 200) with { AnswerHolds = "Allow: GET" };
        foreach (string wrong in new[] { "", "-1", "+1", "a", "1 1", "1,1", "1, 2", "1.0", "0x1", "1\r\nMax-Forwards: 1", "\u00b9" })
            yield return Refused($"Max-Forwards: {NameOf(wrong)}", Max, Get($"Max-Forwards: {wrong}\r\n", method: "OPTIONS"));
        yield return Passed("Max-Forwards of a GET means nothing", Max, Get("Max-Forwards: 0\r\n"), "GET /x | Host: a | Max-Forwards: 0");
        yield return Answered("OPTIONS that stays here, with a body that has arrived", Max, Get("Max-Forwards: 0\r\nContent-Length: 0\r\n", method: "OPTIONS"), 200);
    }
}
