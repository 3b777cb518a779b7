using System;
using System.Text;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Xunit;

namespace Gyrfalcon.Http.Tests.Semantics;

/// <summary>RFC 9110 §7.8.</summary>
public class UpgradeProtocolsTests
{
    [Theory]
    [InlineData("Upgrade: websocket\r\n", true)]
    [InlineData("Upgrade: WebSocket/13, other\r\n", true)]
    [InlineData("Upgrade: h2c, websocket\r\n", true)]
    [InlineData("Upgrade: h2c\r\nUpgrade: websocket\r\n", true)]
    [InlineData("Upgrade: h2c\r\n", false)]
    [InlineData("Upgrade: H2C , h2C\r\n", false)]
    [InlineData("Upgrade:\r\n", false)]
    [InlineData("Upgrade: web socket\r\n", false)]
    [InlineData("Upgrade: websocket/\r\n", false)]
    [InlineData("Upgrade: /13\r\n", false)]
    [InlineData("Upgrade: websocket\r\nUpgrade: a/b/c\r\n", false)]
    [InlineData("", false)]
    public void An_offer_is_well_formed_and_names_something_besides_h2c(string fields, bool expected)
        => Assert.Equal(expected, Request(fields).UpgradeRequested);

    [Fact]
    public void Without_the_connection_option_there_is_no_offer()
    {
        var head = new RequestHead();
        ParseResult result = RequestParser.Parse(head, "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n"u8, HeadLimits.Default);
        Assert.Equal(ParseStatus.Done, result.Status);
        Assert.False(head.UpgradeRequested);
    }

    [Theory]
    [InlineData("Upgrade: websocket, echo/2\r\n", "Upgrade: WEBSOCKET\r\n", true)]
    [InlineData("Upgrade: websocket, echo/2\r\n", "Upgrade: echo/2, websocket\r\n", true)]
    [InlineData("Upgrade: websocket, echo/2\r\n", "Upgrade: echo\r\n", false)]
    [InlineData("Upgrade: websocket, echo/2\r\n", "Upgrade: websocket, other\r\n", false)]
    [InlineData("Upgrade: websocket, h2c\r\n", "Upgrade: h2c\r\n", false)]
    [InlineData("Upgrade: websocket\r\n", "", false)]
    public void An_answer_names_nothing_but_what_was_offered(string offer, string answer, bool expected)
    {
        var response = new ResponseHead();
        byte[] bytes = Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n{answer}\r\n");
        Assert.Equal(ParseStatus.Done, ResponseParser.Parse(response, bytes, Method.Get, HeadLimits.Default).Status);
        Assert.Equal(expected, UpgradeProtocols.Answers(Request(offer).Fields, response.Fields));
    }

    [Fact]
    public void What_is_passed_on_is_the_offer_without_h2c()
    {
        Span<byte> room = stackalloc byte[256];
        var writer = new HeadWriter(room);
        UpgradeProtocols.Write(ref writer, Request("Upgrade: h2c, websocket\r\nUpgrade: echo/2\r\n").Fields);
        Assert.Equal("Connection: upgrade\r\nUpgrade: websocket, echo/2\r\n", Encoding.ASCII.GetString(writer.Written));
    }

    private static RequestHead Request(string fields)
    {
        var head = new RequestHead();
        byte[] bytes = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\n{fields}\r\n");
        Assert.Equal(ParseStatus.Done, RequestParser.Parse(head, bytes, HeadLimits.Default).Status);
        return head;
    }
}
