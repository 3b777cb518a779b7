using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Otlp.Wire;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Telemetry;

/// <summary>Metrics that are sent to a collector say what those at /metrics say.</summary>
public sealed class MetricsPushTests
{
    [Theory, EachDriver]
    public async Task Counts_and_histograms_are_those_of_the_load(Driver driver)
    {
        await using var collector = new TestCollector();
        await using TestOrigin origin = TestOrigin.Start();
        using var directory = new TemporaryDirectory();
        string fields = directory.Write("fields", "# for the collector\nAuthorization: Bearer not-to-be-told\nX-Tenant: a\n");
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(origin.Url) with
        {
            Otlp = $"{{ endpoint: \"{collector.Origin.Url}/\", metrics: 1s, traces: off, service: edge, headers-file: {fields} }}",
            Routes = [new RoutePlan { Name = "here", Path = "/here", RespondStatus = 204 }, new RoutePlan { Name = "app", Cluster = "app" }],
        }, driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 5; i++) await client.GetAsync("/");
        for (int i = 0; i < 3; i++) await client.GetAsync("/here");
        await client.GetAsync("/here", method: "BREW");

        Metric requests = await collector.MetricAsync("gyr_route_requests", static metric => metric.Sum.DataPoints.Sum(static point => point.AsInt) == 9);
        Assert.True(requests.Sum.IsMonotonic);
        Assert.Equal(AggregationTemporality.Cumulative, requests.Sum.AggregationTemporality);
        Assert.Equal(
            [("app", "200", "GET", 5), ("here", "204", "GET", 3), ("here", "204", "_other", 1)],
            requests.Sum.DataPoints.Select(static point => (point.Attributes.Text("route"), point.Attributes.Text("code"), point.Attributes.Text("method"), point.AsInt)).OrderBy(static row => $"{row.Item1} {row.Item2} {row.Item3}", StringComparer.Ordinal));

        Metric durations = await collector.MetricAsync("http.server.request.duration", static metric => metric.Histogram.DataPoints.Sum(static point => (long)point.Count) == 9);
        Assert.Equal("s", durations.Unit);
        Assert.Equal(
            [("GET", "200", "http", 5), ("GET", "204", "http", 3), ("_OTHER", "204", "http", 1)],
            durations.Histogram.DataPoints.Select(static point => (point.Attributes.Text("http.request.method"), point.Attributes.Text("http.response.status_code"), point.Attributes.Text("url.scheme"), (int)point.Count)).OrderBy(static row => $"{row.Item1} {row.Item2}", StringComparer.Ordinal));
        Assert.All(durations.Histogram.DataPoints, static point =>
        {
            Assert.Equal(point.ExplicitBounds.Count + 1, point.BucketCounts.Count);
            Assert.Equal(point.Count, (ulong)point.BucketCounts.Sum(static count => (long)count));
            Assert.InRange(point.Sum, 0, 60);
            Assert.True(point.StartTimeUnixNano < point.TimeUnixNano);
        });

        OriginExchange sent = collector.Origin.Exchanges[0];
        Assert.Equal(("Bearer not-to-be-told", "a", "application/x-protobuf"), (sent.Request.Fields["Authorization"], sent.Request.Fields["X-Tenant"], sent.Request.Fields["Content-Type"]));
        Assert.DoesNotContain("not-to-be-told", gyr.Process.Errors.Text, StringComparison.Ordinal);
    }
    [Theory, EachDriver]
    public async Task Exemplars_are_of_traces_that_were_sent_and_numbers_are_those_of_the_cluster(Driver driver)
    {
        const int Requests = 6;
        await using var collector = new TestCollector();
        await using var origins = new Origins(2);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To() with
        {
            Otlp = $"{{ endpoint: \"{collector.Origin.Url}\", metrics: 1s, traces: 100% }}",
            Routes = [new RoutePlan { Name = "app", Cluster = "app" }],
            Clusters = [new ClusterPlan { EndpointsYaml = $"[ \"{origins.Urls[0]}\", {{ url: \"{origins.Urls[1]}\", weight: 2 }} ]" }],
        }, driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < Requests; i++) await client.GetAsync("/");

        // The latest of each bucket that has any.
        Metric durations = await collector.MetricAsync("gyr_route_request_duration_seconds", static metric => metric.Histogram.DataPoints is [var one] && one.Count == Requests && one.Exemplars.Count == one.BucketCounts.Count(static count => count > 0));
        HistogramDataPoint point = Assert.Single(durations.Histogram.DataPoints);
        Assert.Equal("app", point.Attributes.Text("route"));
        Span[] sent = [.. (await collector.SpansAsync(2 * Requests)).Where(static span => span.Kind == SpanKind.Server)];
        Assert.Equal(Requests, sent.Length);
        Assert.NotEmpty(point.Exemplars);
        foreach (ExemplarValue exemplar in point.Exemplars)
        {
            Span span = sent.Single(span => span.TraceId == exemplar.TraceId);
            Assert.Equal((span.EndTimeUnixNano - span.StartTimeUnixNano) / 1e9, exemplar.AsDouble, 1e-3);
        }

        Assert.Equal([("app", null, Requests)], await PointsAsync("gyr_cluster_requests", Requests));
        Assert.Equal([("app", origins.Urls[0], Requests / 3), ("app", origins.Urls[1], Requests * 2 / 3)], await PointsAsync("gyr_endpoint_requests", Requests));
        Assert.Equal([("app", origins.Urls[0], 1), ("app", origins.Urls[1], 2)], await PointsAsync("gyr_endpoint_weight", 3));

        // The points of a metric by cluster and endpoint, when they make up such a sum.
        async Task<(string?, string?, long)[]> PointsAsync(string name, long sum)
        {
            Metric metric = await collector.MetricAsync(name, metric => Points(metric).Sum(static each => each.AsInt) == sum);
            return [.. Points(metric).Select(static each => (each.Attributes.Text("cluster"), each.Attributes.Text("endpoint"), each.AsInt))];
        }

        static IEnumerable<NumberDataPoint> Points(Metric metric) => metric.Sum?.DataPoints ?? metric.Gauge.DataPoints;
    }

    [Fact]
    public async Task What_came_of_each_message_is_counted()
    {
        await using var collector = new TestCollector();
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await GyrProcess.RunAsync(TracingTests.PlanFor(collector, "100%", origin.Url) with { Admin = "{ listen: \"127.0.0.1:0\" }" });
        await using RawClient client = await gyr.ConnectAsync();
        await client.GetAsync("/");
        await collector.SpansAsync(2);
        await UntilAsync("sent", 1);
        collector.Status = 400;
        await client.GetAsync("/");
        await UntilAsync("refused", 1);
        collector.Status = 503;
        await client.GetAsync("/");
        await UntilAsync("failed", 1);

        // It is sent again until it is taken.
        collector.Status = 200;
        await collector.SpansAsync(4);
        string text = await UntilAsync("sent", 2);
        Assert.Equal(1, Of(text, "traces", "refused"));
        Assert.Equal(collector.Origin.RequestCount, Of(text, "traces", "sent") + Of(text, "traces", "refused") + Of(text, "traces", "failed"));
        Assert.Equal((0, 0, 0), (Of(text, "metrics", "sent"), Of(text, "metrics", "refused"), Of(text, "metrics", "failed")));
        Assert.Equal(1, MetricsTests.Value(text, "gyr_traces_dropped_total"));

        async Task<string> UntilAsync(string outcome, int least)
        {
            string text = "";
            await MetricsTests.UntilAsync(async () => Of(text = await MetricsTests.ScrapeAsync(gyr), "traces", outcome) >= least, $"{least} messages are {outcome}");
            return text;
        }

        static double Of(string text, string signal, string outcome) => MetricsTests.Value(text, $"gyr_otlp_exports_total{{signal=\"{signal}\",outcome=\"{outcome}\"}}");
    }
}
