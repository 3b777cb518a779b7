using System;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.EndToEnd.Tests.Tunnels;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.AccessLogs;

/// <summary>Logs of some exchanges only.</summary>
public sealed class ConditionTests
{
    [Theory]
    [EachDriver("{ errors: server }", "/status/500 /dead /broken")]
    [EachDriver("{ errors: all }", "/status/404 /status/500 /dead /broken /nowhere")]
    [EachDriver("{ slower-than: 300ms }", "/slow")]
    [EachDriver("{ errors: server, slower-than: 300ms }", "/slow /status/500 /dead /broken")]
    [EachDriver("{}", "/ok /slow /status/404 /status/500 /dead /broken /nowhere")]
    [EachDriver("{ sample: 100% }", "/ok /slow /status/404 /status/500 /dead /broken /nowhere")]
    public async Task Only_what_meets_a_condition_is_logged(Driver driver, string only, string expected)
    {
        using var dead = new HeldPort();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/slow", static async exchange =>
        {
            await exchange.ReadBodyAsync();
            await Task.Delay(400);
            await exchange.ReplyAsync("slow");
        });
        await using ScriptedPeer broken = ScriptedPeer.AnsweringOnce("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        ProxyPlan plan = new()
        {
            Drain = TimeSpan.FromSeconds(2),
            Routes = [new() { Path = "/dead", Cluster = "dead" }, new() { Path = "/broken", Cluster = "broken" }, .. ((string[])["/ok", "/slow", "/status/*"]).Select(static path => new RoutePlan { Path = path, Cluster = "app" })],
            Clusters = [new() { Name = "dead", Endpoints = [dead.Url] }, new() { Name = "broken", Endpoints = [broken.Url] }, new() { Endpoints = [origin.Url] }],
        };
        Proxies.OnlyGyr(driver);
        await using GyrProcess gyr = await GyrProcess.RunAsync($"access-log: {{ only: {only} }}\n{GyrYaml.Render(plan)}", driver);
        await using (RawClient client = await gyr.ConnectAsync())
        {
            foreach (string target in (string[])["/ok", "/slow", "/status/404", "/status/500", "/dead", "/nowhere"]) await client.GetAsync(target);
            await client.SendAsync("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n");
            await client.ReadToEndOfConnectionAsync();
        }

        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());
        Assert.Equal(expected.Split(' ').Order(StringComparer.Ordinal), gyr.AccessLog.Select(static line => line.Path).Order(StringComparer.Ordinal));
    }

    [Theory, EachDriver]
    public async Task A_sample_is_about_as_large_as_was_asked_for_and_has_every_error(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        ProxyPlan plan = new() { Workers = 2, Routes = [new() { Path = "/bad", RespondStatus = 503 }, new() { RespondStatus = 200 }] };
        await using GyrProcess gyr = await GyrProcess.RunAsync($"access-log: {{ only: {{ errors: server, sample: 10% }} }}\n{GyrYaml.Render(plan)}", driver);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using RawClient client = await gyr.ConnectAsync();
            for (int i = 0; i < 500; i++) await client.GetAsync(i % 50 == 0 ? "/bad" : "/good");
        }));

        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());
        Assert.Equal(40, gyr.AccessLog.Count(static line => line.Path == "/bad"));
        Assert.InRange(gyr.AccessLog.Count(static line => line.Path == "/good"), 120, 280);
    }

    [Theory, EachDriver]
    public async Task A_tunnel_is_not_slow_for_being_open(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        ProxyPlan plan = ProxyPlan.To(peer.Url) with { Drain = TimeSpan.FromSeconds(1), Routes = [new() { Path = "/bad", RespondStatus = 503 }, new() { Cluster = "app" }] };
        await using GyrProcess gyr = await GyrProcess.RunAsync($"access-log: {{ only: {{ slower-than: 1s, errors: server }} }}\n{GyrYaml.Render(plan)}", driver);
        await using (OpenTunnel tunnel = await OpenTunnel.ThroughAsync(gyr, peer))
        {
            await tunnel.AssertWorksAsync();
            await Task.Delay(1200);
            await tunnel.AssertWorksAsync();
        }

        await using (RawClient client = await gyr.ConnectAsync()) await client.GetAsync("/bad");
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());
        Assert.Equal("/bad", Assert.Single(gyr.AccessLog).Path);
    }
}
