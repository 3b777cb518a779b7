using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Messages of every ordinary kind.</summary>
public sealed class MessageTests
{
    [Theory, EachDriver]
    public async Task Head_has_the_length_but_not_the_body(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        (WireResponse response, string body) = await client.GetAsync("/bytes/12345", method: "HEAD");

        Assert.Equal((200, "12345", ""), (response.Status, response.Fields["Content-Length"], body));
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver("/status/204", 204), EachDriver("/status/304", 304), EachDriver("/not-modified", 304)]
    public async Task A_status_without_a_body_leaves_the_connection_in_order(Driver driver, string target, int status)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(status, (await client.GetAsync(target)).Response.Status);
            Assert.Equal("origin", (await client.GetAsync("/")).Body);
        }
    }

    [Theory, EachDriver(200), EachDriver(201), EachDriver(299), EachDriver(301), EachDriver(401), EachDriver(404), EachDriver(418), EachDriver(500), EachDriver(503), EachDriver(599)]
    public async Task The_endpoints_own_answer_passes_whatever_its_status(Driver driver, int status)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        (WireResponse response, string body) = await client.GetAsync($"/status/{status}");

        Assert.Equal((status, $"status {status}", "origin"), (response.Status, body, response.Fields["X-Origin"]));
    }

    [Theory, EachDriver("GET"), EachDriver("POST"), EachDriver("PUT"), EachDriver("PATCH"), EachDriver("DELETE"), EachDriver("OPTIONS"), EachDriver("PROPFIND")]
    public async Task Methods_pass(Driver driver, string method)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        string echo = (await client.GetAsync("/echo/a%20b/%2F..?q=%26&x=1+2", "Content-Length: 0\r\n", method)).Body;

        Assert.StartsWith($"{method} /echo/a%20b/%2F..?q=%26&x=1+2\n", echo, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task Pipelined_requests_are_answered_in_order(Driver driver)
    {
        var slow = new Gate();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/slow", async exchange =>
        {
            await slow.WaitAsync();
            await exchange.ReplyAsync("slow");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();
        var requests = new StringBuilder("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
        for (int i = 0; i < 50; i++)
            requests.Append($"POST /echo/{i} HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n{i:0000}GET /echo/get{i} HTTP/1.1\r\nHost: a\r\n\r\n");

        await client.SendAsync(requests.ToString());
        slow.Open();

        Assert.Equal("slow", await (await client.ReadResponseAsync()).TextAsync());
        for (int i = 0; i < 50; i++)
        {
            string posted = await (await client.ReadResponseAsync()).TextAsync();
            Assert.StartsWith($"POST /echo/{i}\n", posted, StringComparison.Ordinal);
            Assert.EndsWith($"\n{i:0000}", posted, StringComparison.Ordinal);
            Assert.StartsWith($"GET /echo/get{i}\n", await (await client.ReadResponseAsync()).TextAsync(), StringComparison.Ordinal);
        }
    }

    [Theory, EachDriver]
    public async Task A_request_in_single_bytes_is_understood(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendPiecesAsync("POST /echo HTTP/1.1\r\nHost: a\r\nX-A: b\r\nContent-Length: 3\r\n\r\nxyz".Select(character => character.ToString()));

        Assert.EndsWith("\n\nxyz", await (await client.ReadResponseAsync()).TextAsync(), StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task A_response_in_single_bytes_is_understood(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendPiecesAsync([.. "HTTP/1.1 200 Fine thanks\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;e=1\r\nde\r\n0\r\n\r\n".Select(character => character.ToString())]);
            await connection.ExpectEndAsync();
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        (WireResponse response, string body) = await client.GetAsync("/");

        Assert.Equal((200, "abcde"), (response.Status, body));
    }

    [Theory, EachDriver]
    public async Task Response_trailers_pass(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        (WireResponse response, string body) = await client.GetAsync("/trailers", "TE: trailers\r\nConnection: TE\r\n");

        Assert.Equal(("hello", "5d41", "two"), (body, response.Body.Trailers["X-Checksum"], response.Body.Trailers["X-Other"]));
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task Request_trailers_pass(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n0\r\nX-Sum: 17\r\n\r\n");

        Assert.Equal("0 Chunked X-Sum: 17", await (await client.ReadResponseAsync()).TextAsync());
    }

    [Theory, EachDriver]
    public async Task A_client_that_expects_100_gets_it_before_it_sends_its_body(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            Assert.Equal(100, (await client.ReadHeadAsync()).Status);
            await client.SendAsync("hello");
            WireResponse response = await client.ReadResponseAsync();
            Assert.Equal(200, response.Status);
            Assert.EndsWith("\n\nhello", await response.TextAsync(), StringComparison.Ordinal);
        }
    }

    [Theory, EachDriver]
    public async Task A_client_that_expects_100_may_be_refused_without_its_body(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/private", exchange =>
        {
            exchange.CloseAfterwards = true;
            return exchange.ReplyAsync("who are you?", 401);
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("POST /private HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        WireResponse response = await client.ReadResponseAsync();

        Assert.Equal((401, "who are you?"), (response.Status, await response.TextAsync()));
    }

    [Theory, EachDriver]
    public async Task An_answer_before_the_whole_request_reaches_the_client(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync("HTTP/1.1 413 Too much\r\nContent-Length: 8\r\nConnection: close\r\n\r\ntoo much");
            await connection.ExpectEndAsync();
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n0123456789");
        WireResponse response = await client.ReadResponseAsync();

        Assert.Equal((413, "too much"), (response.Status, await response.TextAsync()));
    }

    [Theory, EachDriver]
    public async Task Interim_responses_pass(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            await connection.ExpectEndAsync();
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        WireResponse hints = await client.ReadHeadAsync();
        WireResponse response = await client.ReadHeadAsync();

        // RFC 9110 section 15.2: a proxy forwards 1xx responses.
        Assert.Equal((103, "</a.css>; rel=preload"), (hints.Status, hints.Fields["Link"]));
        Assert.Equal((200, "ok"), (response.Status, await response.TextAsync()));
    }

    [Theory, EachDriver]
    public async Task Events_reach_the_client_as_they_happen(Driver driver)
    {
        Gate[] happens = [new(), new(), new()];
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/events", async exchange =>
        {
            await exchange.SendHeadAsync(200, "Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n");
            foreach (Gate each in happens)
            {
                await each.WaitAsync("the next event");
                await exchange.SendAsync("a\r\ndata: now\n\r\n");
            }

            await exchange.SendAsync("0\r\n\r\n");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
        WireResponse response = await client.ReadResponseAsync();
        byte[] buffer = new byte[100];
        foreach (Gate each in happens)
        {
            each.Open();
            int got = 0;
            while (got < 10)
                got += await response.Body.ReadAsync(buffer.AsMemory(got)).AsTask().Within("an event");
            Assert.Equal("data: now\n", Encoding.ASCII.GetString(buffer, 0, got));
        }

        Assert.Equal(0, await response.Body.ReadAsync(buffer));
    }

    [Theory, EachDriver]
    public async Task An_upload_reaches_the_endpoint_as_it_is_sent(Driver driver)
    {
        var firstPart = new Gate();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/live", async exchange =>
        {
            byte[] buffer = new byte[5];
            int got = 0;
            while (got < 5)
                got += await exchange.Request.Body.ReadAsync(buffer.AsMemory(got));
            firstPart.Open();
            await exchange.ReplyAsync(Encoding.ASCII.GetString(buffer) + await exchange.Request.Body.ReadTextAsync());
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("POST /live HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
        await firstPart.WaitAsync("the first part to arrive before the second is sent");
        await client.SendAsync("6\r\nsecond\r\n0\r\n\r\n");

        Assert.Equal("firstsecond", await (await client.ReadResponseAsync()).TextAsync());
    }
}
