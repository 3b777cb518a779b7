using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>What the Aspire dashboard, a receiver of OpenTelemetry that shares no code with us, makes of our messages.</summary>
public sealed class CollectorTests(Chromium chromium)
{
    private const string ClientsTrace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task A_receiver_of_OpenTelemetry_shows_our_traces_and_metrics()
    {
        using var directory = new TemporaryDirectory();
        int[] ports = [HeldPort.Free(), HeldPort.Free(), HeldPort.Free()];
        string program = typeof(CollectorTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static each => each.Key == "AspireDashboard").Value!;
        await using ProgramProcess receiver = ProgramProcess.Start(program, ["--contentRoot", Path.GetDirectoryName(program)!], directory.Path, new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ports[0]}",
            ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = $"http://127.0.0.1:{ports[1]}",
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://127.0.0.1:{ports[2]}",
            ["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true",
            ["ASPIRE_DASHBOARD_API_ENABLED"] = "true",
            ["HOME"] = directory.Path,
        });
        await receiver.Output.WaitForAsync(static line => line.Contains("OTLP/HTTP listening", StringComparison.Ordinal), "the receiver to listen");
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        a.Handle("/busy", static exchange => exchange.ReplyAsync("busy", 503));
        b.Handle("/busy", static exchange => exchange.ReplyAsync("busy", 503));
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a, b) with
        {
            Otlp = $"{{ endpoint: \"http://127.0.0.1:{ports[1]}\", traces: 100%, metrics: 1s, service: edge }}",
            Routes = [new RoutePlan { Name = "app", Cluster = "app", Retry = "{ on: [ 503 ] }" }],
        });
        await using RawClient client = await RawClient.ConnectAsync(gyr.Address);
        await client.GetAsync("/fine", $"traceparent: 00-{ClientsTrace}-b7ad6b7169203331-01\r\n");
        Assert.Equal(503, (await client.GetAsync("/busy")).Response.Status);

        // Traces, as its API tells them: one exchange with an attempt, and one with two.
        JsonNode[] spans = [];
        using var http = new HttpClient();
        for (long start = Environment.TickCount64; spans.Length < 5 && Environment.TickCount64 - start < Deadline.Default.TotalMilliseconds;)
        {
            JsonNode told = JsonNode.Parse(await http.GetStringAsync($"http://127.0.0.1:{ports[0]}/api/telemetry/spans", TestContext.Current.CancellationToken))!;
            spans = [.. told["data"]!["resourceSpans"]!.AsArray().SelectMany(static resource => resource!["scopeSpans"]!.AsArray()).SelectMany(static scope => scope!["spans"]!.AsArray()).Select(static span => span!)];
        }

        Assert.Equal(5, spans.Length);
        JsonNode fine = spans.Single(static span => (int)span["kind"]! == 2 && (string?)span["traceId"] == ClientsTrace);
        Assert.Equal(("GET app", "b7ad6b7169203331"), ((string?)fine["name"], (string?)fine["parentSpanId"]));
        JsonNode busy = spans.Single(static span => (int)span["kind"]! == 2 && (string?)span["traceId"] != ClientsTrace);
        Assert.Equal(2, (int)busy["status"]!["code"]!);
        Assert.Equal(2, spans.Count(span => (string?)span["parentSpanId"] == (string?)busy["spanId"] && (string?)span["traceId"] == (string?)busy["traceId"]));

        // Metrics, as its page shows them.
        await using Dashboard page = await chromium.OpenAsync($"http://127.0.0.1:{ports[0]}", "/metrics/resource/edge", expects: static _ => true);
        await Expect(page.Page.GetByText("http.server.request.duration").First).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("gyr_route_requests").First).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("gyr_endpoint_request_duration_seconds").First).ToBeVisibleAsync();
        Assert.DoesNotContain("otlp:", gyr.Process.Errors.Text, StringComparison.Ordinal);
    }
}
