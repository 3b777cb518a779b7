using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Copies of requests at another cluster, of which the originals notice nothing.</summary>
public sealed class MirrorTests
{
    [Theory, EachDriver(1), EachDriver(3)]
    public async Task Each_request_arrives_there_too_marked_and_its_answer_is_dropped(Driver driver, int workers)
    {
        await using var origins = new Origins(1);
        await using TestOrigin shadow = TestOrigin.Start("shadow");
        await using GyrProcess gyr = await StartAsync(driver, origins.Urls[0], shadow.Url, workers: workers);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal("a", (await client.GetAsync($"/page-{i}?q=1", "X-Own: 7\r\n")).Body);
            await Deadline.Until(() => shadow.RequestCount > i, "the copy arrives");
        }

        WireRequest original = origins[0].Exchanges[^1].Request;
        WireRequest copy = shadow.Exchanges[^1].Request;
        Assert.Equal(("GET", "/page-19?q=1"), (copy.Method, copy.Target));
        Assert.Equal(original.Fields.ToString().Split('\n').Append("X-Gyr-Mirror: 1").Order(StringComparer.Ordinal), copy.Fields.ToString().Split('\n').Order(StringComparer.Ordinal));
        Assert.Equal(1, shadow.ConnectionCount);
        await gyr.AccessLogAsync(static line => line.Status == 200, 20);
        Assert.Equal(20, gyr.AccessLog.Count);
    }

    [Theory]
    [EachDriver("POST", 5, false)]
    [EachDriver("PUT", 60_000, false)]
    [EachDriver("POST", 60_000, true)]
    [EachDriver("PUT", 0, true)]
    [EachDriver("POST", 0, false)]
    public async Task A_body_that_is_held_goes_along(Driver driver, string method, int length, bool chunked)
    {
        await using var origins = new Origins(1);
        await using TestOrigin shadow = TestOrigin.Start("shadow");
        await using GyrProcess gyr = await StartAsync(driver, origins.Urls[0], shadow.Url);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync($"{method} /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {length}")}\r\n\r\n");
            string body = new((char)('a' + i), length);
            await client.SendAsync(!chunked ? body : length == 0 ? "0\r\n\r\n" : $"{length:x}\r\n{body}\r\n0\r\nX-Trailer: 1\r\n\r\n");
            WireResponse response = await client.ReadResponseAsync();
            Assert.EndsWith($"\n\n{body}", await response.TextAsync(), StringComparison.Ordinal);
            await Deadline.Until(() => shadow.Exchanges.Count > i && shadow.Exchanges[i].BodyText is not null, "the copy arrives");
            Assert.Equal(body, shadow.Exchanges[i].BodyText);
            Assert.False(shadow.Exchanges[i].Request.Fields.Contains("Expect"));
        }
    }

    [Theory, EachDriver]
    public async Task What_is_too_large_or_turns_into_a_tunnel_is_not_copied(Driver driver)
    {
        await using var origins = new Origins(1);
        await using TestOrigin shadow = TestOrigin.Start("shadow");
        await using GyrProcess gyr = await StartAsync(driver, origins.Urls[0], shadow.Url);
        await using RawClient client = await gyr.ConnectAsync();
        foreach (bool chunked in (bool[])[false, true])
        {
            await client.SendAsync($"POST /upload HTTP/1.1\r\nHost: a\r\n{(chunked ? "Transfer-Encoding: chunked" : "Content-Length: 100000")}\r\n\r\n");
            await client.SendPatternAsync(100_000, chunked);
            Assert.StartsWith("100000 ", await (await client.ReadResponseAsync()).TextAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(200, (await client.GetAsync("/", "Connection: upgrade\r\nUpgrade: websocket\r\n")).Response.Status);
        Assert.Equal(200, (await client.GetAsync("/last")).Response.Status);
        await Deadline.Until(() => shadow.RequestCount > 0, "the last copy arrives");
        Assert.Equal("/last", Assert.Single(shadow.Exchanges).Request.Target);
    }

    [Theory, EachDriver]
    public async Task A_share_is_drawn(Driver driver)
    {
        await using var origins = new Origins(1);
        await using TestOrigin shadow = TestOrigin.Start("shadow");
        await using GyrProcess gyr = await StartAsync(driver, origins.Urls[0], shadow.Url, "25%");
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 400; i++)
            Assert.Equal("a", (await client.GetAsync("/")).Body);
        await Deadline.Until(() => shadow.RequestCount >= 50, "a quarter of the requests is copied, or nearly");
        Assert.InRange(shadow.RequestCount, 50, 150);
    }

    /// <summary>One that never answers, one that refuses, one that is slow, one that talks nonsense: more requests than may be copied at a time, all answered as if it were not there.</summary>
    [Theory]
    [EachDriver("silent")]
    [EachDriver("refuses")]
    [EachDriver("slow")]
    [EachDriver("nonsense")]
    [EachDriver("resets")]
    public async Task A_bad_mirror_leaves_no_trace_in_the_originals(Driver driver, string kind)
    {
        await using var origins = new Origins(1);
        using var dead = new HeldPort();
        await using ScriptedPeer shadow = ScriptedPeer.Start(async connection =>
        {
            while (await MessageReader.ReadRequestAsync(connection.Reader) is not null)
            {
                if (kind == "silent") await Task.Delay(TimeSpan.FromSeconds(60));
                if (kind == "slow") await Task.Delay(TimeSpan.FromMilliseconds(200));
                if (kind == "resets") return;
                await connection.SendAsync(kind == "nonsense" ? "what?\r\n\r\n" : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        await using GyrProcess alone = await Proxies.StartGyrAsync(ProxyPlan.To(origins.Urls[0]), driver);
        await using GyrProcess gyr = await StartAsync(driver, origins.Urls[0], kind == "refuses" ? dead.Url : shadow.Url);

        double without = await MedianAsync(alone);
        double with = await MedianAsync(gyr);
        Assert.True(with < (without * 3) + 5, $"{with:0.00} ms with the mirror, {without:0.00} ms without");
        Assert.All(await gyr.AccessLogAsync(static _ => true, 400), static line => Assert.Equal((200, 1), (line.Status, line.Attempts)));
    }

    [Theory, EachDriver]
    public async Task At_most_64_copies_are_under_way_and_the_place_of_one_that_took_too_long_is_free_again(Driver driver)
    {
        await using var origins = new Origins(1);
        await using ScriptedPeer shadow = ScriptedPeer.Start(static async connection =>
        {
            await connection.ExpectHeadAsync();
            await Task.Delay(TimeSpan.FromSeconds(60));
        });
        await using GyrProcess gyr = await StartAsync(driver, origins.Urls[0], shadow.Url, timeout: "1500ms");
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 100; i++)
            Assert.Equal("a", (await client.GetAsync("/")).Body);
        await Deadline.Until(() => shadow.ConnectionCount >= 64, "64 copies arrive");
        Assert.Equal(64, shadow.ConnectionCount);

        long start = Environment.TickCount64;
        while (shadow.ConnectionCount == 64)
        {
            Assert.Equal("a", (await client.GetAsync("/")).Body);
            Assert.True(Environment.TickCount64 - start < Deadline.Default.TotalMilliseconds, "no copy is made any more");
        }
    }

    private static async Task<double> MedianAsync(GyrProcess gyr)
    {
        await using RawClient client = await gyr.ConnectAsync();
        double[] times = new double[400];
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Assert.Equal("a", (await client.GetAsync("/")).Body);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times.Order().ElementAt(times.Length / 2);
    }

    private static Task<GyrProcess> StartAsync(Driver driver, string endpoint, string shadow, string share = "100%", string timeout = "30s", int workers = 1)
        => Proxies.StartGyrAsync(ProxyPlan.To() with
        {
            Workers = workers,
            Routes = [new RoutePlan { Cluster = "app", Mirror = $"{{ cluster: shadow, share: {share}, timeout: {timeout} }}" }],
            Clusters = [new ClusterPlan { Endpoints = [endpoint] }, new ClusterPlan { Name = "shadow", Endpoints = [shadow] }],
        }, driver);
}
