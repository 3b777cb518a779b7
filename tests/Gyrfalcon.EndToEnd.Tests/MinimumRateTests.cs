using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Clients that are never idle for long, and yet too slow; and those that must not be taken for slow.</summary>
public sealed class MinimumRateTests
{
    private const int MiB = 1 << 20;

    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(300);

    // Chunks go through buffers; a long body with a length is spliced.
    [Theory]
    [EachDriver("Content-Length: 10000")]
    [EachDriver("Content-Length: 10000000")]
    [EachDriver("Transfer-Encoding: chunked")]
    public async Task A_body_in_drops_gets_408(Driver driver, string framing)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(origin.Url, driver, request: "1KiB");
        await using RawClient client = await gyr.ConnectAsync();

        Task<WireResponse> answer = client.ReadResponseAsync();
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n");
        string drop = framing.StartsWith('C') ? "x" : "1\r\nx\r\n";
        while (await Task.WhenAny(answer, Task.Delay(20)) != answer)
            await client.SendAsync(drop);

        Answers.AssertFault(driver, await answer, 408, "http_request_error");
        Assert.Equal("request-body-timeout", (await gyr.AccessLogAsync(line => line.Status == 408))[0].Fault);
        await Deadline.Until(() => origin.OpenConnections == 0, "the endpoint's half of the exchange is torn down");
    }

    [Theory, EachDriver("Content-Length: 4000"), EachDriver("Content-Length: 200000"), EachDriver("Transfer-Encoding: chunked")]
    public async Task A_body_at_the_pace_asked_for_is_taken_whole(Driver driver, string framing)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(origin.Url, driver, request: "100");
        await using RawClient client = await gyr.ConnectAsync();

        // Four times the grace, at more than ten times the pace.
        bool chunked = framing.StartsWith('T');
        int total = chunked ? 4000 : int.Parse(framing[16..], System.Globalization.CultureInfo.InvariantCulture);
        await client.SendAsync($"POST /upload HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n");
        for (int sent = 0; sent < total; sent += total / 40)
        {
            if (chunked)
                await client.SendAsync("64\r\n");
            await client.SendAsync(Pattern.At(sent, total / 40));
            if (chunked)
                await client.SendAsync("\r\n");
            await Task.Delay(30);
        }

        if (chunked)
            await client.SendAsync("0\r\n\r\n");
        WireResponse response = await client.ReadResponseAsync();
        Assert.Equal(200, response.Status);
        Assert.StartsWith($"{total} ", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task A_client_that_waits_for_100_is_not_slow(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/late", async exchange =>
        {
            await Task.Delay(4 * Grace);
            await exchange.ReplyAsync(await exchange.ReadBodyAsync());
        });
        await using GyrProcess gyr = await StartAsync(origin.Url, driver, request: "1MiB");
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync("POST /late HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        Assert.Equal(100, (await client.ReadHeadAsync()).Status);
        await client.SendAsync("body");

        Assert.Equal("body", await (await client.ReadResponseAsync()).TextAsync());
    }

    [Theory, EachDriver("Content-Length: 16777216"), EachDriver("Transfer-Encoding: chunked")]
    public async Task A_client_whose_endpoint_is_slow_is_not(Driver driver, string framing)
    {
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/reluctant", async exchange =>
        {
            await Task.Delay(4 * Grace);
            await exchange.ReplyAsync($"{await exchange.Request.Body.ReadPatternAsync()}");
        });
        await using GyrProcess gyr = await StartAsync(origin.Url, driver, request: "1MiB");
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync($"POST /reluctant HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n");
        await client.SendPatternAsync(16 * MiB, framing.StartsWith('T')).Within("the body to be taken");

        Assert.Equal($"{16 * MiB}", await (await client.ReadResponseAsync()).TextAsync());
    }

    [Theory, EachDriver(false, 0), EachDriver(true, 0), EachDriver(false, 100), EachDriver(true, 100)]
    public async Task A_reader_in_drops_is_reset_and_the_endpoint_let_go(Driver driver, bool chunked, int bytesAtATime)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(origin.Url, driver, response: "1MiB");
        await using RawClient client = await gyr.ConnectAsync(receiveBufferBytes: 4096);

        await client.SendAsync($"GET /{(chunked ? "chunked" : "bytes")}/{64 * MiB} HTTP/1.1\r\nHost: a\r\n\r\n");
        Task<AccessLogLine> ended = FirstLineAsync(gyr);
        byte[] drop = new byte[Math.Max(bytesAtATime, 1)];
        while (await Task.WhenAny(ended, Task.Delay(20)) != ended)
        {
            if (bytesAtATime > 0)
                await client.Reader.ReadAsync(drop);
        }

        Assert.Equal("client-too-slow", (await ended).Fault);
        await Deadline.Until(() => origin.OpenConnections == 0, "the endpoint's half of the exchange is torn down");
        IOException end = await Assert.ThrowsAnyAsync<IOException>(async () => { while (await client.Reader.ReadAsync(drop) > 0) { } });
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(end.InnerException).SocketErrorCode);
    }

    [Theory, EachDriver(false), EachDriver(true)]
    public async Task A_reader_at_the_pace_asked_for_gets_it_all(Driver driver, bool chunked)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(origin.Url, driver, response: "64KiB");
        await using RawClient client = await gyr.ConnectAsync(receiveBufferBytes: 64 * 1024);

        // More than the kernel's queues take, at up to thirty times the pace, for several times the grace.
        await client.SendAsync($"GET /{(chunked ? "chunked" : "bytes")}/{24 * MiB} HTTP/1.1\r\nHost: a\r\n\r\n");
        WireResponse response = await client.ReadResponseAsync();
        for (int i = 1; i <= 40; i++)
        {
            await response.Body.ReadPatternAsync(i * 50 * 1024);
            await Task.Delay(25);
        }

        Assert.Equal(24 * MiB, await response.Body.ReadPatternAsync().Within("the rest"));
    }

    [Theory, EachDriver]
    public async Task Events_in_drops_are_the_endpoints_pace_and_not_the_clients(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/events", async exchange =>
        {
            await exchange.SendHeadAsync(200, "Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n");
            for (int i = 0; i < 8; i++)
            {
                await exchange.SendAsync("9\r\ndata: x\n\n\r\n");
                await Task.Delay(Grace / 2);
            }

            await exchange.SendAsync("0\r\n\r\n");
        });
        await using GyrProcess gyr = await StartAsync(origin.Url, driver, request: "1MiB", response: "1MiB");
        await using RawClient client = await gyr.ConnectAsync();

        (WireResponse response, string body) = await client.GetAsync("/events");

        Assert.Equal(200, response.Status);
        Assert.Equal(string.Concat(Enumerable.Repeat("data: x\n\n", 8)), body);
    }

    [Theory, EachDriver]
    public async Task A_tunnel_has_its_own_pace(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            await PatternWriter.WriteAsync(connection.Stream, 16 * MiB);
            await connection.ExpectEndAsync();
        });
        await using GyrProcess gyr = await StartAsync(peer.Url, driver, request: "1MiB", response: "1MiB");
        await using RawClient client = await gyr.ConnectAsync(receiveBufferBytes: 4096);

        await client.SendAsync("GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await Task.Delay(4 * Grace);

        byte[] buffer = new byte[64 * 1024];
        int total = 0;
        while (total < 16 * MiB)
        {
            int read = await client.Reader.ReadAsync(buffer).AsTask().Within("the rest of what the endpoint sent");
            Assert.True(read > 0 && Pattern.Matches(buffer.AsSpan(0, read), total), $"The tunnel ended or changed its bytes after {total}.");
            total += read;
        }
    }

    private static async Task<AccessLogLine> FirstLineAsync(GyrProcess gyr) => (await gyr.AccessLogAsync(_ => true))[0];

    private static Task<GyrProcess> StartAsync(string endpoint, Driver driver, string? request = null, string? response = null) => Proxies.StartGyrAsync(
        ProxyPlan.To(endpoint) with
        {
            // Idle times play no part here.
            Listener = new() { RateGrace = Grace, MinRequestRate = request, MinResponseRate = response, SendIdleTimeout = TimeSpan.FromMinutes(1), RequestBodyIdleTimeout = TimeSpan.FromMinutes(1) },
        },
        driver);
}
