using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Endpoints that may have only so many requests, the queue before them, the limits of a cluster, and attempts that take too long.</summary>
public sealed class QueueTests
{
    [Theory, EachDriver(1), EachDriver(4)]
    public async Task Never_more_than_max_requests_at_an_endpoint_over_all_workers(Driver driver, int workers)
    {
        int[] open = new int[2];
        int most = 0;
        await using var origins = new Origins(2);
        for (int i = 0; i < 2; i++)
        {
            int number = i;
            origins[i].Handle("/", async exchange =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref open[number]));
                await Task.Yield();
                Interlocked.Decrement(ref open[number]);
                await exchange.ReplyAsync("ok");
            });
        }

        await using GyrProcess gyr = await StartAsync(driver, origins.Urls, 2, workers: workers);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            await using RawClient client = await gyr.ConnectAsync();
            for (int i = 0; i < 60; i++) Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        }))).Within("the clients");
        Assert.InRange(most, 1, 2);
    }

    [Theory, EachDriver]
    public async Task Who_came_first_is_served_first(Driver driver)
    {
        var order = new ConcurrentQueue<string>();
        var gate = new Gate();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/first", async exchange =>
        {
            await gate.WaitAsync();
            await exchange.ReplyAsync("first");
        });
        await using GyrProcess gyr = await StartAsync(driver, [origin.Url], 1);
        await using RawClient first = await gyr.ConnectAsync();
        Task answer = first.GetAsync("/first");
        await Deadline.Until(() => origin.RequestCount == 1, "the first is at the origin");

        var clients = new List<RawClient>();
        var answers = new List<Task>();
        for (int i = 0; i < 8; i++)
        {
            RawClient client = await gyr.ConnectAsync();
            clients.Add(client);

            // Each connection has been served once, so that the worker knows it and takes requests in the order in which they are sent.
            await client.SendAsync($"GET /{i} HTTP/1.1\r\nHost: a\r\n\r\n");
            answers.Add(client.ReadResponseAsync());
            await Deadline.Until(() => SocketIsRead(client), "the proxy has read the request");
        }

        Assert.Equal(1, origin.RequestCount);
        gate.Open();
        await Task.WhenAll([answer, .. answers]).Within("all answers");
        Assert.Equal(["/first", .. Enumerable.Range(0, 8).Select(static i => $"/{i}")], origin.Exchanges.Select(static exchange => exchange.Request.Target));
        foreach (RawClient client in clients) await client.DisposeAsync();
    }

    [Theory, EachDriver]
    public async Task A_full_queue_is_503_at_once_and_one_that_takes_too_long_later(Driver driver)
    {
        await using ScriptedPeer hangs = ScriptedPeer.Start(static connection => connection.HangAsync());
        await using GyrProcess gyr = await StartAsync(driver, [hangs.Url], 1, breaker: "{ max-pending: 1 }", queueTimeout: TimeSpan.FromMilliseconds(700));
        await using RawClient busy = await gyr.ConnectAsync();
        await busy.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await hangs.ConnectionAsync(0);
        await using RawClient waits = await gyr.ConnectAsync();
        long start = Stopwatch.GetTimestamp();
        Task<WireResponse> late = AskAsync(waits);
        await Deadline.Until(() => SocketIsRead(waits), "the proxy has read the request");
        await using RawClient refused = await gyr.ConnectAsync();
        AssertFault(driver, await AskAsync(refused), "connection_limit_reached", "queue-full");
        AssertFault(driver, await late, "connection_limit_reached", "queue-timeout");
        Assert.True(Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(690));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("cluster app: max-pending reached", StringComparison.Ordinal), "the warning");
    }

    [Theory, EachDriver]
    public async Task A_client_that_leaves_the_queue_frees_its_place(Driver driver)
    {
        await using ScriptedPeer hangs = ScriptedPeer.Start(static connection => connection.HangAsync());
        await using GyrProcess gyr = await StartAsync(driver, [hangs.Url], 1, breaker: "{ max-pending: 1 }", queueTimeout: TimeSpan.FromSeconds(30));
        await using RawClient busy = await gyr.ConnectAsync();
        await busy.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await hangs.ConnectionAsync(0);
        RawClient leaves = await gyr.ConnectAsync();
        await leaves.SendAsync("GET /leaves HTTP/1.1\r\nHost: a\r\n\r\n");
        await Deadline.Until(() => SocketIsRead(leaves), "the proxy has read the request");
        await using RawClient refused = await gyr.ConnectAsync();
        AssertFault(driver, await AskAsync(refused), "connection_limit_reached", "queue-full");
        leaves.Reset();
        await gyr.AccessLogAsync(static line => line.Path == "/leaves" && line.Fault == "client-gone");

        // Its place in the queue is free for another, whose turn comes when the busy one goes.
        await using RawClient next = await gyr.ConnectAsync();
        await next.SendAsync("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
        await Deadline.Until(() => SocketIsRead(next), "the proxy has read the request");
        busy.Reset();
        PeerConnection second = await hangs.ConnectionAsync(1);
        Assert.Equal(2, hangs.ConnectionCount);
        second.Reset();
        Assert.Equal(502, (await next.ReadResponseAsync()).Status);
    }

    [Theory, EachDriver]
    public async Task One_that_waits_for_another_endpoint_keeps_nobody_out(Driver driver)
    {
        // The request that the first endpoint reset waits for the second, which is busy; the first has a place all the time.
        var gate = new Gate();
        await using var origins = new Origins(2);
        origins[1].Handle("/busy", async exchange =>
        {
            await gate.WaitAsync();
            await exchange.ReplyAsync("b");
        });
        origins[0].Handle("/reset", static exchange =>
        {
            exchange.CloseAfterwards = true;
            return Task.CompletedTask;
        });
        await using GyrProcess gyr = await StartAsync(driver, origins.Urls, 1);
        await using RawClient one = await gyr.ConnectAsync();
        Assert.Equal("a", (await one.GetAsync("/")).Body);
        await using RawClient busy = await gyr.ConnectAsync();
        Task<(WireResponse Response, string Body)> late = busy.GetAsync("/busy");
        await Deadline.Until(() => origins[1].RequestCount == 1, "the second is busy");
        await using RawClient waits = await gyr.ConnectAsync();
        Task<(WireResponse Response, string Body)> retried = waits.GetAsync("/reset");
        await Deadline.Until(() => origins[0].Exchanges.Any(static exchange => exchange.Request.Target == "/reset"), "the first has reset it");

        for (int i = 0; i < 10; i++) Assert.Equal("a", (await one.GetAsync("/").Within("an answer", TimeSpan.FromSeconds(5))).Body);
        gate.Open();
        Assert.Equal(("b", "b"), ((await late).Body, (await retried).Body));
    }

    [Theory]
    [EachDriver("{ max-requests: 1 }", "max-requests"), EachDriver("{ max-connections: 1 }", "max-connections")]
    public async Task Beyond_its_limits_a_cluster_answers_503_at_once(Driver driver, string breaker, string limit)
    {
        var gate = new Gate();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/busy", async exchange =>
        {
            await gate.WaitAsync();
            await exchange.ReplyAsync("done");
        });
        await using GyrProcess gyr = await StartAsync(driver, [origin.Url], null, breaker: breaker, workers: 2);
        await using RawClient busy = await gyr.ConnectAsync();
        Task<(WireResponse Response, string Body)> answer = busy.GetAsync("/busy");
        await Deadline.Until(() => origin.RequestCount == 1, "the first is at the origin");
        for (int i = 0; i < 4; i++)
        {
            await using RawClient refused = await gyr.ConnectAsync();
            AssertFault(driver, await AskAsync(refused), "destination_unavailable", "breaker-open");
        }

        await gyr.Process.Errors.WaitForAsync(line => line.Contains($"cluster app: {limit} reached", StringComparison.Ordinal), "the warning");
        gate.Open();
        Assert.Equal("done", (await answer).Body);
        Assert.Equal("origin", (await busy.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task An_attempt_that_takes_too_long_is_given_up_for_another_endpoint(Driver driver)
    {
        await using ScriptedPeer hangs = ScriptedPeer.Start(static async connection => await connection.ExpectEndAsync());
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartTimedAsync(driver, "{ attempts: 2 }", hangs.Url, origin.Url);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("origin", (await client.GetAsync("/slow")).Body);
        await hangs.ScriptDoneAsync(0);
        Assert.Equal(2, (await gyr.AccessLogAsync(static line => line.Path == "/slow"))[0].Attempts);
    }

    [Theory]
    [EachDriver("POST", "{ attempts: 2 }"), EachDriver("GET", "{ attempts: 1 }"), EachDriver("GET", "{ attempts: 2, on: [ connect-failure, reset ] }")]
    public async Task Where_it_may_not_be_sent_again_the_endpoint_keeps_its_time(Driver driver, string method, string retry)
    {
        await using ScriptedPeer slow = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            long start = Environment.TickCount64;
            await Deadline.Until(() => Environment.TickCount64 - start > 500, "more than an attempt's time is over");
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
        });
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartTimedAsync(driver, retry, slow.Url, origin.Url);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("slow", (await client.GetAsync("/", extraFields: method == "POST" ? "Content-Length: 0\r\n" : "", method: method)).Body);
        Assert.Equal(0, origin.RequestCount);
    }

    [Theory, EachDriver]
    public async Task Attempts_are_given_up_only_within_the_budget(Driver driver)
    {
        var gate = new Gate();
        Func<PeerConnection, Task> script = async connection =>
        {
            await connection.ExpectHeadAsync();
            await gate.WaitAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        };
        await using ScriptedPeer a = ScriptedPeer.Start(script);
        await using ScriptedPeer b = ScriptedPeer.Start(script);
        await using GyrProcess gyr = await StartTimedAsync(driver, "{ attempts: 2, budget: 0% }", a.Url, b.Url);
        Task<int>[] clients = [.. Enumerable.Range(0, 12).Select(async _ =>
        {
            await using RawClient client = await gyr.ConnectAsync();
            return (await client.GetAsync("/")).Response.Status;
        })];
        await Deadline.Until(() => a.ConnectionCount + b.ConnectionCount == 15, "three were sent again");
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("requests are not sent again", StringComparison.Ordinal), "the warning about the budget");

        // Once a retry has ended another may begin, so this is the time to count.
        Assert.Equal(15, a.ConnectionCount + b.ConnectionCount);
        gate.Open();
        Assert.All(await Task.WhenAll(clients).Within("the answers"), static status => Assert.Equal(200, status));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = Volatile.Read(ref most); value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen; seen = Volatile.Read(ref most))
        {
        }
    }

    private static bool SocketIsRead(RawClient client) => client.OtherSideHasReadEverything;

    private static async Task<WireResponse> AskAsync(RawClient client) => (await client.GetAsync("/")).Response;

    private static void AssertFault(Driver driver, WireResponse response, string error, string details)
    {
        Answers.AssertFault(driver, response, 503, error);
        Assert.Contains(details, response.Fields["Proxy-Status"], StringComparison.Ordinal);
    }

    private static Task<GyrProcess> StartTimedAsync(Driver driver, string retry, params string[] urls) => Proxies.StartGyrAsync(
        new ProxyPlan
        {
            Routes = [new() { Cluster = "app", AttemptTimeout = TimeSpan.FromMilliseconds(100), Retry = retry }],
            Clusters = [new ClusterPlan { Endpoints = urls }],
        },
        driver);

    private static Task<GyrProcess> StartAsync(Driver driver, string[] urls, int? maxRequests, string? breaker = null, TimeSpan? queueTimeout = null, int workers = 1) => Proxies.StartGyrAsync(
        new ProxyPlan
        {
            Workers = workers,
            Clusters =
            [
                new ClusterPlan
                {
                    EndpointsYaml = $"[ {string.Join(", ", urls.Select(url => maxRequests is null ? $"\"{url}\"" : $"{{ url: \"{url}\", max-requests: {maxRequests} }}"))} ]",
                    CircuitBreaker = breaker,
                    QueueTimeout = queueTimeout,
                },
            ],
        },
        driver);
}
