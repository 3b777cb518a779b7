using System;
using System.Linq;
using System.Net.Security;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.EndToEnd.Tests.Tunnels;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Admin;

/// <summary>Open connections, one by one.</summary>
public sealed class ConnectionsTests
{
    [Theory, EachDriver(1), EachDriver(3)]
    public async Task Each_is_told_with_what_it_is_doing(Driver driver, int workers)
    {
        await using TestOrigin origin = TestOrigin.Start("origin");
        await using ScriptedPeer tunnels = OpenTunnel.StartEndpoint();
        await using ScriptedPeer silent = ScriptedPeer.Start(static async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.HangAsync();
        });
        await using GyrProcess gyr = await GyrProcess.RunAsync(
            $$"""
            admin: { listen: "127.0.0.1:0" }
            workers: {{workers}}
            listeners:
              web: { address: "127.0.0.1:0" }
              secure: { address: "127.0.0.1:0", tls: { certificates: auto } }
            routes:
              - { name: tunnels, match: { path: /tunnel }, cluster: tunnels }
              - { name: silent, match: { path: /silent }, cluster: silent }
              - { name: rest, cluster: app }
            clusters:
              app: { endpoints: [ "{{origin.Url}}" ] }
              tunnels: { endpoints: [ "{{tunnels.Url}}" ] }
              silent: { endpoints: [ "{{silent.Url}}" ] }
            """,
            driver,
            listeners: 2);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal(0, (long)(await admin.GetAsync("/v1/connections"))["total"]!);

        await using RawClient fresh = await RawClient.ConnectAsync(gyr.Addresses["web"]);
        await using RawClient idle = await RawClient.ConnectAsync(gyr.Addresses["web"]);
        for (int i = 0; i < 3; i++) await idle.GetAsync("/");
        await using RawClient waiting = await RawClient.ConnectAsync(gyr.Addresses["web"]);
        await waiting.SendAsync("POST /silent HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");

        // Nothing comes back on it that would tell that it was let in before the next.
        await UntilAsync(admin, "/v1/connections", of => Of(of, waiting) is { } one && (string?)one["endpoint"] == silent.Url);
        await using RawClient reading = await RawClient.ConnectAsync(gyr.Addresses["web"], receiveBufferBytes: 4096);
        await reading.SendAsync("GET /chunked/100000000 HTTP/1.1\r\nHost: a\r\n\r\n");
        await (await reading.ReadHeadAsync()).Body.ReadPatternAsync(10_000_000);
        await using RawClient tunnel = await RawClient.ConnectAsync(gyr.Addresses["web"]);
        await tunnel.SendAsync(OpenTunnel.Request);
        Assert.Equal(101, (await tunnel.ReadHeadAsync()).Status);
        await using RawClient secure = await RawClient.ConnectAsync(gyr.Addresses["secure"], new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, _, _, _) => true });
        await secure.GetAsync("/", host: "localhost");

        JsonNode answer = await UntilAsync(admin, "/v1/connections", of => of["total"]!.GetValue<long>() == 6 && Of(of, reading) is { } other && (long)other["bytesOut"]! > 0);
        JsonNode[] all = [.. answer["connections"]!.AsArray().Select(static each => each!)];
        Assert.Equal(6, all.Length);
        Assert.All(all, static each => Assert.InRange((double)each["ageSeconds"]!, 0, 3600));
        AssertIs(Of(answer, fresh)!, "idle", 0, null, null);
        AssertIs(Of(answer, idle)!, "idle", 3, null, null);
        AssertIs(Of(answer, waiting)!, "request", 1, "silent", silent.Url);
        AssertIs(Of(answer, reading)!, "response", 1, "rest", origin.Url);
        AssertIs(Of(answer, tunnel)!, "tunnel", 1, "tunnels", tunnels.Url);
        AssertIs(Of(answer, secure)!, "idle", 1, null, null);
        Assert.Equal(5, (long)Of(answer, waiting)!["bytesIn"]!);
        Assert.InRange((long)Of(answer, reading)!["bytesOut"]!, 1, 99_999_999);
        Assert.Equal((true, "localhost", "secure"), ((bool)Of(answer, secure)!["tls"]!, (string?)Of(answer, secure)!["serverName"], (string?)Of(answer, secure)!["listener"]));
        Assert.False((bool)Of(answer, idle)!["tls"]!);
        Assert.All(all, each => Assert.InRange((int)each["worker"]!, 0, workers - 1));

        JsonNode some = await admin.GetAsync("/v1/connections?limit=2");
        Assert.Equal((6, 2), ((long)some["total"]!, some["connections"]!.AsArray().Count));
        string[] clients = [.. all.Select(static each => (string)each["client"]!)];
        Assert.Equal(clients[..2], some["connections"]!.AsArray().Select(static each => (string?)each!["client"]));

        // The kernel keeps back a connection on which nothing is sent, so the one that is fresh may come in whenever it likes.
        Assert.Equal(new[] { secure, tunnel, reading, waiting, idle }.Select(static each => each.LocalAddress.ToString()), clients.Where(each => each != fresh.LocalAddress.ToString()));
        JsonNode named = await admin.GetAsync("/v1/connections?listener=secure");
        Assert.Equal((1, 1), ((long)named["total"]!, named["connections"]!.AsArray().Count));

        // Nobody was disturbed by being looked at.
        Assert.Equal("origin", (await idle.GetAsync("/")).Body);
        Assert.Equal("origin", (await fresh.GetAsync("/")).Body);
        await idle.DisposeAsync();
        await UntilAsync(admin, "/v1/connections", static of => of["total"]!.GetValue<long>() == 5);

        string address = gyr.Process.Errors.Lines.Single(static line => line.Contains("admin listening on ", StringComparison.Ordinal)).Split(' ')[^1];
        (int code, string output, _) = await GyrProcess.RunToEndAsync("connections", "web", "--limit", "3", "--admin", address);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((0, 5, "3 of 4"), (code, lines.Length, lines[^1]));
    }

    [Theory]
    [InlineData("?limit=0", 400)]
    [InlineData("?limit=1001", 400)]
    [InlineData("?limit=x", 400)]
    [InlineData("?listener=nobody", 404)]
    [InlineData("?listener=web&limit=1000", 200)]
    public async Task What_is_asked_for_must_make_sense(string query, int expected)
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal(expected, (await admin.AskTextAsync("GET", "/v1/connections" + query)).Status);
    }

    private static JsonNode? Of(JsonNode answer, RawClient client) => answer["connections"]!.AsArray().SingleOrDefault(each => (string?)each!["client"] == client.LocalAddress.ToString());

    private static void AssertIs(JsonNode connection, string doing, long requests, string? route, string? endpoint)
    {
        Assert.Equal((doing, requests, route, endpoint), ((string?)connection["doing"], (long)connection["requests"]!, (string?)connection["route"], (string?)connection["endpoint"]));
        Assert.Equal(doing == "idle", connection["requestId"] is null);
    }

    /// <summary>What is asked for until it is as it must become.</summary>
    private static async Task<JsonNode> UntilAsync(AdminPeer admin, string path, Func<JsonNode, bool> condition)
    {
        long start = Environment.TickCount64;
        while (true)
        {
            JsonNode answer = await admin.GetAsync(path);
            if (condition(answer)) return answer;
            Assert.True(Environment.TickCount64 - start < Deadline.Default.TotalMilliseconds, $"{path} did not become what it must: {answer}");
        }
    }
}
