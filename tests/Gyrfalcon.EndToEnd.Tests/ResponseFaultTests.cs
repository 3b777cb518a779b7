using System;
using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>What a client gets when the endpoint fails: an error answer while none has begun, else the end of its connection.</summary>
public sealed class ResponseFaultTests
{
    [Theory, EachDriver("GET"), EachDriver("POST")]
    public async Task A_reset_before_the_response_gets_502(Driver driver, string method)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            connection.Reset();
        });
        await AssertFaultAsync(driver, peer, 502, "connection_terminated", method);
    }

    [Theory, EachDriver("GET"), EachDriver("POST")]
    public async Task A_close_before_the_response_gets_502(Driver driver, string method)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(connection => connection.ExpectHeadAsync());
        await AssertFaultAsync(driver, peer, 502, "connection_terminated", method);
    }

    [Theory]
    [EachDriver("HELLO\r\n\r\n")]
    [EachDriver("HTTP/1.1 abc OK\r\n\r\n")]
    [EachDriver("HTTP/1.1 20 OK\r\n\r\n")]
    [EachDriver("HTTP/1.1 2000 OK\r\n\r\n")]
    [EachDriver("HTTP/1.1 200 OK\r\nBad Name: x\r\n\r\n")]
    [EachDriver("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [EachDriver("HTTP/1.1 200 OK\r\nX-Nul: \0\r\nContent-Length: 0\r\n\r\n")]
    [EachDriver("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!")]
    [EachDriver("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok")]
    [EachDriver("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [EachDriver("\0\0\0\u0004\0\0\0\0\0")]
    public async Task A_malformed_response_gets_502(Driver driver, string response)
    {
        Proxies.OnlyGyr(driver);
        await using ScriptedPeer peer = ScriptedPeer.AnsweringOnce(response);
        await AssertFaultAsync(driver, peer, 502, "http_protocol_error");
    }

    [Theory, EachDriver]
    public async Task A_response_head_that_breaks_off_gets_502(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.AnsweringOnce("HTTP/1.1 200 OK\r\nContent-Len");
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        (WireResponse response, _) = await client.GetAsync("/");

        Assert.Equal(502, response.Status);
    }

    [Theory, EachDriver]
    public async Task A_response_head_over_the_limit_gets_502(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.AnsweringOnce($"HTTP/1.1 200 OK\r\nX-Big: {new string('b', 200_000)}\r\nContent-Length: 0\r\n\r\n");
        await AssertFaultAsync(driver, peer, 502, "http_response_header_section_size");
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_does_not_answer_in_time_gets_504(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(connection => connection.HangAsync());
        ProxyPlan plan = ProxyPlan.To(peer.Url) with { Routes = [new() { Cluster = "app", ResponseHeaderTimeout = TimeSpan.FromMilliseconds(300) }] };
        await using IProxyUnderTest proxy = await Proxies.StartAsync(plan, driver);
        await using RawClient client = await proxy.ConnectAsync();

        // A POST: nobody may ask twice.
        Answers.AssertFault(driver, (await client.GetAsync("/", "Content-Length: 0\r\n", "POST")).Response, 504, "http_response_timeout");
        Assert.Equal(1, peer.ConnectionCount);
    }

    [Theory]
    [EachDriver("Content-Length: 100\r\n\r\nhalf")]
    [EachDriver("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")]
    [EachDriver("Transfer-Encoding: chunked\r\n\r\n40\r\nhalf")]
    [EachDriver("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n")]
    public async Task A_body_that_breaks_off_is_never_passed_off_as_complete(Driver driver, string rest)
    {
        await using ScriptedPeer peer = ScriptedPeer.AnsweringOnce($"HTTP/1.1 200 OK\r\n{rest}");
        await AssertBrokenOffAsync(driver, peer);
    }

    [Theory, EachDriver(true), EachDriver(false)]
    public async Task A_large_body_that_breaks_off_is_never_passed_off_as_complete(Driver driver, bool reset)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n");
            await PatternWriter.WriteAsync(connection.Stream, 10_000_000);
            if (reset)
                connection.Reset();
        });
        await AssertBrokenOffAsync(driver, peer);
    }

    [Theory]
    [EachDriver("zz\r\nbad chunk size\r\n")]
    [EachDriver("3\r\nabcdef\r\n0\r\n\r\n")]
    public async Task A_malformed_chunk_in_a_response_is_never_passed_off_as_complete(Driver driver, string chunks)
    {
        Proxies.OnlyGyr(driver);
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendPiecesAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n", chunks);
            await connection.ExpectEndAsync();
        });
        await AssertBrokenOffAsync(driver, peer);
    }

    [Theory, EachDriver]
    public async Task A_body_that_stops_coming_is_broken_off(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            await connection.HangAsync();
        });
        await AssertBrokenOffAsync(driver, peer, TimeSpan.FromMilliseconds(300));
    }

    [Theory, EachDriver]
    public async Task A_reset_on_one_endpoint_sends_an_idempotent_request_to_another(Driver driver)
    {
        await using ScriptedPeer broken = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            connection.Reset();
        });
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(broken.Url, origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        for (int i = 0; i < 6; i++)
            Assert.Equal("origin", (await client.GetAsync("/")).Body);
        Assert.InRange(broken.ConnectionCount, 1, 6);
    }

    [Theory, EachDriver]
    public async Task A_request_that_may_not_be_repeated_is_not(Driver driver)
    {
        await using ScriptedPeer first = ScriptedPeer.Start(ResetAfterHeadAsync);
        await using ScriptedPeer second = ScriptedPeer.Start(ResetAfterHeadAsync);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(first.Url, second.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        (WireResponse response, _) = await client.GetAsync("/", "Content-Length: 0\r\n", "POST");

        Assert.Equal(502, response.Status);
        Assert.Equal(1, first.ConnectionCount + second.ConnectionCount);
    }

    private static async Task ResetAfterHeadAsync(PeerConnection connection)
    {
        await connection.ExpectHeadAsync();
        connection.Reset();
    }

    private static async Task AssertFaultAsync(Driver driver, ScriptedPeer peer, int status, string error, string method = "GET")
    {
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        (WireResponse response, string body) = await client.GetAsync("/", method == "POST" ? "Content-Length: 0\r\n" : "", method);

        Answers.AssertFault(driver, response, status, error);
        Assert.NotEmpty(body);
        Assert.False(response.Fields.HasMember("Connection", "close"), "The client did nothing wrong: its connection stays.");
    }

    private static async Task AssertBrokenOffAsync(Driver driver, ScriptedPeer peer, TimeSpan? idle = null)
    {
        ProxyPlan plan = ProxyPlan.To(peer.Url) with { Routes = [new() { Cluster = "app", ResponseIdleTimeout = idle }] };
        await using IProxyUnderTest proxy = await Proxies.StartAsync(plan, driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        WireResponse response;
        try
        {
            response = await client.ReadResponseAsync();
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // The reset may overtake the head: the client can tell all the same.
            return;
        }

        if (response.Status == 502)
        {
            // The fault was seen before the head had left.
            return;
        }

        IOException end = await Assert.ThrowsAnyAsync<IOException>(() => response.Body.ReadToEndAsync().Within("the body to break off"));
        if (driver != Driver.Nginx)
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(end.InnerException).SocketErrorCode);
    }
}
