using System.Collections.Generic;
using static Gyrfalcon.EndToEnd.Tests.Strictness.RequestCase;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>What comes first on a connection: request lines, empty lines, other protocols.</summary>
internal static class RequestLineCases
{
    private const string Line = "RFC 9112 §3";
    private const string Token = "RFC 9110 §9.1";
    private const string Version = "RFC 9112 §2.3";
    private const string Rest = "Host: a\r\n\r\n";

    internal static IEnumerable<RequestCase> All() => [.. Methods(), .. Lines(), .. Versions(), .. Beginnings()];

    private static IEnumerable<RequestCase> Methods()
    {
        foreach (char wrong in "\"(),/:;<=>?@[\\]{}\u007f\u0080\u00ff\t\0\u0001\u000b\u000c")
            yield return Refused($"method with {NameOf(wrong)}", Token, $"G{wrong}T /x HTTP/1.1\r\n{Rest}");
        yield return Passed("method in lower case is another method", Token, Get(method: "get"), "get /x | Host: a");
        yield return Passed("unknown method", Token, Get(method: "FROB"), "FROB /x | Host: a");
        yield return Passed("method of every tchar", "RFC 9110 §5.6.2", Get(method: "!#$%&'*+-.^_`|~"), "!#$%&'*+-.^_`|~ /x | Host: a");
        yield return Passed("GET with a body", "RFC 9110 §9.3.1", Get("Content-Length: 3\r\n") + "abc", "GET /x | Host: a | length \"abc\"");
        yield return Passed("HEAD", "RFC 9110 §9.3.2", Get(method: "HEAD"), "HEAD /x | Host: a") with { Method = "HEAD" };
        yield return Passed("DELETE with a body", "RFC 9110 §9.3.5", Get("Content-Length: 1\r\n", method: "DELETE") + "d", "DELETE /x | Host: a | length \"d\"");
        yield return Refused("TRACE", "RFC 9110 §9.3.8", Get(method: "TRACE"), 501);
        yield return Refused("TRACE with Max-Forwards: 0", "RFC 9110 §7.6.2", Get("Max-Forwards: 0\r\n", method: "TRACE"), 501);
    }

    private static IEnumerable<RequestCase> Lines()
    {
        (string Name, string Line)[] wrong =
        [
            ("two spaces behind the method", "GET  /x HTTP/1.1"),
            ("two spaces before the version", "GET /x  HTTP/1.1"),
            ("a space at the end", "GET /x HTTP/1.1 "),
            ("a tab at the end", "GET /x HTTP/1.1\t"),
            ("a space at the beginning", " GET /x HTTP/1.1"),
            ("a tab at the beginning", "\tGET /x HTTP/1.1"),
            ("tabs for spaces", "GET\t/x\tHTTP/1.1"),
            ("a tab for the second space", "GET /x\tHTTP/1.1"),
            ("a vertical tab for the second space", "GET /x\u000bHTTP/1.1"),
            ("a form feed for the first space", "GET\f/x HTTP/1.1"),
            ("a space within the target", "GET /x y HTTP/1.1"),
            ("a further request within the line", "GET /x HTTP/1.1 GET /y HTTP/1.1"),
            ("no target", "GET HTTP/1.1"),
            ("an empty target", "GET  HTTP/1.1"),
            ("a method alone", "GET"),
            ("no method", "/x HTTP/1.1"),
            ("a CR within the line", "GET /x\r HTTP/1.1"),
            ("a CR at the end of the line", "GET /x HTTP/1.1\r"),
            ("a NUL within the line", "GET /x\0 HTTP/1.1"),
            ("a header for a request line", "Host: a"),
            ("a status line for a request line", "HTTP/1.1 200 OK"),
        ];
        foreach ((string name, string line) in wrong)
            yield return Refused("line: " + name, Line, $"{line}\r\n{Rest}");

        yield return Refused("HTTP/0.9 without a version", Version, $"GET /x\r\n{Rest}");
        yield return Refused("LF behind the request line", "RFC 9112 §2.2", $"GET /x HTTP/1.1\n{Rest}");
        yield return Refused("CR alone behind the request line", "RFC 9112 §2.2", $"GET /x HTTP/1.1\r{Rest}");
        yield return Refused("LF CR behind the request line", "RFC 9112 §2.2", $"GET /x HTTP/1.1\n\r{Rest}");
        yield return Refused("CR CR LF behind the request line", "RFC 9112 §2.2", $"GET /x HTTP/1.1\r\r\n{Rest}");
        yield return Refused("NEL behind the request line", "RFC 9112 §2.2", $"GET /x HTTP/1.1\u0085{Rest}");
        yield return Refused("LF everywhere", "RFC 9112 §2.2", "GET /x HTTP/1.1\nHost: a\n\n");
    }

    private static IEnumerable<RequestCase> Versions()
    {
        foreach (string unknown in new[] { "HTTP/1.2", "HTTP/1.9", "HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/9.9", "HTTP/0.0" })
            yield return Refused($"version {unknown}", "RFC 9110 §15.6.6", $"GET /x {unknown}\r\n{Rest}", 505);
        foreach (string wrong in new[]
        {
            "http/1.1", "Http/1.1", "HTTP/1", "HTTP/1.", "HTTP/.1", "HTTP/1.10", "HTTP/01.1", "HTTP/11", "HTTP/1,1", "HTTP/1.1x", "HTTP/+1.1", "HTTP /1.1",
            "HTTP/ 1.1", "HTTPS/1.1", "HTTP1.1", "HTTP/1.1;x", "ICY/1.1", "1.1", "HTTP/1.\u00b1", "HTTP\\1.1",
        })
        {
            yield return Refused($"version {NameOf(wrong)}", Version, $"GET /x {wrong}\r\n{Rest}");
        }

        yield return Passed("HTTP/1.0 without Host", "RFC 9112 §3.2", "GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "GET /x | Host: *");
        yield return Passed("HTTP/1.0 closes", "RFC 9112 §9.3", "GET /x HTTP/1.0\r\nHost: a\r\n\r\n", "GET /x | Host: a") with { Closes = true };
        yield return Passed("HTTP/1.0 keeps alive on request", "RFC 9112 §9.3", "GET /x HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", "GET /x | Host: a");
        yield return Passed("close ends the connection", "RFC 9112 §9.6", Get("Connection: close\r\n"), "GET /x | Host: a") with { Closes = true };
        yield return Passed("close among others ends it too", "RFC 9112 §9.6", Get("Connection: keep-alive, CLOSE\r\n"), "GET /x | Host: a") with { Closes = true };
    }

    private static IEnumerable<RequestCase> Beginnings()
    {
        yield return Passed("one empty line before the request line", "RFC 9112 §2.2", "\r\n" + Get(), "GET /x | Host: a");
        yield return Refused("two empty lines before the request line", "RFC 9112 §2.2", "\r\n\r\n" + Get());
        yield return Refused("LF before the request line", "RFC 9112 §2.2", "\n" + Get());
        yield return Refused("CR before the request line", "RFC 9112 §2.2", "\r" + Get());
        yield return Refused("NUL before the request line", "RFC 9112 §2.2", "\0" + Get());
        yield return Refused("byte order mark before the request line", "RFC 9112 §2.2", "\u00ef\u00bb\u00bf" + Get());
        yield return Refused("HTTP/2 preface", "RFC 9113 §3.4", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0", 505) with { AnswerHolds = "http2-preface" };
        yield return Refused("HTTP/2 preface with another target", "RFC 9113 §3.4", "PRI / HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
        yield return Refused("PRI as HTTP/1.1", "RFC 9112 §3.2.4", "PRI * HTTP/1.1\r\nHost: a\r\n\r\n");
        yield return Refused("TLS ClientHello", "RFC 8446 §5.1", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003", 400) with { AnswerHolds = "tls-on-plain-listener" };
        yield return Refused("TLS alert", "RFC 8446 §5.1", "\u0015\u0003\u0003\0\u0002\u0002\u0028");
        yield return Refused("SSL 2 ClientHello", "RFC 6176", "\u0080\u002e\u0001\u0003\u0001\0\u0015\0\0\0\u0010");
        yield return Refused("SSH banner", Line, "SSH-2.0-OpenSSH_9.2\r\n");
        yield return Refused("SMTP greeting", Line, "EHLO client.example\r\n");
        yield return Refused("PROXY line of version 1", Line, "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + Get());
        yield return Refused("PROXY header of version 2", Line, "\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\u000c");
        yield return Passed("three requests at once", "RFC 9112 §9.3.2", Get(target: "/1") + Get(target: "/2") + Get(target: "/3"),
            "GET /1 | Host: a", "GET /2 | Host: a", "GET /3 | Host: a");
        yield return new RequestCase("a good request, then a bad one", "RFC 9112 §9.3.2", Get(target: "/1") + Get("X Y: z\r\n", "/2"), ["GET /1 | Host: a"], 400) { Closes = true };
        yield return new RequestCase("a body, then a bad request line", "RFC 9112 §9.3.2", Post("Content-Length: 3", "abc") + "x\r\n\r\n", ["POST /x | Host: a | length \"abc\""], 400) { Closes = true };
    }
}
