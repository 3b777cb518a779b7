using System;
using System.Text;

using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

using Xunit;

namespace Gyrfalcon.Http.Tests.Http1;

public class HeadWriterTests
{
    private static readonly FieldSet Replaced = FieldSet.Of(KnownField.Host, KnownField.Via, KnownField.XForwardedFor);

    private const string Request =
        "GET http://b:81/p?q HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nX-One:1\r\nConnection: close, x-gone\r\nX-Gone: 2\r\n"
        + "x-forwarded-for: 10.0.0.1\r\nVia: 1.0 old\r\nKeep-Alive: 5\r\nX-Two: 2 \r\nCookie: c\r\nUser-Agent: u\r\nX-Forwarded-For: 10.0.0.2, 10.0.0.3\r\nTE: trailers\r\nDNT: 1\r\n\r\n";

    private const string Rewritten =
        "GET /p?q HTTP/1.1\r\nHost: b:81\r\nAccept: */*\r\nX-One: 1\r\nX-Two: 2\r\nCookie: c\r\nUser-Agent: u\r\nDNT: 1\r\n"
        + "X-Forwarded-For: 10.0.0.1, 10.0.0.2, 10.0.0.3, 192.0.2.7\r\nVia: 1.0 old, 1.1 gyr\r\nContent-Length: 9223372036854775807\r\n\r\n";

    [Fact]
    public void A_request_is_passed_on_without_what_belongs_to_its_connection()
    {
        byte[] buffer = new byte[1024];
        HeadWriter writer = Rewrite(Parse(Request), buffer);
        Assert.False(writer.Overflowed);
        Assert.Equal(Rewritten, Encoding.ASCII.GetString(writer.Written));
    }

    // In memory that ends at a guard page: a write beyond the buffer would end the process.
    [Fact]
    public void What_does_not_fit_is_noticed_at_every_length()
    {
        RequestHead head = Parse(Request);
        using var memory = new GuardedMemory(Rewritten.Length);
        for (int length = 0; length < Rewritten.Length; length++)
            Assert.True(Rewrite(head, memory.Room(length)).Overflowed);
        HeadWriter writer = Rewrite(head, memory.Room(Rewritten.Length));
        Assert.False(writer.Overflowed);
        Assert.Equal(Rewritten.Length, writer.Length);
    }

    [Theory]
    [InlineData("OPTIONS * HTTP/1.1", "OPTIONS * HTTP/1.1")]
    [InlineData("OPTIONS http://b HTTP/1.1", "OPTIONS * HTTP/1.1")]
    [InlineData("OPTIONS http://b/ HTTP/1.1", "OPTIONS / HTTP/1.1")]
    [InlineData("GET http://b HTTP/1.1", "GET / HTTP/1.1")]
    [InlineData("GET http://b? HTTP/1.1", "GET /? HTTP/1.1")]
    [InlineData("GET http://b/x HTTP/1.0", "GET /x HTTP/1.1")]
    [InlineData("CONNECT b:1 HTTP/1.1", "CONNECT b:1 HTTP/1.1")]
    [InlineData("PROPFIND /a%20b? HTTP/1.1", "PROPFIND /a%20b? HTTP/1.1")]
    public void The_target_becomes_origin_form(string line, string expected)
    {
        byte[] buffer = new byte[100];
        var writer = new HeadWriter(buffer);
        writer.RequestLine(Parse(line + "\r\nHost: a\r\n\r\n"));
        Assert.Equal(expected + "\r\n", Encoding.ASCII.GetString(writer.Written));
    }

    [Fact]
    public void A_response_keeps_status_and_reason()
    {
        var head = new ResponseHead();
        ResponseParser.Parse(
            head, "HTTP/1.1 404 Not here\r\nServer: x\r\nTransfer-Encoding: chunked\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\n"u8, Method.Get, HeadLimits.Default);
        byte[] buffer = new byte[200];
        var writer = new HeadWriter(buffer);
        writer.StatusLine(head.Status, head.Reason);
        writer.Fields(head.Fields, default);
        writer.Field("X-Own"u8, "1"u8);
        writer.End();
        Assert.Equal("HTTP/1.1 404 Not here\r\nServer: x\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nX-Own: 1\r\n\r\n", Encoding.ASCII.GetString(writer.Written));
    }

    [Fact]
    public void Content_length_is_written_once()
    {
        byte[] buffer = new byte[100];
        var writer = new HeadWriter(buffer);
        writer.Fields(Parse("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n").Fields, default);
        Assert.Equal("Host: a\r\nContent-Length: 5\r\n", Encoding.ASCII.GetString(writer.Written));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(1000)]
    public void A_status_has_three_digits(int status) => Assert.Throws<ArgumentOutOfRangeException>(() =>
    {
        var writer = new HeadWriter(new byte[100]);
        writer.StatusLine(status, default);
    });

    private static RequestHead Parse(string message)
    {
        var head = new RequestHead();
        Assert.Equal(ParseStatus.Done, RequestParser.Parse(head, EveryDivision.Bytes(message), HeadLimits.Default).Status);
        return head;
    }

    private static HeadWriter Rewrite(RequestHead head, Span<byte> buffer)
    {
        var writer = new HeadWriter(buffer);
        writer.RequestLine(head);
        writer.Field(KnownField.Host, head.Authority);
        writer.Fields(head.Fields, Replaced);
        writer.JoinedField(KnownField.XForwardedFor, head.Fields, "192.0.2.7"u8);
        writer.BeginField(KnownField.Via);
        writer.Append(head.Fields[KnownField.Via]);
        writer.Append(", 1.1"u8);
        writer.Append((byte)' ');
        writer.Append("gyr"u8);
        writer.EndLine();
        writer.Field(KnownField.ContentLength, long.MaxValue);
        writer.End();
        return writer;
    }
}
