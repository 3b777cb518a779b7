using System;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>A second endpoint is asked beside a slow first one.</summary>
public sealed class HedgeTests
{
    [Theory, EachDriver("GET"), EachDriver("HEAD"), EachDriver("DELETE")]
    public async Task The_second_endpoint_answers_while_the_first_is_slow(Driver driver, string method)
    {
        var released = new Gate();
        await using var origins = new Origins(2);
        origins[0].Handle("/slow", exchange => WaitAsync(exchange, released));
        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanFor(origins.Urls), driver);
        await using RawClient client = await gyr.ConnectAsync();
        await WarmUpAsync(client);

        for (int i = 0; i < 8; i++)
        {
            await client.SendAsync($"{method} /slow HTTP/1.1\r\nHost: a\r\n\r\n");
            WireResponse response = await client.ReadResponseAsync(method);
            Assert.Equal((200, "b"), (response.Status, response.Fields["X-Origin"]));
            await response.TextAsync();
        }

        // Of every two requests one meets the slow endpoint first; the others are answered at once.
        Assert.Equal(8, (await gyr.AccessLogAsync(line => line.Path == "/slow", 8)).Count);
        Assert.Equal(4, (await gyr.AccessLogAsync(line => line.Path == "/slow" && line.Attempts == 2, 4)).Count);

        // Nobody waits for the slow answers: their connections were reset, and the late answers meet nobody.
        released.Open();
        await Deadline.Until(() => origins[0].OpenConnections <= 1, "the slow connections are given up");
    }

    [Theory, EachDriver]
    public async Task The_first_answer_counts_when_it_comes_first_after_all(Driver driver)
    {
        var firstMayAnswer = new Gate();
        var secondIsAsked = new Gate();
        await using var origins = new Origins(2);
        for (int i = 0; i < 2; i++)
        {
            origins[i].Handle("/slow", async exchange =>
            {
                if (exchange.Origin.Name == "a") await firstMayAnswer.WaitAsync();
                else secondIsAsked.Open();
                if (exchange.Origin.Name == "b") await new Gate().WaitAsync("never");
                await exchange.ReplyAsync(exchange.Origin.Name);
            });
        }

        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanFor(origins.Urls), driver);
        await using RawClient client = await gyr.ConnectAsync();
        await WarmUpAsync(client);
        while ((await client.GetAsync("/")).Body != "b")
        {
        }

        Task<(WireResponse Response, string Body)> answer = client.GetAsync("/slow");
        await secondIsAsked.WaitAsync("the second endpoint to be asked");
        firstMayAnswer.Open();

        Assert.Equal("a", (await answer).Body);
        Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
    }

    [Theory]
    [EachDriver("POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "{}")]
    [EachDriver("PUT /held HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", "{}")]
    [EachDriver("GET /held HTTP/1.1\r\nHost: a\r\n\r\n", "")]
    [EachDriver("GET /held HTTP/1.1\r\nHost: a\r\n\r\n", "{ at-least: 1h }")]
    public async Task Nobody_else_is_asked(Driver driver, string request, string hedge)
    {
        var released = new Gate();
        var asked = new Gate();
        await using var origins = new Origins(2);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanFor(origins.Urls, hedge), driver);
        await using RawClient client = await gyr.ConnectAsync();
        await WarmUpAsync(client);
        for (int i = 0; i < 2; i++)
        {
            origins[i].Handle("/held", async exchange =>
            {
                asked.Open();
                await WaitAsync(exchange, released);
            });
        }

        await client.SendAsync(request);
        await asked.WaitAsync();
        await using RawClient other = await gyr.ConnectAsync();
        await WarmUpAsync(other, "/other");
        Assert.Single(origins[0].Exchanges.Concat(origins[1].Exchanges), static exchange => exchange.Request.Target == "/held");
        released.Open();
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
    }

    private static async Task WaitAsync(OriginExchange exchange, Gate released)
    {
        await exchange.ReadBodyAsync();
        await released.WaitAsync();
        await exchange.ReplyAsync(exchange.Origin.Name);
    }

    /// <summary>Enough answers for a quantile, for as long as it takes until it is looked at anew.</summary>
    internal static async Task WarmUpAsync(RawClient client, string path = "/")
    {
        for (int sent = 0; sent < 150; sent++) await client.GetAsync(path);
        for (long until = Environment.TickCount64 + 700; Environment.TickCount64 < until;) await client.GetAsync(path);
    }

    private static ProxyPlan PlanFor(string[] urls, string hedge = "{ quantile: 50%, at-least: 20ms }") => ProxyPlan.To(urls) with
    {
        Routes = [new RoutePlan { Cluster = "app", Hedge = hedge }],
    };
}
