using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>What a client gets that breaks the rules or the limits: the answer of the fault table, and the end of the connection.</summary>
public sealed class RequestFaultTests
{
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    [Theory]
    [EachDriver("GET / HTTP/1.1\r\n\r\n", 400)]
    [EachDriver("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400)]
    [EachDriver("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400)]
    [EachDriver("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [EachDriver("G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [EachDriver("GET / HTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [EachDriver("GET / http/1.1\r\nHost: a\r\n\r\n", 400)]
    [EachDriver("GET /\u0001 HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [EachDriver("GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n", 400)]
    [EachDriver("GET / HTTP/1.1\r\nHost: a\r\nX-Space : x\r\n\r\n", 400)]
    [EachDriver("GET / HTTP/1.1\r\nHost: a\r\nno colon here\r\n\r\n", 400)]
    [EachDriver("GET / HTTP/1.1\r\nHost: a\r\n: no name\r\n\r\n", 400)]
    [EachDriver("GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n folded\r\n\r\n", 400)]
    [EachDriver("GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400)]
    [EachDriver("GET / HTTP/1.1\r\nHost: a\r\nX-Nul: \0\r\n\r\n", 400)]
    [EachDriver("GET / HTTP/1.1\r\nHost: a\r\nX-Cr: a\rb\r\n\r\n", 400)]
    [EachDriver("GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505)]
    [EachDriver("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505)]
    [EachDriver("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003", 400)]
    [EachDriver("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501)]
    public async Task A_malformed_head_is_refused(Driver driver, string request, int status) => await AssertRefusedAsync(driver, request, status);

    [Theory]
    [EachDriver("GET  / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [EachDriver("GET /\r\nHost: a\r\n\r\n")]
    [EachDriver("GET / HTTP/1.1\nHost: a\n\n")]
    [EachDriver("GET / HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n")]
    public async Task A_head_that_laxer_servers_let_pass_is_refused(Driver driver, string request)
    {
        Proxies.OnlyGyr(driver);
        await AssertRefusedAsync(driver, request, 400);
    }

    [Theory]
    [EachDriver("Content-Length: 4\r\nTransfer-Encoding: chunked", 400)]
    [EachDriver("Transfer-Encoding: chunked\r\nContent-Length: 4", 400)]
    [EachDriver("Content-Length: 4\r\nContent-Length: 5", 400)]
    [EachDriver("Content-Length: 4, 5", 400)]
    [EachDriver("Content-Length: +4", 400)]
    [EachDriver("Content-Length: -4", 400)]
    [EachDriver("Content-Length: 0x4", 400)]
    [EachDriver("Content-Length: 4 4", 400)]
    [EachDriver("Content-Length: ", 400)]
    [EachDriver("Content-Length: 99999999999999999999", 400)]
    [EachDriver("Transfer-Encoding: chunked, chunked", 400)]
    [EachDriver("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 400)]
    [EachDriver("Transfer-Encoding: chunked, identity", 400)]
    [EachDriver("Transfer-Encoding: \u000bchunked", 400)]
    [EachDriver("Transfer-Encoding: xchunked", 400, 501)]
    [EachDriver("Transfer-Encoding: gzip, chunked", 501)]
    public async Task Ambiguous_framing_is_refused(Driver driver, string fields, params int[] statuses) =>
        await AssertRefusedAsync(driver, $"POST / HTTP/1.1\r\nHost: a\r\n{fields}\r\n\r\n0\r\n\r\n", statuses);

    [Theory]
    [EachDriver("zz\r\nabc")]
    [EachDriver("-1\r\nabc")]
    [EachDriver("\r\nabc")]
    [EachDriver(" 3\r\nabc\r\n")]
    [EachDriver("0x3\r\nabc\r\n")]
    [EachDriver("FFFFFFFFFFFFFFFFF\r\nabc")]
    [EachDriver("3\r\nabcdef\r\n0\r\n\r\n")]
    [EachDriver("3\nabc\r\n0\r\n\r\n")]
    [EachDriver("0\r\nbad trailer\r\n\r\n")]
    public async Task A_malformed_chunk_is_refused(Driver driver, string body)
    {
        Proxies.OnlyGyr(driver);
        await AssertRefusedAsync(driver, $"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{body}", 400);
    }

    [Theory, EachDriver]
    public async Task A_request_line_over_the_limit_gets_414(Driver driver)
    {
        await AssertRefusedAsync(driver, $"GET /{new string('a', 9000)} HTTP/1.1\r\nHost: a\r\n\r\n", 414);
    }

    [Theory, EachDriver]
    public async Task A_header_block_over_the_limit_gets_431(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await AssertRefusedAsync(driver, $"GET / HTTP/1.1\r\nHost: a\r\nX-Big: {new string('a', 40_000)}\r\n\r\n", 431);
    }

    [Theory, EachDriver]
    public async Task Too_many_fields_get_431(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        string fields = string.Concat(Enumerable.Range(0, 101).Select(number => $"X-{number}: {number}\r\n"));
        await AssertRefusedAsync(driver, $"GET / HTTP/1.1\r\nHost: a\r\n{fields}\r\n", 431);
    }

    [Theory, EachDriver]
    public async Task The_limits_themselves_are_within_the_limits(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        Assert.Equal(200, (await client.GetAsync("/" + new string('a', 8000))).Response.Status);
        Assert.Equal(200, (await client.GetAsync("/", string.Concat(Enumerable.Range(0, 98).Select(number => $"X-{number}: {number}\r\n")))).Response.Status);
        Assert.Equal(200, (await client.GetAsync("/", $"X-Big: {new string('b', 31_000)}\r\n")).Response.Status);
    }

    [Theory, EachDriver("Content-Length: 1025", ""), EachDriver("Transfer-Encoding: chunked", "chunks")]
    public async Task A_body_over_the_limit_gets_413(Driver driver, string framing, string body)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url) with { Listener = new() { BodyLimit = "1KiB" } }, driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n" + (body.Length == 0 ? "" : $"401\r\n{new string('x', 1025)}\r\n0\r\n\r\n"));

        Answers.AssertFault(driver, await client.ReadResponseAsync(), 413, "http_request_error");
    }

    [Theory, EachDriver]
    public async Task A_body_at_the_limit_passes(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url) with { Listener = new() { BodyLimit = "1KiB" } }, driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1024\r\n\r\n{new string('x', 1024)}");

        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
    }

    [Theory, EachDriver("GET"), EachDriver("GET / HTTP/1.1\r\nHos")]
    public async Task A_head_that_takes_too_long_gets_408(Driver driver, string part)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new() { RequestHeaderTimeout = TimeSpan.FromMilliseconds(300) } };
        await using IProxyUnderTest proxy = await Proxies.StartAsync(plan, driver);
        Proxies.OnlyGyr(driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync(part);

        Answers.AssertFault(driver, await client.ReadResponseAsync(), 408, "http_request_error");
        await client.ReadToEndOfConnectionAsync();
    }

    [Theory, EachDriver]
    public async Task A_head_in_drops_gets_408_too(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new() { RequestHeaderTimeout = TimeSpan.FromMilliseconds(500) } };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();

        // The time is for the whole head: a byte now and then does not buy more of it (slowloris).
        Task<WireResponse> answer = client.ReadResponseAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
        while (await Task.WhenAny(answer, Task.Delay(50)) != answer)
            await client.SendAsync("x");

        Answers.AssertFault(driver, await answer, 408, "http_request_error");
    }

    [Theory, EachDriver]
    public async Task A_body_that_stops_coming_gets_408(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new() { RequestBodyIdleTimeout = TimeSpan.FromMilliseconds(300) } };
        await using IProxyUnderTest proxy = await Proxies.StartAsync(plan, driver);
        Proxies.OnlyGyr(driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123");

        Answers.AssertFault(driver, await client.ReadResponseAsync(), 408, "http_request_error");
        await client.ReadToEndOfConnectionAsync();
        await Deadline.Until(() => origin.OpenConnections == 0, "the endpoint's half of the exchange is torn down");
    }

    [Theory, EachDriver]
    public async Task A_silent_client_is_let_go(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        TimeSpan soon = TimeSpan.FromMilliseconds(300);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url) with { Listener = new() { RequestHeaderTimeout = soon, KeepAliveTimeout = soon } }, driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.ReadToEndOfConnectionAsync();
    }

    [Theory, EachDriver]
    public async Task An_unknown_expectation_gets_417(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        Answers.AssertFault(driver, (await client.GetAsync("/", "Expect: the-unexpected\r\n")).Response, 417, "http_request_error");
    }

    [Theory, EachDriver("{0}"), EachDriver("1.0 fred, {0}, 1.1 other")]
    public async Task A_request_that_was_here_before_gets_508(Driver driver, string via)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        string ours = origin.Exchanges[0].Request.Fields["Via"]!;

        WireResponse response = (await client.GetAsync("/", $"Via: {via.Replace("{0}", ours, StringComparison.Ordinal)}\r\n")).Response;

        Answers.AssertFault(driver, response, 508, "proxy_loop_detected");
        Assert.Equal(1, origin.RequestCount);
    }

    [Theory, EachDriver]
    public async Task Two_proxies_in_a_row_are_no_loop(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess inner = await GyrProcess.RunAsync(ProxyPlan.To(origin.Url), driver);
        await using GyrProcess outer = await GyrProcess.RunAsync(ProxyPlan.To($"http://{inner.Address}"), driver);
        await using RawClient client = await outer.ConnectAsync();

        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        Assert.Equal(2, origin.Exchanges[0].Request.Fields["Via"]!.Split(',').Length);
    }

    [Theory, EachDriver]
    public async Task A_proxy_that_points_at_itself_ends_the_loop(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        int port;
        using (var free = new HeldPort())
            port = free.Address.Port;
        await using GyrProcess gyr = await Proxies.StartGyrAsync(
            ProxyPlan.To($"http://127.0.0.1:{port}") with { Listener = new() { Address = $"127.0.0.1:{port}" } }, driver);
        await using RawClient client = await gyr.ConnectAsync();

        Assert.Equal(508, (await client.GetAsync("/")).Response.Status);
    }

    [Theory]
    [EachDriver(null, "text/plain")]
    [EachDriver("*/*", "text/plain")]
    [EachDriver("text/html,application/xhtml+xml,*/*;q=0.8", "text/plain")]
    [EachDriver("application/json", "application/json")]
    [EachDriver("application/json, text/plain;q=0.5", "application/json")]
    public async Task Our_own_answers_speak_the_clients_language(Driver driver, string? accept, string mediaType)
    {
        await using GyrProcess gyr = await Proxies.StartGyrAsync(new ProxyPlan { Routes = [new() { Path = "/x", RespondStatus = 200 }] }, driver);
        await using RawClient client = await gyr.ConnectAsync();

        (WireResponse response, string body) = await client.GetAsync("/nowhere", accept is null ? "" : $"Accept: {accept}\r\n");

        Assert.Equal(404, response.Status);
        Assert.StartsWith(mediaType, response.Fields["Content-Type"], StringComparison.Ordinal);
        Assert.InRange(body.Length, 5, 500);
        if (mediaType == "application/json")
            Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(body).RootElement.ValueKind);
        else
            Assert.DoesNotContain("{", body, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task Our_own_answer_to_HEAD_has_no_body(Driver driver)
    {
        await using GyrProcess gyr = await Proxies.StartGyrAsync(new ProxyPlan { Routes = [new() { Path = "/x", RespondStatus = 200, RespondBody = "ok" }] }, driver);
        await using RawClient client = await gyr.ConnectAsync();

        (WireResponse response, string body) = await client.GetAsync("/nowhere", method: "HEAD");

        Assert.Equal((404, ""), (response.Status, body));
        Assert.True(int.Parse(response.Fields["Content-Length"]!, CultureInfo.InvariantCulture) > 0);
        Assert.Equal("ok", (await client.GetAsync("/x")).Body);
    }

    /// <summary>The request, and another behind it, get one error answer and the end of the connection; no endpoint hears of the second.</summary>
    private static async Task AssertRefusedAsync(Driver driver, string request, params int[] statuses)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync(request + Smuggled);
        WireResponse response = await client.ReadResponseAsync();

        if (driver == Driver.Nginx)
        {
            Assert.InRange(response.Status, 400, 599);
        }
        else
        {
            Assert.Contains(response.Status, statuses);
            Answers.AssertFault(driver, response, response.Status, "http_request_error");
            Assert.True(response.Fields.HasMember("Connection", "close"));
        }

        await response.TextAsync();
        await client.ReadNothingButEndAsync();
        Assert.DoesNotContain(origin.Exchanges, exchange => exchange.Request.Target == "/smuggled");
        await using RawClient next = await proxy.ConnectAsync();
        Assert.Equal(200, (await next.GetAsync("/")).Response.Status);
    }
}
