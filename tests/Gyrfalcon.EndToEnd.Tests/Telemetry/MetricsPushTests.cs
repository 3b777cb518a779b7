using System;
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
}
