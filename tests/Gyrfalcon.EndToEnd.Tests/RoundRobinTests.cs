using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

public sealed class RoundRobinTests
{
    [Theory, EachDriver(1), EachDriver(4)]
    public async Task Six_requests_on_one_connection_reach_each_of_three_endpoints_twice(Driver driver, int workers)
    {
        await using var origins = new Origins(3);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origins.Urls) with { Workers = workers }, driver);
        await using RawClient client = await proxy.ConnectAsync();

        for (int i = 0; i < 6; i++)
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);

        Assert.Equal([2, 2, 2], origins.RequestCounts);
    }

    [Theory, EachDriver(1), EachDriver(4)]
    public async Task Six_requests_on_six_connections_reach_each_of_three_endpoints_twice(Driver driver, int workers)
    {
        await using var origins = new Origins(3);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origins.Urls) with { Workers = workers }, driver);

        for (int i = 0; i < 6; i++)
        {
            await using RawClient client = await proxy.ConnectAsync();
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        }

        Assert.Equal([2, 2, 2], origins.RequestCounts);
    }

    [Theory, EachDriver(1), EachDriver(3)]
    public async Task Concurrent_requests_on_a_mix_of_connections_are_spread_exactly(Driver driver, int workers)
    {
        await using var origins = new Origins(3);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origins.Urls) with { Workers = workers }, driver);

        // Connections with 1 to 12 requests each, all at the same time: 78 requests.
        await Task.WhenAll(Enumerable.Range(1, 12).Select(requests => Task.Run(async () =>
        {
            await using RawClient client = await proxy.ConnectAsync();
            for (int i = 0; i < requests; i++)
                Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        })));

        Assert.Equal([26, 26, 26], origins.RequestCounts);
    }

    [Theory, EachDriver]
    public async Task Endpoints_are_asked_in_turn(Driver driver)
    {
        await using var origins = new Origins(3);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origins.Urls), driver);
        await using RawClient client = await proxy.ConnectAsync();

        var order = new List<string>();
        for (int i = 0; i < 6; i++)
            order.Add((await client.GetAsync("/")).Body);

        Assert.Equal(order[..3], order[3..]);
        Assert.Equal(3, order.Distinct().Count());
    }
}
