using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Retries do not add to an outage, and nothing unsafe is ever sent twice.</summary>
public sealed class RetryBudgetTests
{
    [Theory]
    [EachDriver("{ on: [ reset ] }", 20), EachDriver("{ on: [ 503 ] }", 20), EachDriver("{ on: [ reset ], budget: 0% }", 3)]
    public async Task When_everything_fails_the_retries_are_a_part_of_the_requests(Driver driver, string retry, int most)
    {
        const int Requests = 100;
        bool resets = retry.Contains("reset", StringComparison.Ordinal);
        var firsts = new Gate();
        var retries = new Gate();
        int seen = 0;
        Func<PeerConnection, Task> script = async connection =>
        {
            await connection.ExpectHeadAsync();
            await (Interlocked.Increment(ref seen) <= Requests ? firsts : retries).WaitAsync();
            if (resets)
                connection.Reset();
            else
                await connection.SendAsync("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy");
        };
        await using ScriptedPeer a = ScriptedPeer.Start(script);
        await using ScriptedPeer b = ScriptedPeer.Start(script);
        ProxyPlan plan = ProxyPlan.To(a.Url, b.Url) with { Workers = 2, Routes = [new() { Cluster = "app", Retry = retry }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);

        int answered = 0;
        Task<int>[] clients = [.. Enumerable.Range(0, Requests).Select(async _ =>
        {
            await using RawClient client = await gyr.ConnectAsync();
            int status = (await client.GetAsync("/")).Response.Status;
            Interlocked.Increment(ref answered);
            return status;
        })];
        await Deadline.Until(() => Volatile.Read(ref seen) == Requests, "all requests wait at the endpoints");
        firsts.Open();
        await Deadline.Until(() => Volatile.Read(ref answered) + Volatile.Read(ref seen) - Requests == Requests, "each request is answered or waits again");

        // Nothing has ended of what was granted, so what was granted is what the endpoints have seen.
        Assert.InRange(seen, Requests + 3, Requests + most);
        retries.Open();
        int[] statuses = await Task.WhenAll(clients).Within("the answers");
        Assert.All(statuses, status => Assert.Equal(resets ? 502 : 503, status));
        Assert.InRange(seen, Requests + 3, Requests + most);
        await gyr.Process.Errors.WaitForAsync(line => line.Contains("warn cluster app: requests are not sent again", StringComparison.Ordinal), "the warning about the budget");
    }

    [Theory, EachDriver]
    public async Task No_post_reaches_an_endpoint_twice_and_nothing_goes_beyond_its_attempts(Driver driver)
    {
        var seen = new ConcurrentDictionary<string, int>();
        var random = new Random(44);

        // Every endpoint does what the dice say with each request: answer, refuse, or reset at one time or another.
        Func<PeerConnection, Task> script = async connection =>
        {
            while (await MessageReader.ReadRequestAsync(connection.Reader) is { } request)
            {
                seen.AddOrUpdate($"{request.Method} {request.Target}", 1, (_, count) => count + 1);
                int dice;
                lock (random)
                    dice = random.Next(6);
                if (dice == 0)
                {
                    connection.Reset();
                    return;
                }

                await request.Body.ReadPatternAsync();
                if (dice == 1)
                {
                    connection.Reset();
                    return;
                }

                await connection.SendAsync(dice == 2 ? "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy" : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        };
        await using ScriptedPeer a = ScriptedPeer.Start(script);
        await using ScriptedPeer b = ScriptedPeer.Start(script);
        await using ScriptedPeer c = ScriptedPeer.Start(script);
        using var dead = new HeldPort();
        ProxyPlan plan = ProxyPlan.To(a.Url, dead.Url, b.Url, c.Url) with { Routes = [new() { Cluster = "app", Retry = "{ attempts: 3, on: [ connect-failure, reset, 503 ] }" }] };
        await using IProxyUnderTest proxy = await Proxies.StartGyrAsync(plan, driver);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
        {
            for (int i = 0; i < 40; i++)
            {
                await using RawClient client = await proxy.ConnectAsync();
                string method = i % 2 == 0 ? "POST" : "PUT";
                int length = new[] { 0, 10, 3000, 40_000 }[i % 4];
                await client.SendAsync($"{method} /{number}-{i} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n");
                await client.SendAsync(Pattern.Bytes(length));
                Assert.Contains((await client.ReadResponseAsync()).Status, new[] { 200, 502, 503 });
            }
        }))).Within("the clients");

        // Three attempts, and three kept connections at most that turned out to be closed.
        Assert.All(seen, request => Assert.InRange(request.Value, 1, request.Key.StartsWith("POST", StringComparison.Ordinal) ? 1 : 6));
        Assert.Contains(seen, request => request.Value > 1);
    }
}
