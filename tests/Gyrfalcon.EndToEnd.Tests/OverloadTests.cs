using System;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>More than the process may hold: the newest work is shed, the rest is served, and the log tells.</summary>
public sealed class OverloadTests
{
    private const long MiB = 1 << 20;

    [Theory, EachDriver]
    public async Task Readers_that_hold_too_many_buffers_make_new_requests_wait_or_get_503(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Memory = "1MiB", Listener = new() { MinResponseRate = "none" } };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        long before = gyr.Process.ResidentBytes;

        // Chunks go through buffers, and every reader that does not read holds some.
        await using (var readers = new Crowd())
        {
            for (int i = 0; i < 150; i++)
                await readers.AddAsync(gyr, "GET /chunked/33554432 HTTP/1.1\r\nHost: a\r\n\r\n", receiveBufferBytes: 4096);
            await AssertShedAsync(driver, gyr, client);
            Assert.True(gyr.Process.PeakResidentBytes - before < 64 * MiB, "Memory grew beyond its bound.");
        }

        await AssertRecoversAsync(gyr, client);
    }

    [Theory, EachDriver]
    public async Task Header_blocks_that_never_end_are_shed_and_leave_room_for_others(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(origin.Url) with { Memory = "1MiB" }, driver);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/")).Response.Status);

        await using (var flood = new Crowd())
        {
            for (int i = 0; i < 100; i++)
                await flood.AddAsync(gyr, $"GET / HTTP/1.1\r\nHost: a\r\nX-Flood: {new string('x', 30_000)}");
            await gyr.AccessLogAsync(line => line.Status == 503);
        }

        await AssertRecoversAsync(gyr, client);
    }

    [Theory, EachDriver]
    public async Task A_thousand_idle_clients_and_two_hundred_slow_ones_disturb_nobody(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new() { RequestHeaderTimeout = TimeSpan.FromSeconds(2) } };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 100; i++)
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        long before = gyr.Process.ResidentBytes;
        await using var idle = new Crowd();
        await using var slow = new Crowd();
        for (int i = 0; i < 1000; i++)
            await idle.AddAsync(gyr);
        for (int i = 0; i < 200; i++)
            await slow.AddAsync(gyr, "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");

        // Until the last of the slow ones has got its 408, ordinary requests are served, on an old connection and on new ones.
        Task slowEnded = gyr.AccessLogAsync(line => line.Fault == "request-header-timeout", 200);
        int served = 0;
        while (!slowEnded.IsCompleted)
        {
            Assert.Equal("origin", (await client.GetAsync("/")).Body);
            await using RawClient other = await gyr.ConnectAsync();
            Assert.Equal("origin", (await other.GetAsync("/")).Body);
            served += 2;
        }

        await slowEnded;
        Assert.True(served > 20, $"Only {served} requests were served meanwhile.");
        Assert.True(gyr.Process.PeakResidentBytes - before < 48 * MiB, "Memory grew with idle and slow clients.");
        Assert.Equal("origin", (await idle.Last().GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task A_flood_beyond_the_connection_limit_disturbs_nobody_inside(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new() { ConnectionsLimit = 50, RequestHeaderTimeout = TimeSpan.FromMilliseconds(300) } };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/")).Response.Status);

        await using var flood = new Crowd();
        for (int i = 0; i < 150; i++)
            await flood.AddAsync(gyr, "GET / HTTP/1.1\r\nHost: a\r\n");
        Task floodEnded = gyr.AccessLogAsync(line => line.Fault == "request-header-timeout", 150);
        while (!floodEnded.IsCompleted)
            Assert.Equal("origin", (await client.GetAsync("/")).Body);

        // Everybody had a turn, the last of the flood too: nobody was turned away, only made to wait.
        await floodEnded;
        Assert.Contains(gyr.Process.Errors.Lines, line => line.Contains("overload: listener web: all 50 connections", StringComparison.Ordinal));
        await using RawClient next = await gyr.ConnectAsync();
        Assert.Equal(200, (await next.GetAsync("/")).Response.Status);
    }

    private static async Task AssertShedAsync(Driver driver, GyrProcess gyr, RawClient client)
    {
        WireResponse response;
        long start = Environment.TickCount64;
        do
        {
            (response, _) = await client.GetAsync("/");
            Assert.True(Environment.TickCount64 - start < Deadline.Default.TotalMilliseconds, "No request was shed.");
        }
        while (response.Status == 200);
        Answers.AssertFault(driver, response, 503, "connection_limit_reached");
        Assert.False(response.Fields.HasMember("Connection", "close"), "The client did nothing wrong: its connection stays.");
        await gyr.Process.Errors.WaitForAsync(line => line.Contains("overload:", StringComparison.Ordinal) && line.Contains("1048576 bytes (memory)", StringComparison.Ordinal), "the line about the memory");
    }

    private static async Task AssertRecoversAsync(GyrProcess gyr, RawClient client)
    {
        // Connections that were given up while they waited in the queue are still let in one after the other.
        await using RawClient next = await gyr.ConnectAsync();
        foreach (RawClient each in new[] { next, client })
            await Deadline.Until(() => each.GetAsync("/").GetAwaiter().GetResult().Response.Status == 200, "requests are served again");
    }
}
