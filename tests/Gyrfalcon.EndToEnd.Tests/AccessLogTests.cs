using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

public sealed class AccessLogTests
{
    private static readonly string[] Timers = ["request_us", "queue_us", "connect_us", "response_us", "total_us"];

    [Theory, EachDriver]
    public async Task A_line_tells_the_whole_story_of_a_request(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Routes = [new() { Name = "everything", Cluster = "app" }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync("POST /echo/path?secret=query HTTP/1.1\r\nHost: log.example\r\nContent-Length: 11\r\nAuthorization: Bearer tell-nobody\r\nCookie: sid=tell-nobody\r\n\r\nhello world");
        WireResponse response = await client.ReadResponseAsync();
        await response.TextAsync();
        AccessLogLine line = (await gyr.AccessLogAsync(line => line.Path?.StartsWith("/echo/path", StringComparison.Ordinal) == true))[0];

        Assert.Equal(DateTimeOffset.UtcNow, DateTimeOffset.Parse(line.Text("time")!, CultureInfo.InvariantCulture), TimeSpan.FromMinutes(5));
        Assert.Equal(origin.Exchanges[0].Request.Fields["X-Request-ID"], line.Text("request_id"));
        Assert.StartsWith("127.0.0.1", line.Text("client"), StringComparison.Ordinal);
        Assert.Equal(("web", "everything", "app"), (line.Text("listener"), line.Text("route"), line.Text("cluster")));
        Assert.Contains(origin.Port.ToString(CultureInfo.InvariantCulture), line.Text("endpoint"), StringComparison.Ordinal);
        Assert.Equal(("POST", "log.example", "HTTP/1.1"), (line.Text("method"), line.Text("host"), line.Text("protocol")));
        Assert.Equal((200, null, 1), (line.Status, line.Fault, line.Attempts));
        Assert.InRange(line.Number("bytes_in"), 11, 300);
        Assert.InRange(line.Number("bytes_out"), response.Body.BytesRead, response.Body.BytesRead + 1000);
        Assert.All(Timers, timer => Assert.InRange(line.Number(timer), 0, 60_000_000));
        Assert.True(line.Number("total_us") > 0);
        Assert.DoesNotContain("tell-nobody", gyr.Process.Output.Text + gyr.Process.Errors.Text, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task A_fault_is_named(Driver driver)
    {
        using var dead = new HeldPort();
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = new()
        {
            Routes = [new() { Path = "/dead", Cluster = "dead" }, new() { Path = "/alive", Cluster = "alive" }],
            Clusters = [new() { Name = "dead", Endpoints = [dead.Url] }, new() { Name = "alive", Endpoints = [origin.Url] }],
        };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using (RawClient client = await gyr.ConnectAsync())
        {
            await client.GetAsync("/dead");
            await client.GetAsync("/alive");
            await client.GetAsync("/nowhere");
        }

        await using (RawClient client = await gyr.ConnectAsync())
        {
            await client.SendAsync("nonsense\r\n\r\n");
            await client.ReadToEndOfConnectionAsync();
        }

        var lines = await gyr.AccessLogAsync(_ => true, 4);
        AccessLogLine dead502 = Assert.Single(lines, line => line.Path == "/dead");
        Assert.False(string.IsNullOrEmpty(dead502.Fault));
        Assert.Contains(dead502.Status, new[] { 502, 503 });
        Assert.Null(Assert.Single(lines, line => line.Path == "/alive").Fault);
        AccessLogLine nowhere = Assert.Single(lines, line => line.Path == "/nowhere");
        Assert.Equal((404, "no-route"), (nowhere.Status, nowhere.Fault));
        Assert.Equal("malformed-request", Assert.Single(lines, line => line.Status == 400).Fault);
    }

    /// <summary>So that the lines of the proxy before, of ours and of the endpoint's can be put together.</summary>
    [Theory, EachDriver]
    public async Task A_request_by_a_trusted_proxy_has_the_clients_address_and_the_id_that_it_came_with(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new() { TrustedProxies = ["127.0.0.0/8"] } };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();
        await using RawClient other = await gyr.ConnectAsync();
        WireResponse own = (await other.GetAsync("/", "X-Request-ID: given/0\r\n", method: "TRACE")).Response;
        await client.GetAsync("/a", "X-Forwarded-For: 6.6.6.6, 192.0.2.9, 127.0.0.3\r\nX-Request-ID: given/1 \"x\"\r\n");
        await client.GetAsync("/b", "X-Request-ID: \r\n");
        AccessLogLine a = (await gyr.AccessLogAsync(static line => line.Path == "/a"))[0];
        AccessLogLine b = (await gyr.AccessLogAsync(static line => line.Path == "/b"))[0];
        Assert.Equal(("given/1 \"x\"", "192.0.2.9", "127.0.0.1"), (a.Text("request_id"), a.Text("client"), a.Text("peer")));
        Assert.Equal((32, "127.0.0.1", null), (b.Text("request_id")!.Length, b.Text("client"), b.Text("peer")));
        Assert.Equal([a.Text("request_id"), b.Text("request_id")], origin.Exchanges.Select(static exchange => exchange.Request.Fields["X-Request-ID"]));
        Assert.Equal("given/0", own.Fields["X-Request-ID"]);
        Assert.Equal("given/0", (await gyr.AccessLogAsync(static line => line.Status >= 400))[0].Text("request_id"));
    }

    [Theory, EachDriver]
    public async Task What_a_stranger_calls_his_request_and_himself_is_in_no_line(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();
        await client.GetAsync("/a", "X-Forwarded-For: 192.0.2.9\r\nX-Request-ID: given\r\n");
        AccessLogLine line = (await gyr.AccessLogAsync(static line => line.Path == "/a"))[0];
        Assert.Equal((32, "127.0.0.1", null), (line.Text("request_id")!.Length, line.Text("client"), line.Text("peer")));
    }

    /// <summary>Attacks are worth seeing as they were sent, and are not to be taken for what they are not.</summary>
    [Theory]
    [EachDriver("GET /a HTTP/2.0\r\nHost: a\r\n\r\n", 505, "GET /a HTTP/2.0")]
    [EachDriver("GET /a\"b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "GET /a\"b HTTP/1.1")]
    [EachDriver("GET http://u:secret@a/b?token HTTP/1.1\r\nHost: a\r\n\r\n", 400, "GET http://a/b")]
    [EachDriver("nonsense\r\n\r\n", 400, "nonsense")]
    public async Task A_request_line_that_is_not_understood_is_told_as_it_came(Driver driver, string request, int status, string told)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(origin.Url), driver);
        await using (RawClient client = await gyr.ConnectAsync())
        {
            await client.SendAsync(request);
            await client.ReadToEndOfConnectionAsync();
        }

        AccessLogLine line = (await gyr.AccessLogAsync(_ => true))[0];
        Assert.Equal((status, told, null, null, null), (line.Status, line.Text("request_line"), line.Text("method"), line.Text("path"), line.Text("protocol")));
        Assert.DoesNotContain("\u00C2", line.ToString(), StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task Every_request_has_one_line(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(origin.Url) with { Workers = 2 }, driver);
        for (int i = 0; i < 10; i++)
        {
            await using RawClient client = await gyr.ConnectAsync();
            for (int j = 0; j < 20; j++)
                await client.GetAsync($"/{i}/{j}");
        }

        await gyr.AccessLogAsync(_ => true, 200);
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());

        Assert.Equal(200, gyr.AccessLog.Count);
        Assert.Equal(200, gyr.AccessLog.Select(line => line.Path).Distinct().Count());
    }

    [Theory, EachDriver]
    public async Task What_a_client_writes_cannot_forge_a_line(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.GetAsync("/\"},{\"status\":999,\"x\":\"\\", host: "a");
        AccessLogLine line = (await gyr.AccessLogAsync(_ => true))[0];

        Assert.Equal(origin.Exchanges.Count == 1 ? 200 : 400, line.Status);
    }

    [Theory, EachDriver]
    public async Task A_reader_of_the_log_that_stops_does_not_stop_the_traffic(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(MetricsTests.PlanFor(origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();
        await client.GetAsync("/");
        const string Dropped = "gyr_access_log_dropped_total";
        Assert.Equal(0, MetricsTests.Value(await MetricsTests.ScrapeAsync(gyr), Dropped));
        gyr.Process.Output.Pause();

        // Far more than a pipe and a worker's mebibyte hold: lines are dropped rather than requests delayed.
        string target = "/" + new string('x', 1000);
        for (int i = 0; i < 3000; i++)
            Assert.Equal(200, (await client.GetAsync(target)).Response.Status);

        await MetricsTests.UntilAsync(async () => MetricsTests.Value(await MetricsTests.ScrapeAsync(gyr), "gyr_route_requests_total{route=\"route-1\",code=\"200\",method=\"GET\"}") == 3001, "all requests have ended");
        Assert.InRange(MetricsTests.Value(await MetricsTests.ScrapeAsync(gyr), Dropped), 1, 3000);
        gyr.Process.Output.Resume();
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());
    }
}
