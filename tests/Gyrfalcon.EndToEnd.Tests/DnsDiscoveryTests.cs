using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Endpoints that come and go by DNS, with a server of the test's own.</summary>
public sealed class DnsDiscoveryTests
{
    [Theory, EachDriver(1), EachDriver(2)]
    public async Task Under_load_an_endpoint_joins_and_leaves_and_no_request_fails(Driver driver, int workers)
    {
        await using var dns = new DnsServer();
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.StartAt("b", "127.0.0.2", a.Port);
        dns.Set("api.test", DnsRecord.Address("127.0.0.1"));
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(dns, a.Port) with { Workers = workers }, driver);
        using var stop = new CancellationTokenSource();
        Task<int>[] clients = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => AskUntilStoppedAsync(gyr, stop.Token)))];

        await Deadline.Until(() => Ended(clients) || a.RequestCount >= 20, "the first endpoint is under load");
        Assert.Equal(0, b.RequestCount);

        dns.Set("api.test", DnsRecord.Address("127.0.0.1"), DnsRecord.Address("127.0.0.2"));
        await Deadline.Until(() => Ended(clients) || b.RequestCount >= 20, "the second endpoint has joined");

        dns.Set("api.test", DnsRecord.Address("127.0.0.2"));
        await LogAsync(gyr, $"http://127.0.0.1:{a.Port} left; 1 endpoint now");
        int others = b.RequestCount;
        await Deadline.Until(() => Ended(clients) || b.RequestCount >= others + 50, "the second endpoint serves alone");
        int last = a.RequestCount;
        others = b.RequestCount;
        await Deadline.Until(() => Ended(clients) || b.RequestCount >= others + 50, "more is asked");
        Assert.Equal(last, a.RequestCount);

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(clients).Within("the clients to stop"), static count => Assert.True(count > 0));
    }

    [Theory, EachDriver]
    public async Task A_request_under_way_at_an_endpoint_that_leaves_is_finished(Driver driver)
    {
        var finish = new Gate();
        await using var dns = new DnsServer();
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.StartAt("b", "127.0.0.2", a.Port);
        a.Handle("/late", async exchange =>
        {
            await exchange.SendHeadAsync(200, "Content-Length: 100000\r\n");
            await exchange.Stream.WriteAsync(Pattern.At(0, 40_000));
            await finish.WaitAsync();
            await exchange.Stream.WriteAsync(Pattern.At(40_000, 60_000));
        });
        dns.Set("api.test", DnsRecord.Address("127.0.0.1"));
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(dns, a.Port), driver);
        await using RawClient waiting = await gyr.ConnectAsync();
        await waiting.SendAsync("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
        WireResponse late = await waiting.ReadResponseAsync();

        dns.Set("api.test", DnsRecord.Address("127.0.0.2"));
        await LogAsync(gyr, $"http://127.0.0.1:{a.Port} left");
        finish.Open();

        Assert.Equal(100_000, await late.Body.ReadPatternAsync().Within("the rest"));
        Assert.Equal("b", (await waiting.GetAsync("/")).Body);
    }

    [Theory, EachDriver(DnsMood.Silent), EachDriver(DnsMood.Failing), EachDriver(DnsMood.Babbling)]
    public async Task Endpoints_stay_while_the_server_gives_no_answer(Driver driver, DnsMood mood)
    {
        await using var dns = new DnsServer();
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.StartAt("b", "127.0.0.2", a.Port);
        dns.Set("api.test", DnsRecord.Address("127.0.0.1"));
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(dns, a.Port), driver);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("a", (await client.GetAsync("/")).Body);

        dns.Mood = mood;
        await LogAsync(gyr, "the endpoint known from it stays");
        int asked = dns.Questions;
        await Deadline.Until(() => dns.Questions >= asked + 8, "it was asked again and again");
        Assert.Equal("a", (await client.GetAsync("/")).Body);

        // Told once, however often it fails.
        string[] told = [.. gyr.Process.Errors.Lines.Where(static line => line.Contains(" warn ", StringComparison.Ordinal)).Select(static line => line[line.IndexOf("warn", StringComparison.Ordinal)..])];
        Assert.Equal(told.Distinct(), told);

        dns.Set("api.test", DnsRecord.Address("127.0.0.2"));
        dns.Mood = DnsMood.Good;
        await LogAsync(gyr, "discovery: works again");
        Assert.Equal("b", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task Without_an_answer_at_the_start_the_first_one_later_counts(Driver driver)
    {
        await using var dns = new DnsServer();
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(dns, a.Port), driver);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(503, (await client.GetAsync("/")).Response.Status);
        await LogAsync(gyr, "the name `api.test` has no addresses; no endpoints are known from it");

        dns.Set("api.test", DnsRecord.Address("127.0.0.1"));

        await LogAsync(gyr, "joined; 1 endpoint now");
        Assert.Equal("a", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task An_https_endpoint_found_by_its_address_hears_its_name(Driver driver)
    {
        using var authority = new TestAuthority();
        using var directory = new TemporaryDirectory();
        using var certificate = authority.Issue(["api.test"]);
        await using var dns = new DnsServer();
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        dns.Set("api.test", DnsRecord.Address("127.0.0.1"));
        ProxyPlan plan = Plan(dns, origin.Port, "https");
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan with { Clusters = [plan.Clusters[0] with { TlsAuthority = authority.WritePem(directory.Path) }] }, driver);
        await using RawClient client = await gyr.ConnectAsync();

        Assert.Equal("tls", (await client.GetAsync("/")).Body);

        OriginExchange exchange = Assert.Single(origin.Exchanges);
        Assert.Equal(("api.test", $"api.test:{origin.Port}"), (exchange.ServerName, exchange.Request.Fields["Host"]));
    }

    [Theory, EachDriver]
    public async Task Srv_records_have_ports_weights_and_priorities(Driver driver)
    {
        await using var dns = new DnsServer();
        await using var origins = new Origins(3);
        dns.Set("here.test", DnsRecord.Address("127.0.0.1"));
        dns.Set("_http._tcp.test", [.. Enumerable.Range(0, 3).Select(i => DnsRecord.Service("here.test", origins[i].Port, priority: i == 2 ? 20 : 10, weight: i + 1))]);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(new ProxyPlan { Clusters = [new ClusterPlan { Discovery = $"{{ dns: {{ name: _http._tcp.test, type: srv, servers: \"{dns.Address}\", min-ttl: 100ms }} }}" }] }, driver);
        await using RawClient client = await gyr.ConnectAsync();

        for (int i = 0; i < 30; i++)
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        Assert.Equal([10, 20, 0], origins.RequestCounts);

        // With the primaries gone from DNS the backup is what is left.
        dns.Set("_http._tcp.test", DnsRecord.Service("here.test", origins[2].Port, priority: 20));
        await LogAsync(gyr, "left; 1 endpoint now");
        Assert.Equal("c", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task A_long_answer_comes_over_TCP(Driver driver)
    {
        await using var dns = new DnsServer { Mood = DnsMood.Truncating };
        await using TestOrigin a = TestOrigin.Start("a");
        dns.Set("api.test", DnsRecord.Address("127.0.0.1"));
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(dns, a.Port), driver);
        await using RawClient client = await gyr.ConnectAsync();

        Assert.Equal("a", (await client.GetAsync("/")).Body);
        Assert.True(dns.QuestionsOverTcp > 0);
    }

    private static bool Ended(Task<int>[] clients) => clients.Any(static client => client.IsCompleted);

    private static Task LogAsync(GyrProcess gyr, string sentence) => gyr.Process.Errors.WaitForAsync(line => line.Contains(sentence, StringComparison.Ordinal), $"`{sentence}`");

    private static ProxyPlan Plan(DnsServer dns, int port, string scheme = "http")
        => new() { Clusters = [new ClusterPlan { Discovery = $"{{ dns: {{ name: api.test, port: {port}, scheme: {scheme}, servers: \"{dns.Address}\", min-ttl: 100ms, max-ttl: 1s }} }}" }] };

    /// <summary>Sends GET after GET; throws at the first that is not answered with 200 and its whole body.</summary>
    private static async Task<int> AskUntilStoppedAsync(GyrProcess gyr, CancellationToken stop)
    {
        await using RawClient client = await gyr.ConnectAsync();
        int answered = 0;
        for (; !stop.IsCancellationRequested; answered++)
        {
            (WireResponse response, string body) = await client.GetAsync($"/request-{answered}");
            Assert.Equal(200, response.Status);
            Assert.Contains(body, new[] { "a", "b" });
        }

        return answered;
    }
}
