using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Responses that are not passed on because another endpoint is asked.</summary>
public sealed class RetryOnStatusTests
{
    [Theory, EachDriver("GET"), EachDriver("HEAD"), EachDriver("PUT")]
    public async Task A_status_that_the_route_names_asks_another_endpoint(Driver driver, string method)
    {
        await using var origins = new Origins(2);
        origins[0].Handle("/x", BusyAsync);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanFor(origins.Urls), driver);
        await using RawClient client = await gyr.ConnectAsync();

        // Of every two requests one meets the busy endpoint first. Its response is dropped whole, so its connection is kept.
        for (int i = 0; i < 6; i++)
        {
            await client.SendAsync($"{method} /x HTTP/1.1\r\nHost: a\r\n{(method == "PUT" ? "Content-Length: 4\r\n\r\nbody" : "\r\n")}");
            WireResponse response = await client.ReadResponseAsync(method);
            Assert.Equal((200, "b"), (response.Status, response.Fields["X-Origin"]));
            await response.TextAsync();
        }

        Assert.Equal((3, 6), (origins[0].RequestCount, origins[1].RequestCount));
        Assert.Equal((1, 1), (origins[0].ConnectionCount, origins[1].ConnectionCount));
        Assert.Equal(3, (await gyr.AccessLogAsync(line => line.Attempts == 2, 3)).Count);
    }

    [Theory, EachDriver]
    public async Task The_last_response_is_passed_on_as_it_is(Driver driver)
    {
        await using var origins = new Origins(3);
        for (int i = 0; i < 3; i++)
            origins[i].Handle("/x", BusyAsync);
        await using IProxyUnderTest proxy = await Proxies.StartGyrAsync(PlanFor(origins.Urls), driver);
        await using RawClient client = await proxy.ConnectAsync();

        (WireResponse response, string body) = await client.GetAsync("/x");

        Assert.Equal((503, "busy", "7"), (response.Status, body, response.Fields["Retry-After"]));
        Assert.False(response.Fields.Contains("Proxy-Status"));
        Assert.Equal(2, origins[0].RequestCount + origins[1].RequestCount + origins[2].RequestCount);
    }

    [Theory]
    [EachDriver("POST", 503, "{ on: [ 503 ] }", 2)] // Not idempotent.
    [EachDriver("GET", 503, "{ on: [ 502, reset ] }", 2)] // Not named.
    [EachDriver("GET", 503, "{ attempts: 1, on: [ 503 ] }", 2)]
    [EachDriver("GET", 503, "{ on: [ 503 ] }", 1)] // No other endpoint.
    public async Task Otherwise_the_response_is_the_answer(Driver driver, string method, int status, string retry, int endpoints)
    {
        await using var origins = new Origins(2);
        origins[0].Handle("/x", BusyAsync);
        await using IProxyUnderTest proxy = await Proxies.StartGyrAsync(PlanFor(origins.Urls[..endpoints], retry), driver);
        await using RawClient client = await proxy.ConnectAsync();

        (WireResponse response, string body) = await client.GetAsync("/x", method: method);

        Assert.Equal((status, "busy"), (response.Status, body));
        Assert.Equal((1, 0), (origins[0].RequestCount, origins[1].RequestCount));
    }

    [Theory, EachDriver]
    public async Task A_response_that_is_long_in_coming_is_not_waited_for(Driver driver)
    {
        ConnectionEnd? end = null;
        await using ScriptedPeer slow = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectRequestAsync();
            await connection.SendAsync("HTTP/1.1 503 Busy\r\nContent-Length: 1000\r\n\r\nbusy");
            end = await connection.ExpectEndAsync();
        });
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartGyrAsync(PlanFor([slow.Url, origin.Url]), driver);
        await using RawClient client = await proxy.ConnectAsync();

        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        await slow.ScriptDoneAsync(0);
        Assert.NotNull(end);
    }

    [Theory, EachDriver]
    public async Task A_response_within_the_request_sends_the_whole_of_it_elsewhere(Driver driver)
    {
        var half = new Gate();
        await using ScriptedPeer busy = ScriptedPeer.Start(async connection =>
        {
            WireRequest head = await connection.ExpectHeadAsync();
            await head.Body.ReadPatternAsync(3000);
            await connection.SendAsync("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
            await connection.ExpectEndAsync();
        });
        await using ScriptedPeer other = ScriptedPeer.Start(async connection =>
        {
            WireRequest head = await connection.ExpectHeadAsync();
            await head.Body.ReadPatternAsync(3000);
            half.Open();
            long length = await head.Body.ReadPatternAsync();
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{length}");
        });
        await using IProxyUnderTest proxy = await Proxies.StartGyrAsync(PlanFor([busy.Url, other.Url]), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n");
        await client.SendAsync(Pattern.At(0, 3000));
        await half.WaitAsync("the other endpoint to have the beginning of the body");
        await client.SendAsync(Pattern.At(3000, 47_000));

        WireResponse response = await client.ReadResponseAsync();
        Assert.Equal((200, "50000"), (response.Status, await response.TextAsync()));
    }

    [Theory, EachDriver]
    public async Task An_interim_response_does_not_stand_in_the_way(Driver driver)
    {
        await using ScriptedPeer busy = ScriptedPeer.AnsweringOnce("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartGyrAsync(PlanFor([busy.Url, origin.Url]), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal(103, (await client.ReadHeadAsync()).Status);
        WireResponse response = await client.ReadResponseAsync();
        Assert.Equal((200, "origin"), (response.Status, await response.TextAsync()));
    }

    private static ProxyPlan PlanFor(string[] urls, string retry = "{ on: [ connect-failure, reset, 503 ] }")
        => ProxyPlan.To(urls) with { Routes = [new() { Cluster = "app", Retry = retry }] };

    private static async Task BusyAsync(OriginExchange exchange)
    {
        await exchange.ReadBodyAsync();
        await exchange.ReplyAsync("busy", 503, "Retry-After: 7\r\n");
    }
}
