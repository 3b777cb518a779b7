using System;
using System.IO;
using System.Text;

using Gyrfalcon.Fuzz.Connections;
using Gyrfalcon.Fuzz.Targets;

using Xunit;

namespace Gyrfalcon.Fuzz.Tests;

/// <summary>The stage that the connection target plays on, and that its judges would notice.</summary>
public sealed class PlayTests
{
    private const string Get = "\u0001cGET /a HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Ok = "\u0001eHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private const string Tunnel = "\u0001cGET /w HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"
        + "\u0001eHTTP/1.1 101 x\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n";

    [Fact]
    public void A_play_runs_the_same_way_each_time()
    {
        using var target = new ConnectionTarget();
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "corpus", "connection")))
        {
            byte[] input = File.ReadAllBytes(file);
            string first = target.Run(input);
            target.Run(Encoding.Latin1.GetBytes("\u0001x" + Get));
            Assert.Equal(first, target.Run(input));
        }
    }

    [Theory]
    [InlineData(Get + Ok + Get + Ok, "Closed: 200 200 all | 1 Closed")]
    [InlineData(Get + Get + Ok, "Closed: 200 504 all | 1 Reset")]
    [InlineData(Get + "\u0001eHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok\u0001F", "Reset: half Complete | 1 Closed")]
    [InlineData("\u0001x" + Get, "Closed: 503 all | 1 Closed")]
    [InlineData("\u0001cGET /a\u0001t8", "Closed: 408 all | 0")]
    [InlineData("\u0001n" + Get + "\u0001n" + Get + "\u0001r" + Ok + "\u0001q0" + Ok, "Closed: 200 all Reset: Complete | 2 Closed Reset")]
    [InlineData(Tunnel + "\u0001cabc\u0001edef\u0001F\u0001cghi\u0001f", "Closed: 101 Incomplete | 1 Closed")]
    [InlineData(Tunnel + "\u0001cabc\u0001t9\u0001edef\u0001t9\u0001t9\u0001t9", "Closed: 101 Incomplete | 1 Closed")]
    public void The_stage_answers_as_the_program_does(string input, string outcome)
    {
        using var target = new ConnectionTarget();
        Assert.Equal(outcome, target.Run(Encoding.Latin1.GetBytes(input)));
    }

    [Theory]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /b HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: c\r\n\r\n", "", "")]
    [InlineData("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nX-Forwarded-For: c\r\n\r\ny", "", "")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: d\r\n\r\n", "", "")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a HTTP/1.1\nHost: a\n\n\r\n\r\n", "", "")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: c\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nko")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: c\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: c\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nok", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok")]
    [InlineData("", "", "", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    public void The_judges_notice_what_is_wrong(string asked, string passedOn, string answered, string got)
    {
        var client = new Wire("c");
        client.Deliver(Encoding.Latin1.GetBytes(asked));
        client.Take(Encoding.Latin1.GetBytes(got));
        client.End = WireEnd.Closed;
        var endpoint = new Wire("endpoint");
        endpoint.Offer(Encoding.Latin1.GetBytes(passedOn), 1);
        endpoint.Deliver(Encoding.Latin1.GetBytes(answered));

        Assert.Throws<InvariantException>(() => ConnectionInvariants.Check([client], [endpoint]));
    }
}
