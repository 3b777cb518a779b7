using System;
using System.IO;
using System.Linq;
using System.Text;
using Gyrfalcon.Admin.Metrics;
using Xunit;

namespace Gyrfalcon.Admin.Tests.Metrics;

public sealed class MetricFamiliesTests
{
    [Fact]
    public void NamesAndTypesAreAsPrometheusWantsThem()
    {
        // OpenMetrics declares a counter without its suffix.
        Assert.Equal(MetricFamilies.All.Count, MetricFamilies.All.DistinctBy(static family => family.Name.Replace("_total", "", StringComparison.Ordinal)).Count());
        Assert.All(MetricFamilies.All, static family =>
        {
            Assert.Matches("^(gyr|process|http_server)_[a-z]+(_[a-z]+)*$", family.Name);
            Assert.Equal(family.Type == "counter", family.Name.EndsWith("_total", StringComparison.Ordinal));
            Assert.Matches("^(counter|gauge|histogram)$", family.Type);
            Assert.Matches("^[A-Z1].*[^.]$", family.Help);
        });
    }

    /// <summary>docs/metrics.md says what there is; GYR_UPDATE_DOCS=1 writes it anew.</summary>
    [Fact]
    public void TheDocumentIsUpToDate()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Gyrfalcon.slnx"))) root = Path.GetDirectoryName(root)!;
        string path = Path.Combine(root, "docs", "metrics.md");
        string document = Document();
        if (Environment.GetEnvironmentVariable("GYR_UPDATE_DOCS") == "1") File.WriteAllText(path, document);
        Assert.Equal(File.ReadAllText(path), document);
    }

    private static string Document()
    {
        var text = new StringBuilder("""
            # Metrics

            <!-- Generated from src/Gyrfalcon.Admin/Metrics/MetricFamilies.cs. Do not edit: run the tests of Gyrfalcon.Admin with GYR_UPDATE_DOCS=1. -->

            `GET /metrics` on the admin address (`admin: { listen: "127.0.0.1:2019" }`, the default of `gyr run`) gives them as Prometheus text, or as OpenMetrics to clients that ask for it:

            ```sh
            curl http://127.0.0.1:2019/metrics
            curl --unix-socket /run/gyr/admin.sock http://localhost/metrics
            ```

            Workers count in plain words of their own; they are summed up when somebody asks, so nothing is measured twice and nobody waits. Labels are bounded: they name what the configuration
            names, faults, and methods and statuses that are in use; another method is `_other`, another status its class, such as `2xx`, or `_other` from 600 on.

            What adds up: an endpoint's attempts are those of the access log (`attempts`), retries and hedges among them, whoever ended them. Copies of requests (`mirror`) are attempts at their endpoints, too, but no requests of the cluster and no lines of the log.

            | metric | type | labels | what |
            | --- | --- | --- | --- |

            """);
        foreach (MetricFamily family in MetricFamilies.All)
        {
            string labels = family.Labels.Count == 0 ? "" : $"`{string.Join("`, `", family.Labels)}`";
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{family.Name}` | {family.Type} | {labels} | {family.Help} |\n");
        }

        return text.ToString();
    }
}
