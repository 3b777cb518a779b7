using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>As many connections as the configuration or the descriptors allow, and one more.</summary>
public sealed class ConnectionLimitTests
{
    private const string OnlyNative = "A program that is not compiled ahead of time opens assemblies when they are first needed, and ends without a descriptor for one. GYR_BINARY names a native one.";

    [Theory, EachDriver(1), EachDriver(2)]
    public async Task Beyond_the_listeners_limit_clients_wait_until_there_is_room(Driver driver, int workers)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Workers = workers, Listener = new() { ConnectionsLimit = 3 } };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using var inside = new Crowd();
        for (int i = 0; i < 3; i++)
            await inside.AddAsync(gyr);

        await using RawClient late = await gyr.ConnectAsync();
        await late.SendAsync("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
        Task<WireResponse> answer = late.ReadResponseAsync();
        await gyr.Process.Errors.WaitForAsync(line => line.Contains("overload: listener web: all 3 connections (limits.connections) are in use", StringComparison.Ordinal), "the line about the limit");
        foreach (RawClient client in inside)
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        Assert.DoesNotContain(origin.Exchanges, exchange => exchange.Request.Target == "/late");

        await inside.First().DisposeAsync();

        Assert.Equal(200, (await answer).Status);
    }

    [Theory, EachDriver(1), EachDriver(2)]
    public async Task Beyond_a_clients_limit_connections_are_reset(Driver driver, int workers)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Workers = workers, Listener = new() { ConnectionsPerClientLimit = 3 } };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using var inside = new Crowd();
        for (int i = 0; i < 3; i++)
            await inside.AddAsync(gyr);

        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await using RawClient fourth = await gyr.ConnectAsync();
            await fourth.GetAsync("/");
        });
        await gyr.Process.Errors.WaitForAsync(line => line.Contains("overload: 1 connections reset", StringComparison.Ordinal) && line.Contains("127.0.0.1", StringComparison.Ordinal), "the line about the client");
        foreach (RawClient client in inside)
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);

        await inside.First().DisposeAsync();

        await Deadline.Until(() => TryGetAsync(gyr).GetAwaiter().GetResult(), "the place that became free is taken");
    }

    [Theory, EachDriver]
    public async Task A_trusted_proxy_may_hold_as_many_as_it_likes(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new() { ConnectionsPerClientLimit = 1, TrustedProxies = ["127.0.0.0/8"] } };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using var inside = new Crowd();

        for (int i = 0; i < 5; i++)
            await inside.AddAsync(gyr);
    }

    [Theory, EachDriver]
    public async Task Without_descriptors_accepting_rests_and_goes_on_when_there_are_some(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        Assert.SkipUnless(GyrProcess.IsNative, OnlyNative);
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await GyrProcess.RunAsync(GyrYaml.Render(ProxyPlan.To(origin.Url)), driver, descriptors: 200);
        await gyr.Process.Errors.WaitForAsync(line => line.Contains("the process may hold 200 file descriptors", StringComparison.Ordinal), "the line about the descriptors at the start");
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/")).Response.Status);

        await using (var hogs = new Crowd())
        {
            for (int i = 0; i < 250; i++)
                await hogs.AddAsync(gyr, "GET / HTTP/1.1\r\n");
            await gyr.Process.Errors.WaitForAsync(line => line.Contains("overload: listener web: no file descriptors are left", StringComparison.Ordinal), "the line about the descriptors");
            for (int i = 0; i < 10; i++)
                Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        }

        await using RawClient next = await gyr.ConnectAsync();
        Assert.Equal(200, (await next.GetAsync("/")).Response.Status);
    }

    [Theory, EachDriver]
    public async Task Without_descriptors_a_request_that_needs_a_new_connection_to_an_endpoint_is_answered_503_until_there_are_some(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        Assert.SkipUnless(GyrProcess.IsNative, OnlyNative);
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await GyrProcess.RunAsync(GyrYaml.Render(ProxyPlan.To(origin.Url)), driver, descriptors: 200);
        await using RawClient client = await gyr.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\n");

        await using (var hogs = new Crowd())
        {
            for (int i = 0; i < 250; i++)
                await hogs.AddAsync(gyr, "GET / HTTP/1.1\r\n");
            await gyr.Process.Errors.WaitForAsync(line => line.Contains("overload: listener web: no file descriptors are left", StringComparison.Ordinal), "the line about the descriptors");
            await client.SendAsync("Host: test.example\r\n\r\n");
            WireResponse refused = await client.ReadResponseAsync();
            Answers.AssertFault(driver, refused, 503, "connection_limit_reached");
            Assert.Equal(0, origin.RequestCount);
        }

        // The descriptors come back one by one as the hogs' ends are seen.
        await Deadline.Until(() => TryGetAsync(gyr).GetAwaiter().GetResult(), "a request is answered again");
    }

    private static async Task<bool> TryGetAsync(GyrProcess gyr)
    {
        try
        {
            await using RawClient client = await gyr.ConnectAsync();
            return (await client.GetAsync("/")).Response.Status == 200;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
