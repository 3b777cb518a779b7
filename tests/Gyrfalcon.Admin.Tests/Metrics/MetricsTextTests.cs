using System;
using Gyrfalcon.Admin.Metrics;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Admin.Tests.Metrics;

public sealed class MetricsTextTests
{
    private static readonly MetricFamily Requests = new("gyr_x_requests_total", "counter", "All \"requests\"\nof \\ x", ["name", "code"]);
    private static readonly MetricFamily Open = new("gyr_open", "gauge", "Open", []);
    private static readonly MetricFamily Duration = new("gyr_seconds", "histogram", "Time", ["route"]);

    [Fact]
    public void PrometheusText()
    {
        var text = new MetricsText(MetricsFormat.Prometheus);
        text.Add(Requests, 3, "a\"b\\c\nd", "200");
        text.Add(Requests, 1e15, "e", "404");
        text.Add(Open, 0.25);
        Assert.Equal(
            "# HELP gyr_x_requests_total All \"requests\"\\nof \\\\ x\n# TYPE gyr_x_requests_total counter\n"
            + "gyr_x_requests_total{name=\"a\\\"b\\\\c\\nd\",code=\"200\"} 3\n"
            + "gyr_x_requests_total{name=\"e\",code=\"404\"} 1000000000000000\n"
            + "# HELP gyr_open Open\n# TYPE gyr_open gauge\ngyr_open 0.25\n",
            text.End());
    }

    [Fact]
    public void OpenMetricsNamesTheCounterWithoutItsSuffixAndEnds()
    {
        var text = new MetricsText(MetricsFormat.OpenMetrics);
        text.Add(Requests, 3, "a", "200");
        Assert.Equal(
            "# HELP gyr_x_requests All \\\"requests\\\"\\nof \\\\ x\n# TYPE gyr_x_requests counter\ngyr_x_requests_total{name=\"a\",code=\"200\"} 3\n# EOF\n",
            text.End());
    }

    [Fact]
    public void BucketsAreCumulated()
    {
        var text = new MetricsText(MetricsFormat.Prometheus);
        text.Add(Duration, new HistogramSample([0.1, 1], [2, 0, 1], 3.5, []), "r");
        Assert.Equal(
            "# HELP gyr_seconds Time\n# TYPE gyr_seconds histogram\n"
            + "gyr_seconds_bucket{route=\"r\",le=\"0.1\"} 2\ngyr_seconds_bucket{route=\"r\",le=\"1\"} 2\ngyr_seconds_bucket{route=\"r\",le=\"+Inf\"} 3\n"
            + "gyr_seconds_sum{route=\"r\"} 3.5\ngyr_seconds_count{route=\"r\"} 3\n",
            text.End());
    }

    [Fact]
    public void ExemplarsAreForOpenMetrics()
    {
        var sample = new HistogramSample([0.1], [2, 1], 3.5, [new Exemplar("0af7651916cd43dd8448eb211c80319c", 0.05, DateTime.UnixEpoch.AddSeconds(1.25)), null]);
        var text = new MetricsText(MetricsFormat.OpenMetrics);
        text.Add(Duration, sample, "r");
        Assert.Equal(
            "# HELP gyr_seconds Time\n# TYPE gyr_seconds histogram\n"
            + "gyr_seconds_bucket{route=\"r\",le=\"0.1\"} 2 # {trace_id=\"0af7651916cd43dd8448eb211c80319c\"} 0.05 1.25\ngyr_seconds_bucket{route=\"r\",le=\"+Inf\"} 3\n"
            + "gyr_seconds_sum{route=\"r\"} 3.5\ngyr_seconds_count{route=\"r\"} 3\n# EOF\n",
            text.End());
        var plain = new MetricsText(MetricsFormat.Prometheus);
        plain.Add(Duration, sample, "r");
        Assert.DoesNotContain("trace_id", plain.End(), StringComparison.Ordinal);
    }

    [Fact]
    public void ALabelWithoutAValueIsLeftOut()
    {
        var text = new MetricsText(MetricsFormat.Prometheus);
        text.Add(Requests, 1, "", "200");
        text.Add(Requests, 1, "", "");
        Assert.EndsWith("gyr_x_requests_total{code=\"200\"} 1\ngyr_x_requests_total 1\n", text.End(), StringComparison.Ordinal);
    }

    [Fact]
    public void AFamilyHasAsManyLabelsAsItSays()
        => Assert.Throws<ArgumentException>(() => new MetricsText(MetricsFormat.Prometheus).Add(Requests, 1, "a"));

    [Theory]
    [InlineData(null, MetricsFormat.Prometheus)]
    [InlineData("*/*", MetricsFormat.Prometheus)]
    [InlineData("text/plain;version=0.0.4;q=0.5,*/*;q=0.1", MetricsFormat.Prometheus)]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.3", MetricsFormat.OpenMetrics)]
    [InlineData("text/plain, application/openmetrics-text;q=0.1", MetricsFormat.Prometheus)]
    [InlineData("application/openmetrics-text;q=0", MetricsFormat.Prometheus)]
    [InlineData("application/openmetrics-text;q=0.1, text/plain;q=0.9", MetricsFormat.Prometheus)]
    [InlineData("text/plain;q=0.3, application/openmetrics-text;version=1.0.0;q=0.5", MetricsFormat.OpenMetrics)]
    [InlineData("application/openmetrics-text, text/plain", MetricsFormat.OpenMetrics)]
    [InlineData("text/plain, application/openmetrics-text", MetricsFormat.Prometheus)]
    [InlineData(";;;", MetricsFormat.Prometheus)]
    public void TheFormatIsTheClientsChoice(string? accept, MetricsFormat format) => Assert.Equal(format, MetricsText.Wanted(accept));
}
