using System.Collections.Generic;
using static Gyrfalcon.EndToEnd.Tests.Strictness.RequestCase;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>Request targets in their four forms, Host, and what the limits allow.</summary>
internal static class TargetCases
{
    private const string Target = "RFC 9112 §3.2";
    private const string HostField = "RFC 9110 §7.2";

    internal static IEnumerable<RequestCase> All() => [.. Characters(), .. Forms(), .. Hosts(), .. Limits()];

    private static IEnumerable<RequestCase> Characters()
    {
        foreach (char wrong in "\"<>\\{}`#\u0001\u000b\u001f\u007f\u0080\u00c3\u00ff\t\0")
            yield return Refused($"path with {NameOf(wrong)}", Target, Get(target: $"/a{wrong}b"));
        foreach (char wrong in "\"<>#\u0001\u007f\u0080\t\0")
            yield return Refused($"query with {NameOf(wrong)}", Target, Get(target: $"/a?{wrong}b"));
        foreach (string wrong in new[] { "/%", "/%1", "/%zz", "/%0g", "/%%41", "/a?%", "/a?%4" })
            yield return Refused($"broken percent-encoding {wrong}", "RFC 3986 §2.1", Get(target: wrong));
        foreach (string nul in new[] { "/%00", "/a%00.png", "/a/%00/b" })
            yield return Refused($"encoded NUL {nul}", "RFC 3986 §7.3", Get(target: nul));
        foreach (string right in new[]
        {
            "/?", "/a?b?c", "/a?%00", "/%41%2F%7e", "/[]|^", "/a?{}`\\", "//a//b", "/a;b=c", "/!$&'()*+,;=:@", "/%c3%a4", "/a/./b", "/a/../b", "/a/%2e%2e/x",
        })
        {
            yield return Passed($"target {right} goes on as it is", Target, Get(target: right), $"GET {right} | Host: a");
        }
    }

    private static IEnumerable<RequestCase> Forms()
    {
        (string Method, string Target)[] refused =
        [
            ("GET", "*"), ("OPTIONS", "**"), ("OPTIONS", "*?a"), ("OPTIONS", "*/"), ("GET", "a"), ("GET", "a:80"), ("GET", "?a"), ("GET", "x/y"), ("GET", "#"),
            ("GET", "http:/a/"), ("GET", "http:a"), ("GET", "http://"), ("GET", "http:///x"), ("GET", "http://?x"), ("GET", "http://u@a/"), ("GET", "http://u:p@a/"),
            ("GET", "http://a:/"), ("GET", "http://a:x/"), ("GET", "http://a:99999/"), ("GET", "http://a:-1/"), ("GET", "http://[::1/"), ("GET", "http://::1/"),
            ("GET", "http://[::g]/"), ("GET", "http://a%41/"), ("GET", "http://a\\b/"), ("GET", "http://a..b/"), ("GET", "http://a,b/"), ("GET", "ftp://a/"),
            ("GET", "ws://a/"), ("GET", "file:///etc/passwd"), ("GET", "javascript:x"), ("GET", "http//a/"), ("GET", "\\\\a\\b"), ("CONNECT", "/x"),
            ("CONNECT", "http://a/"), ("CONNECT", "*"), ("CONNECT", "a"), ("CONNECT", "a:"), ("CONNECT", ":80"), ("CONNECT", "a:80/x"), ("CONNECT", "u@a:80"),
        ];
        foreach ((string method, string target) in refused)
            yield return Refused($"{method} {target}", Target, Get(method: method, target: target));

        yield return Passed("OPTIONS *", "RFC 9112 §3.2.4", Get(method: "OPTIONS", target: "*"), "OPTIONS * | Host: a");
        yield return Passed("OPTIONS of a whole server in absolute-form", "RFC 9112 §3.2.4", Get(method: "OPTIONS", target: "http://b"), "OPTIONS * | Host: b");
        yield return Passed("OPTIONS / in absolute-form", "RFC 9112 §3.2.4", Get(method: "OPTIONS", target: "http://b/"), "OPTIONS / | Host: b");
        yield return Passed("absolute-form overrides Host", "RFC 9112 §3.2.2", Get(target: "http://b/y?z"), "GET /y?z | Host: b");
        yield return Passed("absolute-form without a path", "RFC 9112 §3.2.2", Get(target: "http://b"), "GET / | Host: b");
        yield return Passed("absolute-form with a query alone", "RFC 9112 §3.2.2", Get(target: "http://b?q"), "GET /?q | Host: b");
        yield return Passed("absolute-form in capitals", "RFC 3986 §3.1", Get(target: "HTTP://B:80/"), "GET / | Host: B:80");
        yield return Passed("absolute-form with IPv6", "RFC 3986 §3.2.2", Get(target: "http://[::1]:8080/"), "GET / | Host: [::1]:8080");
        yield return Passed("what looks like absolute-form within a path", Target, Get(target: "/http://b/"), "GET /http://b/ | Host: a");
        yield return Refused("absolute-form does not excuse a missing Host", Target, "GET http://b/ HTTP/1.1\r\n\r\n");
        yield return Refused("absolute-form does not excuse a wrong Host", Target, "GET http://b/ HTTP/1.1\r\nHost: a b\r\n\r\n");
        yield return Answered("https on a plain connection", "RFC 9110 §7.4", Get(target: "https://b/"), 421);
        yield return Answered("OPTIONS of a whole https server on a plain connection", "RFC 9110 §7.4", Get(method: "OPTIONS", target: "https://b"), 421);
    }

    private static IEnumerable<RequestCase> Hosts()
    {
        yield return Refused("no Host", Target, "GET /x HTTP/1.1\r\n\r\n");
        yield return Refused("two equal Hosts", Target, Get("Host: a\r\n"));
        yield return Refused("two different Hosts", Target, Get("Host: b\r\n"));
        yield return Refused("a second, empty Host", Target, Get("Host:\r\n"));
        yield return Refused("two Hosts in HTTP/1.0", Target, "GET /x HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n");
        foreach (string wrong in new[]
        {
            "", "a b", "a\tb", "a,b", "a, a", "a/b", "a/", "/a", "a@b", "u:p@a", "a:", "a:b", "a:-1", "a:65536", "a:000080", "a: 80", "a:80:80", "[::1", "::1", "[::1]x",
            "[::1]:", "[::g]", "[]", "[1.2.3.4]", "[::1%25eth0]", "[v1.x]", "a%41", "a..b", ".a", "a..", ".", "a?", "a#b", "http://a", "a\\b", "\u00e4", "a\u00a0", "*", "a;b", "a'b", "a\"b\"", "(a)", "<a>",
        })
        {
            yield return Refused($"Host: {NameOf(wrong)}", HostField, $"GET /x HTTP/1.1\r\nHost: {wrong}\r\n\r\n");
        }

        foreach (string right in new[] { "A.Example", "a.", "a:80", "a:0", "127.0.0.1:8080", "[::1]", "[2001:DB8::1]:443", "[::ffff:192.0.2.1]", "a_b", "a~b", "-", "xn--bcher-kva.example" })
            yield return Passed($"Host: {right} goes on as it is", HostField, $"GET /x HTTP/1.1\r\nHost: {right}\r\n\r\n", $"GET /x | Host: {right}");
        yield return Passed("white space around Host", "RFC 9110 §5.5", "GET /x HTTP/1.1\r\nhOST:\t a \t\r\n\r\n", "GET /x | Host: a");
    }

    private static IEnumerable<RequestCase> Limits()
    {
        string limit = new('a', 8192 - "GET / HTTP/1.1\r\n".Length);
        yield return Passed("request line of the limit", "RFC 9112 §3", Get(target: $"/{limit}"), $"GET /{limit} | Host: a");
        yield return Refused("request line over the limit", "RFC 9110 §15.5.15", Get(target: $"/{limit}a"), 414);
        yield return Refused("request line without end", "RFC 9110 §15.5.15", new string('A', 9000), 414);
        string value = new('v', 32 * 1024 - "Host: a\r\nX: \r\n\r\n".Length);
        yield return Passed("header block of the limit", "RFC 6585 §5", Get($"X: {value}\r\n"), $"GET /x | Host: a | X: {value}");
        yield return Refused("header block over the limit", "RFC 6585 §5", Get($"X: {value}v\r\n"), 431);
        yield return Refused("field name without end", "RFC 6585 §5", $"GET /x HTTP/1.1\r\n{new string('n', 40_000)}", 431);
        yield return Passed("fields of the limit", "RFC 6585 §5", Get(Many(99)), "GET /x | Host: a" + Many(99).Replace("\r\nX", " | X", System.StringComparison.Ordinal).Insert(0, " | ").TrimEnd());
        yield return Refused("fields over the limit", "RFC 6585 §5", Get(Many(100)), 431);
    }

    private static string Many(int count) => string.Concat(System.Linq.Enumerable.Repeat("X: y\r\n", count));
}
