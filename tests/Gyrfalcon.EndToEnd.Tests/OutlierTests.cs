using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Endpoints whose answers are out of line sit out for a while.</summary>
public sealed class OutlierTests
{
    [Theory, EachDriver]
    public async Task Faults_in_a_row_eject_and_the_ejection_ends(Driver driver)
    {
        int status = 500;
        await using var origins = new Origins(3);
        origins[0].Handle("/", exchange => exchange.ReplyAsync("a", Volatile.Read(ref status)));
        await using GyrProcess gyr = await StartAsync(driver, "{ outlier: { consecutive-faults: 3, ejection: 500ms } }", origins.Urls);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 9; i++) await client.GetAsync("/");
        Assert.Equal(3, origins[0].RequestCount);
        Assert.Contains($"endpoint {origins.Urls[0]}: 3 faults in a row; it is ejected for 0.5 s", gyr.Process.Errors.Text, StringComparison.Ordinal);
        Volatile.Write(ref status, 200);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("its ejection is over", StringComparison.Ordinal), "the end of the ejection");
        for (int i = 0; i < 9; i++) Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        Assert.Equal(6, origins[0].RequestCount);
    }

    [Theory, EachDriver]
    public async Task An_ejection_ends_when_the_probes_have_seen_the_end_of_the_illness(Driver driver)
    {
        int answer = 500, health = 200;
        await using var origins = new Origins(2);
        origins[0].Handle("/", exchange => exchange.ReplyAsync("a", Volatile.Read(ref answer)));
        origins[0].Handle("/healthz", exchange => exchange.ReplyAsync("a", Volatile.Read(ref health)));
        await using GyrProcess gyr = await StartAsync(driver, "{ outlier: { consecutive-faults: 3, ejection: 10m }, active: { path: /healthz, interval: 100ms, unhealthy-after: 2, healthy-after: 2 } }", origins.Urls);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 6; i++) await client.GetAsync("/");
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("it is ejected for 600 s", StringComparison.Ordinal), "the ejection");

        Volatile.Write(ref health, 500);
        await gyr.Process.Errors.WaitForAsync(line => line.Contains($"{origins.Urls[0]} is unhealthy", StringComparison.Ordinal), "the probes notice");
        Volatile.Write(ref answer, 200);
        Volatile.Write(ref health, 200);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("its ejection is over", StringComparison.Ordinal), "the end of the ejection");
        int before = origins[0].Exchanges.Count(static exchange => exchange.Request.Target == "/");
        for (int i = 0; i < 6; i++) Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        Assert.Equal(before + 3, origins[0].Exchanges.Count(static exchange => exchange.Request.Target == "/"));
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_could_not_be_connected_to_is_used_as_soon_as_it_can_be(Driver driver)
    {
        await using var origins = new Origins(2);
        await using GyrProcess gyr = await StartAsync(driver, "{ outlier: { consecutive-faults: 1, ejection: 10m, max-ejected: 100% } }", origins.Urls);
        origins[0].Kill();
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 4; i++) Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        Assert.Contains($"endpoint {origins.Urls[0]} cannot be connected to", gyr.Process.Errors.Text, StringComparison.Ordinal);

        origins[0].Revive();
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("accepts connections again", StringComparison.Ordinal), "its recovery");
        for (int i = 0; i < 10; i++) Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        Assert.Equal(5, origins[0].RequestCount);
        Assert.DoesNotContain("ejected", gyr.Process.Errors.Text, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task Responses_that_break_off_are_faults_in_a_row(Driver driver)
    {
        await using ScriptedPeer breaks = ScriptedPeer.AnsweringOnce("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, "{ outlier: { consecutive-faults: 3, ejection: 60s } }", breaks.Url, origin.Url);
        for (int i = 0; i < 20; i++)
        {
            await using RawClient client = await gyr.ConnectAsync();
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            await client.ReadToEndOfConnectionAsync();
        }

        Assert.Equal((3, 17), (breaks.ConnectionCount, origin.RequestCount));
    }

    [Theory, EachDriver]
    public async Task A_success_rate_far_below_that_of_the_others_ejects(Driver driver)
    {
        int asked = 0;
        await using var origins = new Origins(3);
        origins[0].Handle("/", exchange => exchange.ReplyAsync("a", Interlocked.Increment(ref asked) % 2 == 0 ? 503 : 200));
        await using GyrProcess gyr = await StartAsync(driver, "{ outlier: { consecutive-faults: off, success-rate-gap: 30%, success-rate-requests: 20, interval: 300ms, ejection: 60s } }", origins.Urls);
        await using RawClient client = await gyr.ConnectAsync();
        long start = Environment.TickCount64;
        while (!gyr.Process.Errors.Text.Contains("% of its", StringComparison.Ordinal))
        {
            Assert.True(Environment.TickCount64 - start < 20_000, "it is never ejected");
            await client.GetAsync("/");
        }

        int before = origins[0].RequestCount;
        for (int i = 0; i < 10; i++) Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        Assert.Equal(before, origins[0].RequestCount);
    }

    [Theory, EachDriver]
    public async Task No_more_than_max_ejected_however_many_fail(Driver driver)
    {
        await using var origins = new Origins(4);
        for (int i = 0; i < 4; i++) origins[i].Handle("/", static exchange => exchange.ReplyAsync("sick", 500));
        await using GyrProcess gyr = await StartAsync(driver, "{ outlier: { consecutive-faults: 2, ejection: 60s, max-ejected: 50% } }", origins.Urls);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 40; i++) await client.GetAsync("/");
        Assert.Equal(2, gyr.Process.Errors.Lines.Count(static line => line.Contains("it is ejected for", StringComparison.Ordinal)));
        Assert.Equal(2, origins.RequestCounts.Count(static count => count > 10));
    }

    [Theory, EachDriver]
    public async Task A_client_that_is_slow_to_send_speaks_against_no_endpoint(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = new()
        {
            Routes = [new() { Path = "/upload", Cluster = "app", TotalTimeout = TimeSpan.FromMilliseconds(150) }, new() { Cluster = "app" }],
            Clusters = [new ClusterPlan { Endpoints = [origin.Url], Health = "{ panic-below: 0%, outlier: { consecutive-faults: 1, ejection: 60s, max-ejected: 100% } }" }],
        };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using (RawClient slow = await gyr.ConnectAsync())
        {
            await slow.SendAsync("PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
            await slow.SendAsync(Pattern.At(0, 5));
            await slow.ReadToEndOfConnectionAsync();
        }

        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        Assert.DoesNotContain("ejected", gyr.Process.Errors.Text, StringComparison.Ordinal);
    }

    private static Task<GyrProcess> StartAsync(Driver driver, string health, params string[] urls)
        => Proxies.StartGyrAsync(new ProxyPlan { Clusters = [new ClusterPlan { Endpoints = urls, Health = health }] }, driver);
}
