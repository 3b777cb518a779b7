using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Security;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Telemetry;

/// <summary>What Debian's Prometheus makes of /metrics.</summary>
public sealed class PrometheusTests
{
    private const string Server = "/usr/bin/prometheus";
    private const string Tool = "/usr/bin/promtool";

    /// <summary>It reads the older form only; the server below asks for OpenMetrics.</summary>
    [Fact]
    public async Task Promtool_finds_nothing_to_complain_of()
    {
        SkipWithout(Tool);
        await using TestOrigin origin = TestOrigin.Start();
        await using var collector = new TestCollector();
        using var authority = new TestAuthority();
        using var directory = new TemporaryDirectory();
        ProxyPlan plan = PlanFor(collector, origin);
        int port = HeldPort.Free();
        plan = plan with
        {
            Listener = new ListenerPlan { Name = "Web_1.secure", Tls = $"{{ certificates: [ {{ {authority.WriteIssued(directory.Path, "a", ["*.a.example"])} }} ] }}" },
            Routes = [.. plan.Routes, new RoutePlan { Name = "2nd-route", Path = "/sticky", Cluster = "sticky.app" }],
            Clusters = [.. plan.Clusters, new ClusterPlan { Name = "sticky.app", Endpoints = [origin.Url, $"http://[::1]:{port}"], Sticky = "{}" }],
        };
        await using GyrProcess gyr = await GyrProcess.RunAsync(plan);
        var options = new SslClientAuthenticationOptions { TargetHost = "x.a.example", RemoteCertificateValidationCallback = static (_, _, _, _) => true };
        await using RawClient client = await RawClient.ConnectAsync(gyr.Address, options);
        Assert.Equal(200, (await client.GetAsync("/app", host: "x.a.example")).Response.Status);
        Assert.Equal(404, (await client.GetAsync("/nowhere", method: "BREW", host: "x.a.example")).Response.Status);
        for (int i = 0; i < 2; i++) Assert.Equal(200, (await client.GetAsync("/sticky", host: "x.a.example")).Response.Status);
        string text = await MetricsTests.ScrapeAsync(gyr);
        Assert.Equal(4, MetricsTests.Value(text, "gyr_listener_requests_total{listener=\"Web_1.secure\"}"));
        Assert.Equal(1, MetricsTests.Value(text, "gyr_tls_handshakes_total{listener=\"Web_1.secure\",result=\"full\"}"));
        Assert.Equal(1, MetricsTests.Value(text, $"gyr_endpoint_obstacle{{cluster=\"sticky.app\",endpoint=\"http://[::1]:{port}\",obstacle=\"unreachable\"}}"));

        // Only without an OCSP responder is there nothing of its answers.
        string[] families = [.. FamiliesTests.Names().Where(name => !text.Contains($"# TYPE {name} ", StringComparison.Ordinal))];
        Assert.Equal(["gyr_tls_ocsp_staple_expiry_seconds"], families);
        await using ProgramProcess tool = ProgramProcess.Start(Tool, ["check", "metrics"], input: text);
        int code = await tool.ExitAsync();
        Assert.Equal(("", 0), (tool.Errors.Text, code));
    }

    [Fact]
    public async Task A_server_scrapes_the_counts_of_the_load_and_their_traces()
    {
        SkipWithout(Server);
        await using TestOrigin origin = TestOrigin.Start();
        await using var collector = new TestCollector();
        await using GyrProcess gyr = await GyrProcess.RunAsync(PlanFor(collector, origin));
        using var directory = new TemporaryDirectory();
        int port = HeldPort.Free();
        string file = directory.Write("prometheus.yml", $"global: {{ scrape_interval: 500ms, scrape_timeout: 400ms }}\nscrape_configs: [ {{ job_name: gyr, static_configs: [ {{ targets: [ \"{new Uri(await MetricsTests.AdminUrlAsync(gyr)).Authority}\" ] }} ] }} ]\n");
        await using ProgramProcess prometheus = ProgramProcess.Start(Server, [$"--config.file={file}", $"--storage.tsdb.path={Path.Combine(directory.Path, "data")}", $"--web.listen-address=127.0.0.1:{port}", "--enable-feature=exemplar-storage"]);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 7; i++) await client.GetAsync("/app");
        for (int i = 0; i < 3; i++) await client.GetAsync("/nowhere");

        await MetricsTests.UntilAsync(async () => await AskAsync(port, "sum(gyr_route_requests_total)") == 10, "all requests are scraped");
        Assert.Equal(7, await AskAsync(port, "gyr_route_requests_total{route=\"app\",code=\"200\",method=\"GET\"}"));
        Assert.Equal(3, await AskAsync(port, "gyr_route_requests_total{route=\"_none\",code=\"404\"}"));
        Assert.Equal(7, await AskAsync(port, "sum(http_server_request_duration_seconds_count{http_response_status_code=\"200\"})"));
        Assert.Equal(1, await AskAsync(port, "gyr_endpoint_up"));
        Assert.InRange(await AskAsync(port, "histogram_quantile(0.99, gyr_route_request_duration_seconds_bucket{route=\"app\"})"), 0, 30);

        JsonNode exemplars = await GetAsync(port, $"query_exemplars?query=gyr_route_request_duration_seconds_bucket&start={DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 600}&end={DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 60}");
        string[] traces = [.. exemplars["data"]!.AsArray().Where(static series => (string?)series!["seriesLabels"]!["route"] == "app").SelectMany(static series => series!["exemplars"]!.AsArray()).Select(static exemplar => (string)exemplar!["labels"]!["trace_id"]!)];
        Assert.NotEmpty(traces);
        HashSet<string> sent = [.. (await collector.SpansAsync(17)).Where(static span => span.Name == "GET app").Select(static span => span.TraceId.Hex())];
        Assert.All(traces, trace => Assert.Contains(trace, sent));
    }

    private static ProxyPlan PlanFor(TestCollector collector, TestOrigin origin)
    {
        ProxyPlan plan = TracingTests.PlanFor(collector, "100%", origin.Url);
        return plan with { Admin = "{ listen: \"127.0.0.1:0\" }", Routes = [plan.Routes[0] with { Path = "/app" }] };
    }

    private static void SkipWithout(string program) => Assert.SkipUnless(File.Exists(program), "prometheus is not installed (apt-get install prometheus).");

    /// <summary>The value of the one series that the query finds; NaN while there is none.</summary>
    private static async Task<double> AskAsync(int port, string query)
    {
        JsonNode answer = await GetAsync(port, $"query?query={Uri.EscapeDataString(query)}");
        return answer["data"]?["result"]?.AsArray() is [{ } one] ? double.Parse((string)one["value"]![1]!, System.Globalization.CultureInfo.InvariantCulture) : double.NaN;
    }

    private static async Task<JsonNode> GetAsync(int port, string what)
    {
        using var http = new HttpClient();
        try
        {
            using HttpResponseMessage response = await http.GetAsync($"http://127.0.0.1:{port}/api/v1/{what}", TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))! : new JsonObject();
        }
        catch (HttpRequestException)
        {
            // It is just starting.
            return new JsonObject();
        }
    }
}
