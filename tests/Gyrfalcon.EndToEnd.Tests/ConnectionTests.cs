using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Whose connection lives on, and whose does not.</summary>
public sealed class ConnectionTests
{
    [Theory, EachDriver]
    public async Task Upstream_connections_are_used_again(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);

        for (int i = 0; i < 20; i++)
        {
            await using RawClient client = await proxy.ConnectAsync();
            Assert.Equal("origin", (await client.GetAsync("/")).Body);
            Assert.Equal("origin", (await client.GetAsync("/chunked/0")).Response.Fields["X-Origin"]);
            Assert.Equal(204, (await client.GetAsync("/status/204")).Response.Status);
        }

        Assert.Equal(1, origin.ConnectionCount);
    }

    [Theory, EachDriver]
    public async Task A_client_that_asks_for_close_gets_it(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);

        for (int i = 0; i < 3; i++)
        {
            await using RawClient client = await proxy.ConnectAsync();
            (WireResponse response, string body) = await client.GetAsync("/", "Connection: close\r\n");
            Assert.Equal("origin", body);
            Assert.True(response.Fields.HasMember("Connection", "close"));
            Assert.Equal(ConnectionEnd.Closed, await client.ReadNothingButEndAsync());
        }

        // That was a matter between client and proxy: RFC 9110 section 7.6.1.
        Assert.Equal(1, origin.ConnectionCount);
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_closes_does_not_close_the_client(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/closing", exchange =>
        {
            exchange.CloseAfterwards = true;
            return exchange.ReplyAsync("closing");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        for (int i = 0; i < 5; i++)
        {
            (WireResponse response, string body) = await client.GetAsync("/closing");
            Assert.Equal("closing", body);
            Assert.False(response.Fields.HasMember("Connection", "close"));
        }

        Assert.Equal(5, origin.ConnectionCount);
    }

    [Theory, EachDriver]
    public async Task A_kept_connection_that_the_endpoint_closed_is_not_an_error(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            // Says nothing of close, and closes.
            await connection.ExpectHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        for (int i = 0; i < 10; i++)
        {
            Assert.Equal("ok", (await client.GetAsync("/")).Body);
            await peer.ScriptDoneAsync(i);
        }
    }

    [Theory, EachDriver]
    public async Task Bytes_after_a_response_never_answer_the_next_request(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrueHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nforge");
            await connection.ExpectEndAsync();
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);

        for (int i = 0; i < 5; i++)
        {
            await using RawClient client = await proxy.ConnectAsync();
            Assert.Equal("true", (await client.GetAsync("/")).Body);
        }
    }

    [Theory, EachDriver]
    public async Task HTTP_1_0_is_answered_and_closed(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
        WireResponse response = await client.ReadResponseAsync();

        Assert.Equal((200, "origin"), (response.Status, await response.TextAsync()));
        Assert.Equal(ConnectionEnd.Closed, await client.ReadNothingButEndAsync());
    }

    [Theory, EachDriver]
    public async Task HTTP_1_0_never_gets_chunks(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("GET /chunked/300000 HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
        WireResponse response = await client.ReadResponseAsync();

        Assert.Equal(BodyFraming.UntilClose, response.Body.Framing);
        Assert.Equal(300_000, await response.Body.ReadPatternAsync().Within("the body"));
    }

    [Theory, EachDriver]
    public async Task HTTP_1_0_may_keep_its_connection(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        // Keeping it is a courtesy; but then it has to be said, and to hold.
        await client.SendAsync("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
        WireResponse first = await client.ReadResponseAsync();
        Assert.Equal("origin", await first.TextAsync());
        if (first.Fields.HasMember("Connection", "keep-alive"))
        {
            await client.SendAsync("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
            Assert.Equal("origin", await (await client.ReadResponseAsync()).TextAsync());
        }
        else
        {
            Assert.Equal(ConnectionEnd.Closed, await client.ReadNothingButEndAsync());
        }
    }

    [Theory, EachDriver]
    public async Task An_idle_client_is_let_go_after_the_keep_alive_time(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new() { KeepAliveTimeout = TimeSpan.FromMilliseconds(300) } };
        await using IProxyUnderTest proxy = await Proxies.StartAsync(plan, driver);
        await using RawClient client = await proxy.ConnectAsync();

        Assert.Equal("origin", (await client.GetAsync("/")).Body);

        Assert.Equal(ConnectionEnd.Closed, await client.ReadNothingButEndAsync());
    }

    [Theory, EachDriver]
    public async Task A_client_that_half_closes_after_its_request_still_gets_the_answer(Driver driver)
    {
        var answer = new Gate();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/late", async exchange =>
        {
            await answer.WaitAsync();
            await exchange.ReplyAsync("late");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        Proxies.OnlyGyr(driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
        client.HalfClose();
        await Deadline.Until(() => origin.RequestCount == 1, "the request is at the endpoint");
        answer.Open();

        Assert.Equal("late", await (await client.ReadResponseAsync()).TextAsync());
    }

    [Theory, EachDriver]
    public async Task Empty_lines_before_a_request_are_passed_over(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        // RFC 9112 section 2.2.
        await client.SendAsync("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal("origin", await (await client.ReadResponseAsync()).TextAsync());
    }

    [Theory, EachDriver(1), EachDriver(2)]
    public async Task A_thousand_connections_at_once_are_all_served(Driver driver, int workers)
    {
        const int Count = 1000;
        await using var origins = new Origins(2);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origins.Urls) with { Workers = workers }, driver);
        var clients = new List<RawClient>();
        try
        {
            for (int i = 0; i < Count; i++)
                clients.Add(await proxy.ConnectAsync());

            for (int round = 0; round < 3; round++)
            {
                // All ask before any has read its answer.
                foreach (RawClient client in clients)
                    await client.SendAsync("GET /bytes/3000 HTTP/1.1\r\nHost: a\r\n\r\n");
                foreach (RawClient client in clients)
                {
                    WireResponse response = await client.ReadResponseAsync();
                    Assert.Equal((200, 3000), (response.Status, await response.Body.ReadPatternAsync().Within("the body")));
                }
            }
        }
        finally
        {
            foreach (RawClient client in clients)
                await client.DisposeAsync();
        }

        Assert.Equal(3 * Count, origins.RequestCounts.Sum());
    }
}
