using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

public sealed class DeadEndpointTests
{
    [Theory, EachDriver(1), EachDriver(3)]
    public async Task A_dead_endpoint_is_skipped_without_an_error(Driver driver, int workers)
    {
        using var dead = new HeldPort();
        await using var origins = new Origins(2);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origins.Urls[0], dead.Url, origins.Urls[1]) with { Workers = workers }, driver);

        for (int i = 0; i < 30; i++)
        {
            await using RawClient client = await proxy.ConnectAsync();
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        }

        Assert.Equal(30, origins.RequestCounts.Sum());
        Assert.All(origins.RequestCounts, count => Assert.True(count >= 10, $"One living endpoint got only {count} of 30 requests."));
    }

    [Theory, EachDriver]
    public async Task A_dead_endpoint_does_not_cost_a_body_that_was_to_go_there(Driver driver)
    {
        using var dead = new HeldPort();
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(dead.Url, origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        // A refused connection has carried nothing: even a POST may go to the next endpoint.
        for (int i = 0; i < 4; i++)
        {
            await client.SendAsync("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n");
            await client.SendPatternAsync(300_000);
            WireResponse response = await client.ReadResponseAsync();
            Assert.Equal((200, "300000 ContentLength "), (response.Status, await response.TextAsync()));
        }
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_failed_is_not_asked_by_every_request(Driver driver)
    {
        using var dead = new HeldPort();
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(dead.Url, origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        for (int i = 0; i < 200; i++)
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);

        // Each attempt beyond a request's first is a connect to the dead endpoint.
        var lines = await gyr.AccessLogAsync(line => line.Status == 200, 200);
        int asked = lines.Sum(line => line.Attempts - 1);
        Assert.InRange(asked, 1, 40);
    }

    [Theory, EachDriver]
    public async Task When_all_are_dead_the_answer_is_an_error_at_once(Driver driver)
    {
        using var first = new HeldPort();
        using var second = new HeldPort();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(first.Url, second.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        // Whoever meets the refusals first may hear of them; after that the cluster is known to have nobody.
        WireResponse discovering = (await client.GetAsync("/")).Response;
        Assert.Contains(discovering.Status, new[] { 502, 503 });
        Assert.Contains("error=", discovering.Fields["Proxy-Status"], StringComparison.Ordinal);

        long start = Stopwatch.GetTimestamp();
        WireResponse next = (await client.GetAsync("/")).Response;
        Answers.AssertFault(driver, next, 503, "destination_unavailable");
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(3), "503 must come at once.");
    }

    [Theory, EachDriver]
    public async Task A_revived_endpoint_is_found_again(Driver driver)
    {
        await using var origins = new Origins(2);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origins.Urls), driver);
        await using RawClient client = await proxy.ConnectAsync();
        Proxies.OnlyGyr(driver);
        origins[1].Kill();
        for (int i = 0; i < 10; i++)
            Assert.Equal("a", (await client.GetAsync("/")).Body);

        origins[1].Revive();

        long start = Stopwatch.GetTimestamp();
        while ((await client.GetAsync("/")).Body != "b")
            Assert.True(Stopwatch.GetElapsedTime(start) < Deadline.Default, "The revived endpoint is never asked.");
    }

    [Theory, EachDriver]
    public async Task All_dead_then_one_revived_serves_again(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        origin.Kill();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();
        Assert.NotEqual(200, (await client.GetAsync("/")).Response.Status);

        origin.Revive();

        long start = Stopwatch.GetTimestamp();
        while ((await client.GetAsync("/")).Response.Status != 200)
            Assert.True(Stopwatch.GetElapsedTime(start) < Deadline.Default, "The revived endpoint is never asked.");
    }

    [Theory, EachDriver(1), EachDriver(2)]
    public async Task Killing_and_reviving_an_endpoint_under_load_fails_no_idempotent_request(Driver driver, int workers)
    {
        await using var origins = new Origins(3);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origins.Urls) with { Workers = workers }, driver);
        using var stop = new CancellationTokenSource();

        Task<int>[] clients = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => AskUntilStoppedAsync(proxy, stop.Token)))];
        for (int round = 0; round < 3; round++)
        {
            int asked = origins[1].RequestCount;
            await Deadline.Until(() => clients.Any(client => client.IsCompleted) || origins[1].RequestCount >= asked + 20, "the endpoint is under load");
            origins[1].Kill();
            int others = origins[0].RequestCount;
            await Deadline.Until(() => clients.Any(client => client.IsCompleted) || origins[0].RequestCount >= others + 60, "the others have taken over");
            origins[1].Revive();
        }

        int last = origins[1].RequestCount;
        await Deadline.Until(() => clients.Any(client => client.IsCompleted) || origins[1].RequestCount >= last + 20, "the revived endpoint is back");
        await stop.CancelAsync();
        int[] answered = await Task.WhenAll(clients).Within("the clients to stop");
        Assert.All(answered, count => Assert.True(count > 0));
    }

    /// <summary>Sends GET after GET; throws at the first that is not answered with 200 and its whole body.</summary>
    private static async Task<int> AskUntilStoppedAsync(IProxyUnderTest proxy, CancellationToken stop)
    {
        await using RawClient client = await proxy.ConnectAsync();
        int answered = 0;
        for (; !stop.IsCancellationRequested; answered++)
        {
            (WireResponse response, string body) = await client.GetAsync($"/request-{answered}");
            Assert.Equal(200, response.Status);
            Assert.Contains(body, new[] { "a", "b", "c" });
        }

        return answered;
    }
}
