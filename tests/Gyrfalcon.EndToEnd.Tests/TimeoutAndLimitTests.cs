using System;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Timeouts and limits that have no better place, each with a value of its own.</summary>
public sealed class TimeoutAndLimitTests
{
    [Theory, EachDriver(false), EachDriver(true)]
    public async Task A_client_that_takes_nothing_for_the_idle_time_is_reset(Driver driver, bool chunked)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new() { SendIdleTimeout = TimeSpan.FromMilliseconds(300), MinResponseRate = "none" } };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync(receiveBufferBytes: 4096);

        await client.SendAsync($"GET /{(chunked ? "chunked" : "bytes")}/67108864 HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal("client-too-slow", (await gyr.AccessLogAsync(_ => true))[0].Fault);
        await Deadline.Until(() => origin.OpenConnections == 0, "the endpoint's half of the exchange is torn down");
    }

    [Theory, EachDriver]
    public async Task An_exchange_over_its_total_time_gets_504(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(connection => connection.HangAsync());
        ProxyPlan plan = ProxyPlan.To(peer.Url) with { Routes = [new() { Cluster = "app", TotalTimeout = TimeSpan.FromMilliseconds(300) }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();

        Answers.AssertFault(driver, (await client.GetAsync("/")).Response, 504, "http_response_timeout");
    }

    [Theory, EachDriver]
    public async Task A_response_over_its_total_time_is_broken_off_although_it_flows(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            Task end = connection.ExpectEndAsync();
            while (await Task.WhenAny(end, Task.Delay(50)) != end)
                await connection.SendAsync("1\r\nx\r\n");
        });
        ProxyPlan plan = ProxyPlan.To(peer.Url) with { Routes = [new() { Cluster = "app", TotalTimeout = TimeSpan.FromMilliseconds(500) }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal(ConnectionEnd.Reset, await client.ReadToEndOfConnectionAsync());
        Assert.Equal("response-body-timeout", (await gyr.AccessLogAsync(_ => true))[0].Fault);
    }

    [Theory, EachDriver]
    public async Task Limits_of_the_head_are_the_listeners_own(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new() { RequestLineLimit = "256", HeaderBytesLimit = "1KiB", HeaderFieldsLimit = 4 } };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);

        Assert.Equal(200, await StatusOfAsync(gyr, "/" + new string('a', 200), "X-A: b\r\n"));
        Assert.Equal(414, await StatusOfAsync(gyr, "/" + new string('a', 300), ""));
        Assert.Equal(431, await StatusOfAsync(gyr, "/", $"X-A: {new string('a', 1200)}\r\n"));
        Assert.Equal(431, await StatusOfAsync(gyr, "/", "X-A: b\r\nX-B: b\r\nX-C: b\r\nX-D: b\r\n"));
    }

    private static async Task<int> StatusOfAsync(GyrProcess gyr, string target, string fields)
    {
        await using RawClient client = await gyr.ConnectAsync();
        return (await client.GetAsync(target, fields)).Response.Status;
    }
}
