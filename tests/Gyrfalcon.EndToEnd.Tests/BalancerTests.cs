using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Balancers, weights and backups, as the configuration names them. How each spreads its picks is proved in Gyrfalcon.Proxy.Tests.</summary>
public sealed class BalancerTests
{
    [Theory, EachDriver(1), EachDriver(3)]
    public async Task Weights_are_exact_over_a_cycle_whatever_connections_the_requests_come_by(Driver driver, int workers)
    {
        await using var origins = new Origins(3);
        await using GyrProcess gyr = await StartAsync(driver, Weighted(origins, 5, 3, 1), workers: workers);

        await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => Task.Run(async () =>
        {
            await using RawClient client = await gyr.ConnectAsync();
            for (int i = 0; i < 4; i++)
                Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        })));

        Assert.Equal([20, 12, 4], origins.RequestCounts);
    }

    [Theory, EachDriver]
    public async Task An_endpoint_of_weight_0_gets_nothing(Driver driver)
    {
        await using var origins = new Origins(2);
        await using GyrProcess gyr = await StartAsync(driver, Weighted(origins, 0, 1));
        await using RawClient client = await gyr.ConnectAsync();

        for (int i = 0; i < 5; i++)
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);

        Assert.Equal([0, 5], origins.RequestCounts);
    }

    [Theory, EachDriver]
    public async Task A_backup_is_used_only_while_nobody_else_can_be(Driver driver)
    {
        await using var origins = new Origins(1);
        using var dead = new HeldPort();
        string endpoints = $"[ \"http://{dead.Address}\", {{ url: \"{origins.Urls[0]}\", backup: true }} ]";
        await using (GyrProcess gyr = await StartAsync(driver, endpoints))
        {
            await using RawClient client = await gyr.ConnectAsync();
            for (int i = 0; i < 3; i++)
                Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        }

        Assert.Equal([3], origins.RequestCounts);
        await using var both = new Origins(2);
        await using (GyrProcess gyr = await StartAsync(driver, $"[ \"{both.Urls[0]}\", {{ url: \"{both.Urls[1]}\", backup: true }} ]"))
        {
            await using RawClient client = await gyr.ConnectAsync();
            for (int i = 0; i < 3; i++)
                Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        }

        Assert.Equal([3, 0], both.RequestCounts);
    }

    [Theory, EachDriver(1), EachDriver(3)]
    public async Task Least_requests_leaves_alone_an_endpoint_that_is_busy(Driver driver, int workers)
    {
        await using ScriptedPeer busy = ScriptedPeer.Start(static async connection => { while (await connection.Reader.ReadLineAsync() is not null) { } });
        await using var origins = new Origins(1);
        await using GyrProcess gyr = await StartAsync(driver, $"[ \"{busy.Url}\", \"{origins.Urls[0]}\" ]", "least-requests", workers);

        // The silent one is asked once, by somebody who waits, and by nobody else.
        await using RawClient waiting = await gyr.ConnectAsync();
        await waiting.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await busy.ConnectionAsync(0);
        for (int i = 0; i < 8; i++)
        {
            await using RawClient client = await gyr.ConnectAsync();
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        }

        Assert.Equal(1, busy.ConnectionCount);
        Assert.Equal([8], origins.RequestCounts);
    }

    [Theory]
    [EachDriver("header:X-User", "X-User: {0}\r\n", "/")]
    [EachDriver("cookie:user", "Cookie: a=b; user={0}\r\n", "/")]
    [EachDriver("query:user", "", "/?a=b&user={0}")]
    [EachDriver("path", "", "/{0}")]
    public async Task Maglev_sends_a_key_to_one_endpoint_and_keys_to_all(Driver driver, string key, string field, string target)
    {
        await using var origins = new Origins(3);
        await using GyrProcess gyr = await StartAsync(driver, $"[ {string.Join(", ", origins.Urls.Select(static url => $"\"{url}\""))} ]", $"{{ maglev: {{ key: \"{key}\" }} }}", workers: 2);

        var seen = new Dictionary<int, string>();
        for (int round = 0; round < 3; round++)
        {
            await using RawClient client = await gyr.ConnectAsync();
            for (int user = 0; user < 20; user++)
            {
                string user1 = string.Format(CultureInfo.InvariantCulture, field, user);
                string to = string.Format(CultureInfo.InvariantCulture, target, user);
                string who = (await client.GetAsync(to, user1)).Body;
                Assert.Equal(seen.GetValueOrDefault(user, who), who);
                seen[user] = who;
            }
        }

        Assert.Equal(3, seen.Values.Distinct().Count());
        Assert.Equal(60, origins.RequestCounts.Sum());
    }

    [Theory, EachDriver]
    public async Task Maglev_by_client_address_keeps_a_client_at_its_endpoint(Driver driver)
    {
        await using var origins = new Origins(3);
        await using GyrProcess gyr = await StartAsync(driver, $"[ {string.Join(", ", origins.Urls.Select(static url => $"\"{url}\""))} ]", "maglev");
        for (int i = 0; i < 6; i++)
        {
            await using RawClient client = await gyr.ConnectAsync();
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        }

        Assert.Contains(6, origins.RequestCounts);
    }

    [Theory]
    [EachDriver(true, "{0}", true)]
    [EachDriver(true, "{0}, 127.0.0.9", true)]
    [EachDriver(true, "1.1.1.1, {0}", true)]
    [EachDriver(true, "{0}\r\nX-Forwarded-For: 127.0.0.2,,127.0.0.3", true)]
    [EachDriver(true, "{0}, unknown", false)]
    [EachDriver(true, "{0}, 10.0.0.1", false)]
    [EachDriver(false, "{0}", false)]
    public async Task Maglev_by_client_address_believes_trusted_proxies(Driver driver, bool trusted, string field, bool counts)
    {
        await using var origins = new Origins(3);
        ProxyPlan plan = ProxyPlan.To() with
        {
            Listener = new ListenerPlan { TrustedProxies = trusted ? ["127.0.0.0/8"] : [] },
            Clusters = [new ClusterPlan { Endpoints = origins.Urls, Balancer = "maglev" }],
        };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();
        var endpoints = new HashSet<string>();
        for (int user = 0; user < 20; user++)
        {
            string forwarded = $"X-Forwarded-For: {string.Format(CultureInfo.InvariantCulture, field, $"192.0.2.{user}")}\r\n";
            string who = (await client.GetAsync("/", forwarded)).Body;
            Assert.Equal(who, (await client.GetAsync("/", forwarded)).Body);
            endpoints.Add(who);
        }

        Assert.Equal(counts ? 3 : 1, endpoints.Count);
    }

    [Theory]
    [EachDriver("random")]
    [EachDriver("power-of-two")]
    [EachDriver("ewma")]
    [EachDriver("least-requests")]
    [EachDriver("maglev")]
    public async Task With_one_endpoint_dead_no_request_fails(Driver driver, string balancer)
    {
        await using var origins = new Origins(2);
        using var dead = new HeldPort();
        await using GyrProcess gyr = await StartAsync(driver, $"[ \"{origins.Urls[0]}\", \"http://{dead.Address}\", \"{origins.Urls[1]}\" ]", balancer, workers: 2);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using RawClient client = await gyr.ConnectAsync();
            for (int i = 0; i < 25; i++)
                Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        })));

        Assert.Equal(200, origins.RequestCounts.Sum());
    }

    private static string Weighted(Origins origins, params int[] weights)
        => $"[ {string.Join(", ", weights.Select((weight, i) => $"{{ url: \"{origins.Urls[i]}\", weight: {weight} }}"))} ]";

    private static Task<GyrProcess> StartAsync(Driver driver, string endpoints, string? balancer = null, int workers = 1)
        => Proxies.StartGyrAsync(ProxyPlan.To() with { Workers = workers, Clusters = [new ClusterPlan { EndpointsYaml = endpoints, Balancer = balancer }] }, driver);
}
