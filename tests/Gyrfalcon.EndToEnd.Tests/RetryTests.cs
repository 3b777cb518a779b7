using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Which requests are sent again, where to, and how often.</summary>
public sealed class RetryTests
{
    private const int MostHeld = 64 * 1024;

    [Theory, EachDriver("HEAD"), EachDriver("DELETE")]
    public async Task A_reset_before_the_response_sends_an_idempotent_request_to_another_endpoint(Driver driver, string method)
    {
        await using ScriptedPeer resets = ResettingPeer();
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(resets.Url, origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        Assert.Equal(200, (await client.GetAsync("/again", method: method)).Response.Status);

        Assert.Equal((1, 1), (resets.ConnectionCount, origin.RequestCount));
        Assert.Equal(2, (await gyr.AccessLogAsync(line => line.Path == "/again"))[0].Attempts);
    }

    [Theory]
    [EachDriver(10_240, false), EachDriver(MostHeld, false)]
    [EachDriver(0, true), EachDriver(MostHeld, true)]
    public async Task A_body_that_is_held_is_sent_again_intact(Driver driver, int length, bool chunked)
    {
        await using ScriptedPeer resets = ResettingPeer();
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(resets.Url, origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        await SendPutAsync(client, length, chunked, trailers: "X-Checksum: 5d41\r\n");
        WireResponse response = await client.ReadResponseAsync();

        string framing = chunked ? "Chunked X-Checksum: 5d41" : "ContentLength ";
        Assert.Equal((200, $"{length} {framing}"), (response.Status, await response.TextAsync()));

        // Both connections are in step: what follows is understood.
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver(false), EachDriver(true)]
    public async Task A_body_beyond_what_is_held_is_not_sent_again(Driver driver, bool chunked)
    {
        await using ScriptedPeer resets = ResettingPeer();
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartGyrAsync(ProxyPlan.To(resets.Url, origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await SendPutAsync(client, MostHeld + 1, chunked);

        Answers.AssertFault(driver, await client.ReadResponseAsync(), 502, "connection_terminated");
        Assert.Equal(0, origin.RequestCount);
    }

    [Theory, EachDriver(false), EachDriver(true)]
    public async Task What_has_not_arrived_of_a_body_follows_what_is_sent_again(Driver driver, bool chunked)
    {
        // Two endpoints take half of the body and reset; the third is sent that half before the client goes on.
        await using ScriptedPeer first = HalfReadingPeer();
        await using ScriptedPeer second = HalfReadingPeer();
        var half = new Gate();
        await using ScriptedPeer last = ScriptedPeer.Start(async connection =>
        {
            WireRequest head = await connection.ExpectHeadAsync();
            await head.Body.ReadPatternAsync(5000);
            half.Open();
            long length = await head.Body.ReadPatternAsync();
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{length}");
            await connection.ExpectEndAsync();
        });
        ProxyPlan plan = ProxyPlan.To(first.Url, second.Url, last.Url) with { Routes = [new() { Cluster = "app", Retry = "{ attempts: 3 }" }] };
        await using IProxyUnderTest proxy = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync($"PUT /upload HTTP/1.1\r\nHost: a\r\n{(chunked ? "Transfer-Encoding: chunked\r\n\r\n1388\r\n" : "Content-Length: 12000\r\n\r\n")}");
        await client.SendAsync(Pattern.At(0, 5000));
        await half.WaitAsync("the last endpoint to have the first half of the body");
        await client.SendAsync(chunked ? "\r\n1b58\r\n" : "");
        await client.SendAsync(Pattern.At(5000, 7000));
        await client.SendAsync(chunked ? "\r\n0\r\n\r\n" : "");

        WireResponse response = await client.ReadResponseAsync();
        Assert.Equal((200, "12000"), (response.Status, await response.TextAsync()));
        Assert.Equal((1, 1, 1), (first.ConnectionCount, second.ConnectionCount, last.ConnectionCount));
    }

    [Theory, EachDriver]
    public async Task A_client_that_stops_within_a_body_that_is_sent_again_gets_408(Driver driver)
    {
        await using ScriptedPeer first = HalfReadingPeer();
        ConnectionEnd? end = null;
        await using ScriptedPeer second = ScriptedPeer.Start(async connection => end = await connection.ExpectEndAsync());
        ProxyPlan plan = ProxyPlan.To(first.Url, second.Url) with { Listener = new() { RequestBodyIdleTimeout = TimeSpan.FromMilliseconds(500) } };
        await using IProxyUnderTest proxy = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 12000\r\n\r\n");
        await client.SendAsync(Pattern.At(0, 5000));

        Answers.AssertFault(driver, await client.ReadResponseAsync(), 408, "http_request_error");
        await second.ScriptDoneAsync(0);
        Assert.Equal(ConnectionEnd.Reset, end);
    }

    [Theory, EachDriver]
    public async Task A_body_asked_for_with_100_is_sent_again(Driver driver)
    {
        await using ScriptedPeer resets = ScriptedPeer.Start(async connection =>
        {
            WireRequest head = await connection.ExpectHeadAsync();
            await connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
            await head.Body.ReadPatternAsync();
            connection.Reset();
        });
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartGyrAsync(ProxyPlan.To(resets.Url, origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("PUT /upload HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n");
        Assert.Equal(100, (await client.ReadHeadAsync()).Status);
        await client.SendAsync(Pattern.At(0, 5000));

        WireResponse response = await client.ReadResponseAsync();
        Assert.Equal((200, "5000 ContentLength "), (response.Status, await response.TextAsync()));
    }

    [Theory, EachDriver(""), EachDriver("Content-Length: 5\r\n")]
    public async Task A_post_that_was_sent_is_not_sent_again(Driver driver, string length)
    {
        await using ScriptedPeer resets = ResettingPeer();
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(resets.Url, origin.Url) with { Routes = [new() { Cluster = "app", Retry = "{ attempts: 10, on: [ connect-failure, reset, 503 ] }" }] };
        await using IProxyUnderTest proxy = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\n{length}\r\n{(length.Length > 0 ? "hello" : "")}");

        Answers.AssertFault(driver, await client.ReadResponseAsync(), 502, "connection_terminated");
        Assert.Equal(0, origin.RequestCount);
    }

    [Theory, EachDriver("GET", 200), EachDriver("PUT", 200), EachDriver("POST", 502)]
    public async Task A_kept_connection_that_was_closed_meanwhile_does_not_cost_an_idempotent_request(Driver driver, string method, int status)
    {
        // The only endpoint resets the first connection under its second request; whatever may not be sent twice is refused.
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            await connection.ExpectRequestAsync();
            connection.Reset();
        });
        ProxyPlan plan = ProxyPlan.To(peer.Url) with { Routes = [new() { Cluster = "app", Retry = "{ attempts: 1 }" }] };
        await using IProxyUnderTest proxy = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await proxy.ConnectAsync();
        await client.GetAsync("/");

        await client.SendAsync($"{method} / HTTP/1.1\r\nHost: a\r\n{(method == "GET" ? "\r\n" : "Content-Length: 4\r\n\r\nbody")}");

        Assert.Equal(status, (await client.ReadResponseAsync()).Status);
        await peer.ScriptDoneAsync(0);
        Assert.Equal(status == 200 ? 2 : 1, peer.ConnectionCount);
        if (method == "PUT")
            Assert.EndsWith("\r\n\r\nbody", (await peer.ConnectionAsync(1)).Received, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_has_not_seen_the_request_counts_as_another(Driver driver)
    {
        // The third request meets a closed connection at the first endpoint and a reset at the second: the first has not been asked yet.
        await using ScriptedPeer first = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst");
            await connection.ExpectRequestAsync();
            connection.Reset();
        });
        await using ScriptedPeer second = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectRequestAsync();
            if (connection.Number == 0)
                await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecond");
            else
                connection.Reset();
        });
        await using IProxyUnderTest proxy = await Proxies.StartGyrAsync(ProxyPlan.To(first.Url, second.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        Assert.Equal("first", (await client.GetAsync("/")).Body);
        Assert.Equal("second", (await client.GetAsync("/")).Body);
        Assert.Equal("first", (await client.GetAsync("/")).Body);
        Assert.Equal((2, 2), (first.ConnectionCount, second.ConnectionCount));
    }

    [Theory, EachDriver]
    public async Task No_endpoint_is_asked_twice_for_a_request(Driver driver)
    {
        await using ScriptedPeer a = ResettingPeer();
        await using ScriptedPeer b = ResettingPeer();
        await using ScriptedPeer c = ResettingPeer();
        ProxyPlan plan = ProxyPlan.To(a.Url, b.Url, c.Url) with { Routes = [new() { Cluster = "app", Retry = "{ attempts: 10 }" }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync("PUT /all HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");

        Answers.AssertFault(driver, await client.ReadResponseAsync(), 502, "connection_terminated");
        Assert.Equal((1, 1, 1), (a.ConnectionCount, b.ConnectionCount, c.ConnectionCount));
        Assert.Equal(3, (await gyr.AccessLogAsync(line => line.Path == "/all"))[0].Attempts);
    }

    [Theory, EachDriver]
    public async Task Connects_that_fail_do_not_count_as_attempts(Driver driver)
    {
        using var first = new HeldPort();
        using var second = new HeldPort();
        await using ScriptedPeer resets = ResettingPeer();
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(first.Url, second.Url, resets.Url, origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        Assert.Equal("origin", (await client.GetAsync("/far")).Body);
        Assert.InRange((await gyr.AccessLogAsync(line => line.Path == "/far"))[0].Attempts, 2, 4);
    }

    [Theory, EachDriver]
    public async Task A_failing_endpoint_gets_no_more_than_its_turns(Driver driver)
    {
        await using ScriptedPeer resets = ResettingPeer();
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartGyrAsync(ProxyPlan.To(resets.Url, origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        for (int i = 0; i < 20; i++)
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);

        Assert.Equal((10, 20), (resets.ConnectionCount, origin.RequestCount));
    }

    [Theory, EachDriver]
    public async Task With_retries_off_each_request_goes_to_one_endpoint(Driver driver)
    {
        await using ScriptedPeer resets = ResettingPeer();
        using var dead = new HeldPort();
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(resets.Url, origin.Url, dead.Url) with { Routes = [new() { Cluster = "app", Retry = "off" }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();

        Answers.AssertFault(driver, (await client.GetAsync("/")).Response, 502, "connection_terminated");
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        Answers.AssertFault(driver, (await client.GetAsync("/")).Response, 503, "destination_unavailable");
        Assert.All(await gyr.AccessLogAsync(_ => true, 3), line => Assert.Equal(1, line.Attempts));
    }

    [Theory, EachDriver]
    public async Task The_total_time_spans_all_attempts(Driver driver)
    {
        await using ScriptedPeer resets = ResettingPeer();
        await using ScriptedPeer hangs = ScriptedPeer.Start(connection => connection.HangAsync());
        ProxyPlan plan = ProxyPlan.To(resets.Url, hangs.Url) with { Routes = [new() { Cluster = "app", TotalTimeout = TimeSpan.FromMilliseconds(500) }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();

        long start = Stopwatch.GetTimestamp();
        Answers.AssertFault(driver, (await client.GetAsync("/slow")).Response, 504, "http_response_timeout");

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "The response's own time of 60 s must not be what ended it.");
        Assert.Equal(2, (await gyr.AccessLogAsync(line => line.Path == "/slow"))[0].Attempts);
    }

    [Theory, EachDriver]
    public async Task Times_are_those_of_the_attempt_that_was_the_last(Driver driver)
    {
        await using ScriptedPeer resets = ResettingPeer();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(resets.Url, $"http://127.0.0.1:{HeldPort.Free()}"), driver);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(503, (await client.GetAsync("/")).Response.Status);
        AccessLogLine line = (await gyr.AccessLogAsync(static _ => true))[0];
        Assert.Equal((2, 0, 0), (line.Attempts, line.Number("connect_us"), line.Number("response_us")));
    }

    /// <summary>Takes one request per connection, whole, and resets it.</summary>
    private static ScriptedPeer ResettingPeer() => ScriptedPeer.Start(async connection =>
    {
        WireRequest head = await connection.ExpectHeadAsync();
        await head.Body.ReadToEndAsync();
        connection.Reset();
    });

    /// <summary>Takes 5000 bytes of a body and resets the connection.</summary>
    private static ScriptedPeer HalfReadingPeer() => ScriptedPeer.Start(async connection =>
    {
        WireRequest head = await connection.ExpectHeadAsync();
        await head.Body.ReadPatternAsync(5000);
        connection.Reset();
    });

    private static async Task SendPutAsync(RawClient client, int length, bool chunked, string trailers = "")
    {
        await client.SendAsync($"PUT /upload HTTP/1.1\r\nHost: a\r\n{(chunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {length}\r\n\r\n")}");
        for (int start = 0; start < length; start += 8000)
        {
            int count = Math.Min(8000, length - start);
            await client.SendAsync(chunked ? $"{count:x}\r\n" : "");
            await client.SendAsync(Pattern.Bytes(length).AsMemory(start, count));
            await client.SendAsync(chunked ? "\r\n" : "");
        }

        await client.SendAsync(chunked ? $"0\r\n{trailers}\r\n" : "");
    }
}
