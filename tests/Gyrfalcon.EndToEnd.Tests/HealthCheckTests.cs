using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Probes: what they look like on the wire, what they make of the answers, and what becomes of the endpoints.</summary>
public sealed class HealthCheckTests
{
    private const string Quick = "interval: 50ms, fast-interval: 20ms, timeout: 10s, healthy-after: 2, unhealthy-after: 2";

    [Theory]
    [EachDriver("path: \"/healthz?deep=1\"", "GET /healthz?deep=1", "{0}", "")]
    [EachDriver("method: HEAD, host: health.example", "HEAD /", "health.example", "")]
    [EachDriver("path: /up, headers: [ \"X-Token: secret\", \"X-Other: a b\" ]", "GET /up", "{0}", "X-Token: secret\r\nX-Other: a b\r\n")]
    public async Task A_probe_is_these_bytes(Driver driver, string settings, string line, string host, string fields)
    {
        await using ScriptedPeer peer = ScriptedPeer.AnsweringOnce("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
        await using GyrProcess gyr = await StartAsync(driver, $"{{ active: {{ {settings}, {Quick} }} }}", peer.Url);
        await peer.ScriptDoneAsync(0);
        Assert.Equal(
            $"{line} HTTP/1.1\r\nHost: {host.Replace("{0}", peer.Address.ToString(), StringComparison.Ordinal)}\r\nUser-Agent: gyr-health\r\nAccept: */*\r\nConnection: close\r\n{fields}\r\n",
            (await peer.ConnectionAsync(0)).Received);
    }

    [Theory]
    [EachDriver("path: /", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", null)]
    [EachDriver("path: /", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", null)]
    [EachDriver("path: /", "HTTP/1.1 500 Sick\r\nContent-Length: 0\r\n\r\n", "answered 500")]
    [EachDriver("statuses: [ 204, 500-599 ]", "HTTP/1.1 500 Sick\r\nContent-Length: 0\r\n\r\n", null)]
    [EachDriver("statuses: 204", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "answered 200")]
    [EachDriver("body: \"all is well\"", "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nall is well!", null)]
    [EachDriver("body: \"all is well\"", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nall i\r\n6\r\ns well\r\n0\r\n\r\n", null)]
    [EachDriver("body: \"all is well\"", "HTTP/1.1 200 OK\r\n\r\nnothing is well", "answered without the expected text")]
    [EachDriver("path: /", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", null)]
    [EachDriver("path: /", "what?\r\n\r\n", "answered what is no HTTP")]
    [EachDriver("path: /", "", "closed the connection without an answer")]
    public async Task What_an_answer_says(Driver driver, string settings, string answer, string? reason)
    {
        // The first connections are probes; the very first decides.
        await using ScriptedPeer peer = ScriptedPeer.AnsweringOnce(answer);
        await using TestOrigin other = TestOrigin.Start("other");
        await using GyrProcess gyr = await StartAsync(driver, $"{{ panic-below: 0%, active: {{ {settings}, {Quick} }} }}", peer.Url);
        await peer.ScriptDoneAsync(2);
        string[] lines = [.. gyr.Process.Errors.Lines.Where(static line => line.Contains("unhealthy", StringComparison.Ordinal))];
        if (reason is null) Assert.Empty(lines);
        else Assert.Contains($"endpoint {peer.Url} is unhealthy: a probe {reason}", Assert.Single(lines), StringComparison.Ordinal);
        if (reason is null) return;
        await using RawClient client = await gyr.ConnectAsync();
        Answers.AssertFault(driver, (await client.GetAsync("/")).Response, 503, "destination_unavailable");
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_accepts_and_answers_nothing_is_found_out_and_found_again(Driver driver)
    {
        bool hangs = true;
        await using TestOrigin sick = TestOrigin.Start("sick");
        sick.Handle("/healthz", async exchange =>
        {
            if (Volatile.Read(ref hangs)) await new Gate().WaitAsync("nothing").WaitAsync(TimeSpan.FromSeconds(20)).ContinueWith(static _ => { }, TaskScheduler.Default);
            else await exchange.ReplyAsync("well");
        });
        await using TestOrigin well = TestOrigin.Start("well");
        await using GyrProcess gyr = await StartAsync(driver,
            "{ active: { path: /healthz, interval: 50ms, timeout: 1s, healthy-after: 2, unhealthy-after: 3 } }", sick.Url, well.Url);
        await gyr.Process.Errors.WaitForAsync(line => line.Contains($"endpoint {sick.Url} is unhealthy: a probe timed out after 1 s", StringComparison.Ordinal), "the line about the hung endpoint");
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 10; i++)
            Assert.Equal("well", (await client.GetAsync("/")).Body);

        Volatile.Write(ref hangs, false);
        await gyr.Process.Errors.WaitForAsync(line => line.Contains($"endpoint {sick.Url} is healthy again", StringComparison.Ordinal), "the line about its recovery");
        Assert.Equal(["sick", "well"], new[] { (await client.GetAsync("/")).Body, (await client.GetAsync("/")).Body }.Order());
    }

    [Theory, EachDriver]
    public async Task It_takes_as_many_probes_in_a_row_as_the_thresholds_say(Driver driver)
    {
        // y: well, n: not. Two failures in a row are not enough, three are; two successes in a row bring it back.
        const string Health = "yynnynnnnynyyy";
        int probes = 0;
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            int number = Interlocked.Increment(ref probes) - 1;
            await connection.SendAsync($"HTTP/1.1 {(Health[Math.Min(number, Health.Length - 1)] == 'y' ? "200 OK" : "503 Sick")}\r\nContent-Length: 0\r\n\r\n");
        });
        await using GyrProcess gyr = await StartAsync(driver, "{ active: { path: /healthz, interval: 30ms, healthy-after: 2, unhealthy-after: 3 } }", peer.Url);
        await Deadline.Until(() => Volatile.Read(ref probes) > Health.Length, "all probes were sent");
        string[] lines = [.. gyr.Process.Errors.Lines.Where(static line => line.Contains("health", StringComparison.Ordinal) && line.Contains("endpoint http", StringComparison.Ordinal))];
        Assert.Equal(2, lines.Length);
        Assert.Contains("is unhealthy: 3 probes answered 503", lines[0], StringComparison.Ordinal);
        Assert.Contains("is healthy again", lines[1], StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task A_tcp_probe_connects_and_sends_nothing(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection => await connection.ExpectEndAsync());
        await using GyrProcess gyr = await StartAsync(driver, $"{{ active: {{ type: tcp, {Quick} }} }}", peer.Url);
        await peer.ScriptDoneAsync(2);
        Assert.Equal("", (await peer.ConnectionAsync(2)).Received);
        Assert.DoesNotContain("unhealthy", gyr.Process.Errors.Text, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task Another_port_may_be_probed(Driver driver)
    {
        using var dead = new HeldPort();
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, $"{{ panic-below: 0%, active: {{ port: {dead.Address.Port}, {Quick} }} }}", origin.Url);
        await gyr.Process.Errors.WaitForAsync(line => line.Contains($"endpoint {origin.Url} is unhealthy: a probe could not connect (connection-refused)", StringComparison.Ordinal), "the line about the endpoint");
        Assert.Equal(0, origin.RequestCount);
    }

    [Theory, EachDriver]
    public async Task Over_TLS_a_probe_speaks_TLS(Driver driver)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(["127.0.0.1"]);
        using var directory = new TemporaryDirectory();
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        var cluster = new ClusterPlan { Endpoints = [origin.Url], TlsAuthority = authority.WritePem(directory.Path), Health = $"{{ active: {{ path: /healthz, body: tls, {Quick} }} }}" };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(new ProxyPlan { Clusters = [cluster] }, driver);
        await Deadline.Until(() => origin.RequestCount > 2, "probes at the origin");
        Assert.All(origin.Exchanges, static exchange => Assert.Equal("/healthz", exchange.Request.Target));
        Assert.DoesNotContain("unhealthy", gyr.Process.Errors.Text, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task One_worker_probes_for_all(Driver driver)
    {
        int open = 0;
        int most = 0;
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/healthz", async exchange =>
        {
            most = Math.Max(most, Interlocked.Increment(ref open));
            await exchange.ReplyAsync("well");
            Interlocked.Decrement(ref open);
        });
        ProxyPlan plan = Plan("{ active: { path: /healthz, interval: 200ms } }", origin.Url) with { Workers = 4 };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await Deadline.Until(() => origin.RequestCount >= 1, "the first probe");
        long start = Environment.TickCount64;
        int before = origin.RequestCount;
        await Deadline.Until(() => origin.RequestCount >= before + 8, "eight more");

        // Four probers would need a quarter of the time.
        Assert.True(Environment.TickCount64 - start >= 8 * 180, $"{Environment.TickCount64 - start} ms for eight intervals");
        Assert.Equal(1, most);
    }

    [Theory, EachDriver]
    public async Task When_too_few_are_well_health_is_ignored(Driver driver)
    {
        await using var origins = new Origins(3);
        for (int i = 0; i < 2; i++) origins[i].Handle("/healthz", static exchange => exchange.ReplyAsync("sick", 500));
        await using GyrProcess gyr = await StartAsync(driver, $"{{ panic-below: 50%, active: {{ path: /healthz, {Quick} }} }}", origins.Urls);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("cluster app: fewer than 50 % of its endpoints are well", StringComparison.Ordinal), "the line about the panic");
        await using RawClient client = await gyr.ConnectAsync();
        var bodies = new string[9];
        for (int i = 0; i < bodies.Length; i++) bodies[i] = (await client.GetAsync("/")).Body;
        Assert.Equal([3, 3, 3], bodies.GroupBy(static body => body).Select(static group => group.Count()));

        origins[0].Handle("/healthz", static exchange => exchange.ReplyAsync("well"));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("cluster app: enough of its endpoints are well again", StringComparison.Ordinal), "the line about its end");
        for (int i = 0; i < 10; i++) Assert.NotEqual("b", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task Backups_get_requests_while_the_primaries_are_unhealthy(Driver driver)
    {
        await using var origins = new Origins(2);
        origins[0].Handle("/healthz", static exchange => exchange.ReplyAsync("sick", 500));
        var cluster = new ClusterPlan { EndpointsYaml = $"[ \"{origins.Urls[0]}\", {{ url: \"{origins.Urls[1]}\", backup: true }} ]", Health = $"{{ active: {{ path: /healthz, {Quick} }} }}" };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(new ProxyPlan { Clusters = [cluster] }, driver);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("is unhealthy", StringComparison.Ordinal), "the line about the primary");
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 5; i++) Assert.Equal("b", (await client.GetAsync("/")).Body);
        origins[0].Handle("/healthz", static exchange => exchange.ReplyAsync("well"));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("is healthy again", StringComparison.Ordinal), "the line about its recovery");
        for (int i = 0; i < 5; i++) Assert.Equal("a", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task After_its_recovery_an_endpoint_gets_more_and_more(Driver driver)
    {
        await using var origins = new Origins(2);
        origins[0].Handle("/healthz", static exchange => exchange.ReplyAsync("sick", 500));
        ProxyPlan plan = Plan($"{{ active: {{ path: /healthz, {Quick} }} }}", origins.Urls);
        plan = plan with { Clusters = [plan.Clusters[0] with { SlowStart = TimeSpan.FromSeconds(8) }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("is unhealthy", StringComparison.Ordinal), "the line about the endpoint");
        origins[0].Handle("/healthz", static exchange => exchange.ReplyAsync("well"));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("is healthy again", StringComparison.Ordinal), "the line about its recovery");
        await using RawClient client = await gyr.ConnectAsync();

        long start = Environment.TickCount64;
        double first = await ShareOfAAsync(client, 33);
        Assert.InRange(first, 0.03, 0.35);

        // A third of the requests is half of its weight, and half of them all of it: that must take its time, and come about.
        while (await ShareOfAAsync(client, 30) < 0.32) Assert.True(Environment.TickCount64 - start < 30_000, "it never gets a third");
        long third = Environment.TickCount64 - start;
        while (await ShareOfAAsync(client, 40) < 0.5) Assert.True(Environment.TickCount64 - start < 60_000, "it never gets a half");
        Assert.True(third >= 2000, $"a third after {third} ms");
        Assert.True(Environment.TickCount64 - start >= 6000, $"a half after {Environment.TickCount64 - start} ms");
    }

    private static async Task<double> ShareOfAAsync(RawClient client, int requests)
    {
        int hits = 0;
        for (int i = 0; i < requests; i++) hits += (await client.GetAsync("/")).Body == "a" ? 1 : 0;
        return hits / (double)requests;
    }

    private static ProxyPlan Plan(string health, params string[] urls) => new() { Clusters = [new ClusterPlan { Endpoints = urls, Health = health }] };

    private static Task<GyrProcess> StartAsync(Driver driver, string health, params string[] urls) => Proxies.StartGyrAsync(Plan(health, urls), driver);
}
