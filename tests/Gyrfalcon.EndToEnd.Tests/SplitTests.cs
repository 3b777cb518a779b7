using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Routes whose requests several clusters share. How exact the shares are is proved in Gyrfalcon.Proxy.Tests.</summary>
public sealed class SplitTests
{
    [Theory, EachDriver]
    public async Task Requests_are_shared_by_weight_and_the_log_names_the_cluster(Driver driver)
    {
        await using var origins = new Origins(3);
        await using GyrProcess gyr = await StartAsync(driver, origins, "[ { cluster: v1, weight: 3 }, { cluster: v2 }, { cluster: v3, weight: 0 } ]");
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 400; i++)
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);

        int[] counts = [.. origins.RequestCounts];
        Assert.InRange(counts[0], 240, 360);
        Assert.Equal((400, 0), (counts[0] + counts[1], counts[2]));
        var lines = await gyr.AccessLogAsync(static line => line.Status == 200, 400);
        Assert.Equal(counts[0], lines.Count(static line => line.Text("cluster") == "v1"));
        Assert.Equal(counts[1], lines.Count(static line => line.Text("cluster") == "v2"));
    }

    [Theory, EachDriver]
    public async Task A_key_meets_one_cluster_over_instances_restarts_and_growing_weights(Driver driver)
    {
        await using var origins = new Origins(3);
        string[] few = await WhoIsAskedAsync(driver, origins, "[ { cluster: v1, weight: 9 }, { cluster: v2, weight: 1 } ]");
        string[] again = await WhoIsAskedAsync(driver, origins, "[ { cluster: v2, weight: 1 }, { cluster: v1, weight: 9 } ]", workers: 3);
        string[] many = await WhoIsAskedAsync(driver, origins, "[ { cluster: v1, weight: 9 }, { cluster: v2, weight: 9 } ]");

        Assert.Equal(few, again);
        Assert.All(few.Zip(many), static user => Assert.True(user.First == user.Second || user.Second == "b"));
        Assert.InRange(few.Count(static who => who == "b"), 1, 25);
        Assert.InRange(many.Count(static who => who == "b"), 30, 70);
    }

    [Theory, EachDriver]
    public async Task A_retry_stays_in_the_cluster_that_was_chosen(Driver driver)
    {
        using var dead = new HeldPort();
        await using var origins = new Origins(2);
        ProxyPlan plan = ProxyPlan.To() with
        {
            Routes = [new RoutePlan { Split = "[ { cluster: v1 }, { cluster: v2, weight: 0 } ]" }],
            Clusters = [new ClusterPlan { Name = "v1", Endpoints = [dead.Url, origins.Urls[0]] }, new ClusterPlan { Name = "v2", Endpoints = [origins.Urls[1]] }],
        };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 4; i++)
            Assert.Equal("a", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task Upgrades_and_CONNECT_go_through_a_split_too(Driver driver)
    {
        await using var origins = new Origins(3);
        ProxyPlan plan = Plan(origins, "[ { cluster: v1 } ]");
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan with { Routes = [plan.Routes[0] with { Allow = ["CONNECT"] }] }, driver);
        await using RawClient client = await gyr.ConnectAsync();
        await client.SendAsync("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n");
        Assert.Equal(200, (await client.ReadHeadAsync("CONNECT")).Status);
    }

    private static async Task<string[]> WhoIsAskedAsync(Driver driver, Origins origins, string split, int workers = 1)
    {
        await using GyrProcess gyr = await StartAsync(driver, origins, split, "cookie:user", workers);
        await using RawClient client = await gyr.ConnectAsync();
        var asked = new List<string>();
        for (int user = 0; user < 100; user++)
            asked.Add((await client.GetAsync("/", $"Cookie: a=b; user={user}\r\n")).Body);
        return [.. asked];
    }

    private static ProxyPlan Plan(Origins origins, string split, string? key = null) => ProxyPlan.To() with
    {
        Routes = [new RoutePlan { Split = split, SplitKey = key }],
        Clusters = [.. origins.Urls.Select(static (url, i) => new ClusterPlan { Name = $"v{i + 1}", Endpoints = [url] })],
    };

    private static Task<GyrProcess> StartAsync(Driver driver, Origins origins, string split, string? key = null, int workers = 1)
        => Proxies.StartGyrAsync(Plan(origins, split, key) with { Workers = workers }, driver);
}
