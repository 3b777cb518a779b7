using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Telemetry;

/// <summary>Every attempt that a line of the log tells of is counted at its endpoint, however it ended.</summary>
public sealed partial class AttemptCountTests
{
    [Theory, EachDriver]
    public async Task Clients_that_leave_before_the_response_have_been_at_the_endpoint(Driver driver)
    {
        var arrived = new Gate[4];
        for (int i = 0; i < arrived.Length; i++) arrived[i] = new Gate();
        var released = new Gate();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/held", async exchange =>
        {
            arrived[int.Parse(exchange.Request.Fields["n"]!, CultureInfo.InvariantCulture)].Open();
            await released.WaitAsync();
        });
        await using GyrProcess gyr = await Proxies.StartGyrAsync(MetricsTests.PlanFor(origin.Url), driver);
        for (int i = 0; i < arrived.Length; i++)
        {
            await using RawClient client = await gyr.ConnectAsync();
            await client.SendAsync($"GET /held HTTP/1.1\r\nHost: a\r\nn: {i}\r\n\r\n");
            await arrived[i].WaitAsync("the request");
            client.Reset();
        }

        await gyr.AccessLogAsync(static line => line.Fault == "client-gone", 4);
        Assert.Equal((4, 0), await CountsAsync(gyr));
        released.Open();
    }

    /// <summary>The request may have been what made it close, and it is lost.</summary>
    [Theory, EachDriver]
    public async Task A_kept_connection_that_ends_under_a_request_that_cannot_be_repeated_is_the_endpoints_fault(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(AnswerOnceAsync);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(MetricsTests.PlanFor(peer.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/a")).Response.Status);
        await client.SendAsync("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
        Assert.Equal(502, (await client.ReadResponseAsync()).Status);
        Assert.Equal((2, 1), await CountsAsync(gyr));
    }

    [Theory, EachDriver]
    public async Task What_a_kept_connection_lost_and_another_repeats_is_counted_and_no_fault(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(AnswerOnceAsync);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(MetricsTests.PlanFor(peer.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 3; i++) Assert.Equal(200, (await client.GetAsync("/a")).Response.Status);
        Assert.Equal(5, (await gyr.AccessLogAsync(static _ => true, 3)).Sum(static line => line.Attempts));
        Assert.Equal((5, 0), await CountsAsync(gyr));
    }

    [Theory, EachDriver]
    public async Task Of_two_attempts_beside_each_other_both_are_counted(Driver driver)
    {
        var released = new Gate();
        await using var origins = new Origins(2);
        origins[0].Handle("/slow", async exchange =>
        {
            await released.WaitAsync();
            await exchange.ReplyAsync("late");
        });
        ProxyPlan plan = MetricsTests.PlanFor(origins.Urls);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan with { Routes = [plan.Routes[0] with { Path = null, Hedge = "{ quantile: 50%, at-least: 20ms }" }] }, driver);
        await using RawClient client = await gyr.ConnectAsync();
        await HedgeTests.WarmUpAsync(client);
        for (int i = 0; i < 8; i++) Assert.Equal(200, (await client.GetAsync("/slow")).Response.Status);
        Assert.Equal(8, (await gyr.AccessLogAsync(static line => line.Path == "/slow", 8)).Count);
        long attempts = gyr.AccessLog.Sum(static line => line.Attempts);
        Assert.True(gyr.AccessLog.Count < attempts, "no second endpoint was asked");

        // One that is given up ends a moment later than its exchange.
        await UntilAsync(async () => (await CountsAsync(gyr)).Attempts == attempts, $"{attempts} attempts are counted");
        Assert.Equal(0, (await CountsAsync(gyr)).Faults);
        released.Open();
    }

    [Theory, EachDriver]
    public async Task Bodies_and_connections_are_counted(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = MetricsTests.PlanFor(origin.Url);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan with { Routes = [plan.Routes[0] with { Name = "all" }] }, driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
            await (await client.ReadResponseAsync()).TextAsync();
        }

        IReadOnlyList<AccessLogLine> lines = await gyr.AccessLogAsync(static _ => true, 3);
        string text = await MetricsTests.ScrapeAsync(gyr);
        Assert.Equal(
            (15, lines.Sum(static line => line.Number("bytes_out")), 1),
            (MetricsTests.Value(text, "gyr_route_request_body_bytes_total{route=\"all\"}"), MetricsTests.Value(text, "gyr_route_response_body_bytes_total{route=\"all\"}"),
                MetricsTests.Value(text, $"gyr_endpoint_connections_opened_total{{cluster=\"app\",endpoint=\"{origin.Url}\"}}")));
    }

    /// <summary>A kept connection, which ends under its second request.</summary>
    private static async Task AnswerOnceAsync(PeerConnection connection)
    {
        await connection.ExpectHeadAsync();
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await connection.ExpectRequestAsync();
        connection.Reset();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (long until = Environment.TickCount64 + 10_000; !await condition();)
            Assert.True(Environment.TickCount64 < until, what);
    }

    /// <summary>Of all endpoints together.</summary>
    private static async Task<(long Attempts, long Faults)> CountsAsync(GyrProcess gyr)
    {
        string text = await MetricsTests.ScrapeAsync(gyr);
        return (Sum("requests"), Sum("faults"));

        long Sum(string what) => Sample().Matches(text).Where(match => match.Groups["what"].Value == what).Sum(static match => long.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^gyr_endpoint_(?<what>\w+)_total\{.*\} (?<value>\d+)$", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
