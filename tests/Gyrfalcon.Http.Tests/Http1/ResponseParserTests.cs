using System;

using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

using Xunit;

namespace Gyrfalcon.Http.Tests.Http1;

public class ResponseParserTests
{
    /// <summary>Request method · message · what must be in its transcript · section.</summary>
    public static TheoryData<Method, string, string, string> Good => new()
    {
        { Method.Get, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "done after 38\nHttp11 200 OK interim False\n", "9112 §4" },
        { Method.Get, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "Kind = ContentLength, Length = 5, IsEmpty = False } keep-alive True", "9112 §6.3 rule 6" },
        { Method.Get, "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n", "Kind = Chunked", "9112 §6.3 rule 4" },
        { Method.Get, "HTTP/1.1 200 OK\r\n\r\n", "Kind = UntilClose, Length = 0, IsEmpty = False } keep-alive False", "9112 §6.3 rule 8" },
        { Method.Get, "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", "Http10 200 OK", "9112 §2.3" },
        { Method.Get, "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", "keep-alive False", "9112 §9.3" },
        { Method.Get, "HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n", "keep-alive True", "9112 §9.3" },
        { Method.Get, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n", "keep-alive False", "9112 §9.3" },
        { Method.Get, "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "Http11 200  interim", "9112 §4" },
        { Method.Get, "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "Http11 200  interim", "9112 §4, lenient" },
        { Method.Get, "HTTP/1.1 404 Non trouv\u00e9\tici\r\nContent-Length: 0\r\n\r\n", "404 Non trouv\u00e9\tici interim", "9112 §4" },
        { Method.Get, "HTTP/1.1 999 \r\nContent-Length: 0\r\n\r\n", "Http11 999", "9110 §15" },
        { Method.Head, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "Kind = None, Length = 0, IsEmpty = True } keep-alive True", "9112 §6.3 rule 1" },
        { Method.Head, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "Kind = None", "9112 §6.3 rule 1" },
        { Method.Head, "HTTP/1.1 200 OK\r\n\r\n", "Kind = None, Length = 0, IsEmpty = True } keep-alive True", "9112 §6.3 rule 1" },
        { Method.Get, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "Kind = None", "9112 §6.3 rule 1" },
        { Method.Get, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "+ ContentLength", "9110 §8.6" },
        { Method.Get, "HTTP/1.1 204 No Content\r\n\r\n", "Kind = None, Length = 0, IsEmpty = True } keep-alive True", "9112 §6.3 rule 1" },
        { Method.Get, "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", "- ContentLength", "9110 §8.6" },
        { Method.Get, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n", "done after 25\nHttp11 100 Continue interim True", "9110 §15.2" },
        { Method.Get, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", "interim True", "8297" },
        { Method.Get, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "interim False\nFraming { Kind = None, Length = 0, IsEmpty = True } keep-alive False", "9110 §15.2.2" },
        { Method.Connect, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: x\r\n\r\n", "Kind = None", "9112 §6.3 rule 2" },
        { Method.Connect, "HTTP/1.1 407 No\r\nContent-Length: 5\r\n\r\n", "Length = 5", "9112 §6.3 rule 2" },
        { Method.Get, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", "+ ContentLength Content-Length: 5\n- ContentLength", "9112 §6.3 rule 5" },
        { Method.Get, "HTTP/1.1 200 OK\r\nConnection: x-a, set-cookie\r\nX-A: 1\r\nSet-Cookie: a=b\r\n\r\n", "- Other X-A: 1\n+ SetCookie", "9110 §7.6.1" },
        { Method.Get, "HTTP/1.1 200 OK\r\nset_cookie: a\r\n\r\n", "+ Other set_cookie: a", "9110 §5.1" },
    };

    /// <summary>Request method · message · words of the violation · section.</summary>
    public static TheoryData<Method, string, string, string> Bad => new()
    {
        { Method.Get, "\r\nHTTP/1.1 200 OK\r\n\r\n", "first byte", "9112 §2.2" },
        { Method.Get, "ICY 200 OK\r\n\r\n", "first byte", "9112 §4" },
        { Method.Get, "hello", "first byte", "9112 §4" },
        { Method.Get, "HTTP/2.0 200 OK\r\n\r\n", "version", "9112 §2.3" },
        { Method.Get, "HTTP/1.2 200 OK\r\n\r\n", "version", "9112 §2.3" },
        { Method.Get, "HTTP/1.1  200 OK\r\n\r\n", "status line", "9112 §4" },
        { Method.Get, "HTTP/1.1 20 OK\r\n\r\n", "status line", "9112 §4" },
        { Method.Get, "HTTP/1.1 2000 OK\r\n\r\n", "status line", "9112 §4" },
        { Method.Get, "HTTP/1.1 2x0 OK\r\n\r\n", "status line", "9112 §4" },
        { Method.Get, "HTTP/1.1 +20 OK\r\n\r\n", "status line", "9112 §4" },
        { Method.Get, "HTTP/1.1 099 OK\r\n\r\n", "below 100", "9110 §15" },
        { Method.Get, "HTTP/1.1 200\tOK\r\n\r\n", "status line", "9112 §4" },
        { Method.Get, "HTTP/1.1 200 O\0K\r\n\r\n", "reason", "9112 §4" },
        { Method.Get, "HTTP/1.1 200 O\rK\r\n\r\n", "reason", "9112 §4" },
        { Method.Get, "HTTP/1.1 200 OK\n\n", "LF without CR", "9112 §2.2" },
        { Method.Get, "HTTP/1.1\r\n", "status line", "9112 §4" },
        { Method.Get, "HTTP/1.1 200 OK\r\nX: y\r\n z\r\n\r\n", "obs-fold", "9112 §5.2" },
        { Method.Get, "HTTP/1.1 200 OK\r\nX : y\r\n\r\n", "white space between", "9112 §5.1" },
        { Method.Get, "HTTP/1.1 200 OK\r\nX: y\0\r\n\r\n", "control", "9110 §5.5" },
        { Method.Get, "HTTP/1.1 200 OK\r\nX: y\nZ: a\r\n\r\n", "LF without CR", "9112 §2.2" },
        { Method.Get, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "differ", "9112 §6.3" },
        { Method.Get, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "both", "9112 §6.3" },
        { Method.Head, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "both", "9112 §6.3" },
        { Method.Get, "HTTP/1.1 200 OK\r\nContent-Length: a\r\n\r\n", "Content-Length", "9110 §8.6" },
        { Method.Get, "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "chunked", "9112 §6.3" },
        { Method.Get, "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "coding", "9112 §6.1" },
        { Method.Get, "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.0", "9112 §6.1" },
        { Method.Get, "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "no body", "9110 §8.6" },
        { Method.Get, "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", "no body", "9112 §6.1" },
        { Method.Get, "HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\n", "no body", "9110 §8.6" },
        { Method.Get, "HTTP/1.1 200 OK\r\nConnection: a b\r\n\r\n", "connection option", "9110 §7.6.1" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Good_responses_are_read_alike_however_they_are_divided(Method method, string message, string expected, string section)
    {
        ResponseHead head = EveryDivision.OfResponse(message, method, out string transcript);
        Assert.True(head.IsComplete, $"{section}: {transcript}");
        Assert.Contains(expected, transcript, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_responses_are_refused_alike_however_they_are_divided(Method method, string message, string violation, string section)
    {
        EveryDivision.OfResponse(message, method, out string transcript);
        Assert.True(transcript.StartsWith("refused MalformedResponse: ", StringComparison.Ordinal), $"{section}: {transcript}");
        Assert.Contains(violation, transcript, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(17, 21, 1, "done after 38")]
    [InlineData(16, 21, 1, "refused ResponseHeaderTooLarge")]
    [InlineData(17, 20, 1, "refused ResponseHeaderTooLarge")]
    [InlineData(17, 21, 0, "refused ResponseHeaderTooLarge")]
    public void Limits_are_exact(int startLine, int headerBytes, int fields, string expected)
    {
        EveryDivision.OfResponse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", Method.Get, new HeadLimits(startLine, headerBytes, fields), out string transcript);
        Assert.StartsWith(expected, transcript, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interim_head_is_followed_by_the_final_one()
    {
        ReadOnlySpan<byte> input = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8;
        var head = new ResponseHead();

        ParseResult interim = ResponseParser.Parse(head, input, Method.Post, HeadLimits.Default);
        Assert.True(head.IsInterim);
        head.Reset();
        ParseResult final = ResponseParser.Parse(head, input[interim.Consumed..], Method.Post, HeadLimits.Default);

        Assert.Equal(ParseStatus.Done, final.Status);
        Assert.Equal(200, head.Status);
        Assert.Equal(input.Length, interim.Consumed + final.Consumed);
    }
}
