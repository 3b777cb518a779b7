using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

public sealed class RoutingTests
{
    private static readonly RoutePlan[] Routes =
    [
        new() { Name = "exact-host-path", Hosts = ["api.example.com"], Path = "/v1/status", RespondStatus = 200, RespondBody = "exact" },
        new() { Name = "host-prefix", Hosts = ["api.example.com", "api.example.org"], Path = "/v1/*", RespondStatus = 200, RespondBody = "prefix" },
        new() { Name = "wildcard", Hosts = ["*.example.com"], RespondStatus = 200, RespondBody = "wildcard" },
        new() { Name = "shadowed", Hosts = ["api.example.com"], Path = "/v1/status", RespondStatus = 200, RespondBody = "never" },
        new() { Name = "delete", Path = "/things/*", Methods = ["DELETE"], RespondStatus = 202, RespondBody = "delete" },
        new() { Name = "things", Path = "/things/*", RespondStatus = 200, RespondBody = "things" },
        new() { Name = "healthz", Path = "/healthz", RespondStatus = 200, RespondBody = "ok" },
    ];

    [Theory, EachDriver]
    public async Task The_first_route_that_matches_wins(Driver driver)
    {
        await using GyrProcess gyr = await Proxies.StartGyrAsync(new ProxyPlan { Routes = Routes }, driver);
        await using RawClient client = await gyr.ConnectAsync();

        (string Method, string Host, string Target, int Status, string Body)[] table =
        [
            ("GET", "api.example.com", "/v1/status", 200, "exact"),
            ("GET", "API.Example.COM", "/v1/status", 200, "exact"),
            ("GET", "api.example.com:8080", "/v1/status", 200, "exact"),
            ("GET", "api.example.com", "/v1/status?deep=1", 200, "exact"),
            ("GET", "api.example.com", "/v1/other", 200, "prefix"),
            ("GET", "api.example.org", "/v1/", 200, "prefix"),
            ("GET", "api.example.com", "/v2/status", 200, "wildcard"),
            ("GET", "a.b.example.com", "/", 200, "wildcard"),
            ("GET", "api.example.com", "/V1/status", 200, "wildcard"),
            ("DELETE", "other.test", "/things/1", 202, "delete"),
            ("GET", "other.test", "/things/1", 200, "things"),
            ("GET", "other.test", "/healthz", 200, "ok"),
            ("GET", "other.test", "/healthz?x", 200, "ok"),
        ];
        foreach (var row in table)
        {
            (WireResponse response, string body) = await client.GetAsync(row.Target, method: row.Method, host: row.Host);
            Assert.Equal((row, row.Status, row.Body), (row, response.Status, body));
        }
    }

    [Theory]
    [EachDriver("example.com", "/")]
    [EachDriver("badexample.com", "/")]
    [EachDriver("other.test", "/")]
    [EachDriver("other.test", "/healthz/")]
    [EachDriver("other.test", "/healthzz")]
    [EachDriver("other.test", "/thingsandmore")]
    public async Task What_no_route_matches_is_not_found(Driver driver, string host, string target)
    {
        await using GyrProcess gyr = await Proxies.StartGyrAsync(new ProxyPlan { Routes = Routes }, driver);
        await using RawClient client = await gyr.ConnectAsync();

        (WireResponse response, _) = await client.GetAsync(target, host: host);

        Answers.AssertFault(driver, response, 404, "destination_not_found");
        // The connection is as good as before.
        Assert.Equal("ok", (await client.GetAsync("/healthz")).Body);
    }

    [Theory, EachDriver]
    public async Task Routes_lead_to_their_clusters(Driver driver)
    {
        await using var origins = new Origins(3);
        ProxyPlan plan = new()
        {
            Routes =
            [
                new() { Hosts = ["shop.example"], Cluster = "shop" },
                new() { Path = "/api/*", Cluster = "api" },
                new() { Cluster = "rest" },
            ],
            Clusters =
            [
                new() { Name = "shop", Endpoints = [origins.Urls[0]] },
                new() { Name = "api", Endpoints = [origins.Urls[1]] },
                new() { Name = "rest", Endpoints = [origins.Urls[2]] },
            ],
        };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();

        Assert.Equal("a", (await client.GetAsync("/api/x", host: "shop.example")).Body);
        Assert.Equal("b", (await client.GetAsync("/api/x")).Body);
        Assert.Equal("c", (await client.GetAsync("/else")).Body);
        Assert.Equal("/else", origins[2].Exchanges[0].Request.Target);
    }

    [Theory, EachDriver]
    public async Task An_absolute_form_target_decides_the_host(Driver driver)
    {
        await using GyrProcess gyr = await Proxies.StartGyrAsync(new ProxyPlan { Routes = Routes }, driver);
        await using RawClient client = await gyr.ConnectAsync();

        // RFC 9112 section 3.2.2: the target's authority counts, Host is ignored.
        Assert.Equal("exact", (await client.GetAsync("http://api.example.com/v1/status", host: "other.test")).Body);
    }
}
