using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Security;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Whatever clients make up, neither the metrics grow by it nor the memory.</summary>
public sealed class CardinalityTests
{
    private const int Plain = 19_000;
    private const int Secured = 1_000;
    private const int Batch = 50;

    private static readonly string[] KnownMethods = ["GET", "POST", "PUT", "DELETE", "PATCH"];

    [Theory, EachDriver]
    public async Task Statuses_that_endpoints_make_up_are_counted_with_their_class(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/status", static exchange => exchange.ReplyAsync("", int.Parse(exchange.Request.Fields["status"]!, CultureInfo.InvariantCulture)));
        await using GyrProcess gyr = await Proxies.StartGyrAsync(MetricsTests.PlanFor(origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();
        int[] statuses = [.. Enumerable.Range(200, 800).Where(static status => status is not (204 or 205 or 304))];
        foreach (int status in statuses) Assert.Equal(status, (await client.GetAsync("/status", $"status: {status}\r\n")).Response.Status);
        string text = await MetricsTests.ScrapeAsync(gyr);
        Assert.Equal(400, MetricsTests.Value(text, "gyr_route_requests_total{route=\"route-1\",code=\"_other\",method=\"GET\"}"));
        string[] rows = [.. text.Split('\n').Where(static line => line.StartsWith("gyr_route_requests_total{route=\"route-1\",", StringComparison.Ordinal))];
        Assert.InRange(rows.Length, 60, 90);
        Assert.Equal(statuses.Length, rows.Sum(static row => int.Parse(row.Split(' ')[^1], CultureInfo.InvariantCulture)));
        Assert.InRange(text.Split('\n').Count(static line => line.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal)), 60, 90);
    }

    [Theory, EachDriver]
    public async Task Names_that_clients_make_up_are_no_labels_and_are_not_kept(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using GyrProcess gyr = await GyrProcess.RunAsync(
            $$"""
            admin: { listen: "127.0.0.1:0" }
            access-log: { format: off }
            workers: 2
            listeners:
              web: { address: "127.0.0.1:0" }
              secure: { address: "127.0.0.1:0", tls: { certificates: auto } }
            routes: [ { name: app, match: { path: /app/* }, cluster: app } ]
            clusters: { app: { endpoints: [ "{{peer.Url}}" ] } }
            """,
            driver,
            listeners: 2);
        var random = new Random(6);

        // Everything that is counted by name comes up once, and memory takes its size.
        foreach (string method in (string[])[.. KnownMethods, "BREW"])
        {
            foreach (string target in (string[])["/app/a", "/b"])
                await AskAsync(gyr, random, [(method, target)]);
        }

        await AskManyAsync(gyr, random, 2_000, 100);
        HashSet<string> before = LabelSets(await MetricsTests.ScrapeAsync(gyr));
        long memory = gyr.Process.ResidentBytes;

        await AskManyAsync(gyr, random, Plain, Secured);
        string text = await MetricsTests.ScrapeAsync(gyr);

        Assert.Equal([], LabelSets(text).Except(before));
        string[] expected = [.. from route in (string[])["app", "_none"] from method in (string[])[.. KnownMethods, "_other"] select $"gyr_route_requests_total{{route=\"{route}\",code=\"{(route == "app" ? 200 : 404)}\",method=\"{method}\"}}"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), LabelSets(text).Where(static each => each.StartsWith("gyr_route_requests_total{", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(2 * (KnownMethods.Length + 1) + 2_100 + Plain + Secured, expected.Sum(each => MetricsTests.Value(text, each)));
        Assert.DoesNotContain("made-up", text, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(gyr.Process.ResidentBytes - memory, long.MinValue, 48L << 20);
    }

    private static async Task AskManyAsync(GyrProcess gyr, Random random, int plain, int secured)
    {
        for (int i = 0; i < plain; i += Batch) await AskAsync(gyr, random, [.. Enumerable.Range(0, Batch).Select(_ => MakeUp(random))]);
        for (int i = 0; i < secured; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"made-up-{random.Next()}.example");
            var options = new SslClientAuthenticationOptions { TargetHost = name, RemoteCertificateValidationCallback = static (_, _, _, _) => true };
            await using RawClient client = await RawClient.ConnectAsync(gyr.Addresses["secure"], options);
            await client.GetAsync("/app/x", host: name);
        }
    }

    private static async Task AskAsync(GyrProcess gyr, Random random, (string Method, string Target)[] requests)
    {
        await using RawClient client = await RawClient.ConnectAsync(gyr.Addresses["web"]);
        var text = new StringBuilder();
        foreach ((string method, string target) in requests)
            text.Append(CultureInfo.InvariantCulture, $"{method} {target} HTTP/1.1\r\nHost: made-up-{random.Next()}.example\r\nX-Made-Up-{random.Next()}: {random.Next()}\r\nContent-Length: 0\r\n\r\n");
        await client.SendAsync(text.ToString());
        foreach ((string method, _) in requests) await (await client.ReadResponseAsync(method)).TextAsync();
    }

    private static (string Method, string Target) MakeUp(Random random) => (
        random.Next(3) == 0 ? string.Create(CultureInfo.InvariantCulture, $"MADE-UP-{random.Next()}") : KnownMethods[random.Next(KnownMethods.Length)],
        string.Create(CultureInfo.InvariantCulture, $"/{(random.Next(2) == 0 ? "app/" : "")}made-up-{random.Next()}?q={random.Next()}"));

    /// <summary>The names and labels of all samples; those of histograms without their buckets, which are as many as there are times.</summary>
    private static HashSet<string> LabelSets(string text)
        => [.. text.Split('\n').Where(static line => line.Length > 0 && line[0] != '#' && !line.Contains("_bucket{", StringComparison.Ordinal)).Select(static line => line[..line.LastIndexOf(' ')])];
}
