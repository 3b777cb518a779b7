using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gyrfalcon.Proxy.Configuration.Scenarios;
using Gyrfalcon.Scenarios.Recording;
using Gyrfalcon.Scenarios.Reports;
using Xunit;

namespace Gyrfalcon.Scenarios.Tests;

public sealed class ScenarioRunTests
{
    private const string Config = """
        config:
          listeners: { web: { address: ":8000" } }
          routes: [ { match: { path: "/none" }, respond: { status: 404 } }, { cluster: app, timeouts: { response-header: 2s } } ]
          clusters: { app: { endpoints: [ "http://a.example:81", "http://10.0.0.2:80", "https://10.0.0.3" ] } }
        duration: 20s

        """;

    [Fact]
    public void The_same_seed_gives_the_same_reports_to_the_byte_and_another_seed_others()
    {
        Assert.Equal(Everything(Shipped.Run("zone-lost")), Everything(Shipped.Run("zone-lost")));
        Assert.NotEqual(Everything(Shipped.Run("zone-lost")), Everything(Shipped.Run("zone-lost", change: static scenario => scenario with { Seed = 2 })));
    }

    [Fact]
    public void A_mix_of_requests_goes_to_names_and_addresses()
    {
        RunReport report = Run("""
            load:
              rate: 300
              requests: [ { share: 4, path: "/u/{user}" }, { method: POST, path: /orders, body: 40KiB }, { method: HEAD, path: / }, { path: /none } ]
            """);

        Assert.InRange(report.Total.Requests, 5_500, 6_500);
        Assert.InRange(report.Total.Of(Outcome.ClientError), 700, 1_050);
        Assert.Equal(report.Total.Of(Outcome.ClientError), report.Total.Errors);
        Assert.All(report.ReceivedIn(0, report.Slices.Count), static received => Assert.InRange(received, 1_500, 2_000));
    }

    [Fact]
    public void Clients_that_wait_are_as_fast_as_answers_and_thoughts()
    {
        RunReport report = Run("""
            endpoints: { all: { service-time: 10ms } }
            load: { clients: 12, think-time: 28ms }
            """);

        // 12 clients, a request each 10 + 28 ms and what ways and timers add.
        Assert.InRange(report.Total.Requests, 5_700, 6_400);
        Assert.Equal(0, report.Total.Errors);
    }

    [Fact]
    public void A_load_of_nothing_pauses()
    {
        RunReport report = Run("""
            load: { rate: 200 }
            events: [ { at: 5s, load: 0%, for: 5s } ]
            """);

        Assert.Equal(0, report.Slices.Skip(26).Take(24).Sum(static slice => slice.Requests));
        Assert.InRange(report.Total.Requests, 2_700, 3_300);
    }

    [Fact]
    public void An_endpoint_that_hangs_answers_nothing_and_goes_on_later()
    {
        RunReport report = Run("""
            load: { rate: 90, patience: 1s }
            endpoints: { one: { members: "2 of 3" } }
            events: [ { at: 5s, hang: one, for: 5s } ]
            """);

        Assert.InRange(report.Total.Of(Outcome.GivenUp), 100, 190);
        Assert.InRange(report.Total.Of(Outcome.Unavailable), 1, 60); // when it goes on, more wait than its queue has room for
        Assert.Equal(report.Total.Of(Outcome.GivenUp) + report.Total.Of(Outcome.Unavailable), report.Total.Errors);
        Assert.Equal(0, report.Sum(60, 40).Errors);
    }

    [Fact]
    public void Errors_of_endpoints_and_full_queues_are_told_apart()
    {
        RunReport report = Run("""
            endpoints:
              one: { members: "1 of 3", errors: 50% }
              two: { members: "2 of 3", service-time: 100ms, concurrency: 1, queue: 0 }
            load: { rate: 90 }
            """);

        Assert.InRange(report.Total.Of(Outcome.InternalError), 250, 350);
        Assert.InRange(report.Total.Of(Outcome.Unavailable), 380, 520);
    }

    [Fact]
    public void A_lossy_way_shows_in_the_tail()
    {
        RunReport good = Run("load: { rate: 90 }");
        RunReport lossy = Run("load: { rate: 90 }\nnetwork: { endpoints: { loss: 3% } }");

        Assert.True(good.Total.Latency.Quantile(0.99) < 50_000_000);
        Assert.True(lossy.Total.Latency.Quantile(0.99) > 200_000_000);
    }

    [Fact]
    public void A_delay_reaches_connections_that_exist()
    {
        RunReport report = Run("""
            load: { rate: 90 }
            events: [ { at: 10s, delay: all, by: 40ms } ]
            """);

        Assert.True(report.Sum(0, 49).Latency.Quantile(0.999) < 50_000_000);
        Assert.True(report.Sum(51, 49).Latency.Quantile(0.01) > 80_000_000);
    }

    [Fact]
    public void The_page_asks_nobody_for_anything_and_holds_no_script()
    {
        string page = Page(Shipped.Run("one-slow-server", duration: TimeSpan.FromSeconds(50)));

        Assert.Contains("Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("""<script|<link|<img|<iframe|@import|url\(|\ssrc=|\shref=|\sstyle=|\son[a-z]+=""", page);
        Assert.Empty(Regex.Matches(page, "https?://").Select(static match => match.Value));
        Assert.Equal(3, Regex.Count(page, "<svg "));
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
        Assert.Contains("5 times as slow", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Titles_cannot_break_out_of_the_page()
    {
        string page = Page(Shipped.Run("one-slow-server", duration: TimeSpan.FromSeconds(41), change: static scenario => scenario with { Title = "<b>\"&" }));

        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_says_the_same_as_the_report()
    {
        RunReport report = Run("load: { rate: 90 }");
        var bytes = new MemoryStream();
        JsonReport.Write(report, bytes);
        using var json = JsonDocument.Parse(bytes.ToArray());

        Assert.Equal(report.Total.Requests, json.RootElement.GetProperty("total").GetProperty("requests").GetInt64());
        Assert.Equal(report.Slices.Count, json.RootElement.GetProperty("slices").GetArrayLength());
        Assert.Equal(3, json.RootElement.GetProperty("endpoints").GetArrayLength());
    }

    private static RunReport Run(string rest)
    {
        ScenarioResult result = ScenarioFile.Parse(Config + rest, "scenario.yaml");
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        return ScenarioRun.Run(new ScenarioVariant().Of(result.Scenario));
    }

    private static string Page(RunReport report)
    {
        var page = new StringWriter();
        HtmlReport.Write(report, page);
        return page.ToString();
    }

    private static string Everything(RunReport report)
    {
        var table = new StringWriter();
        TextReport.Write(report, table);
        var json = new MemoryStream();
        JsonReport.Write(report, json);
        return table + Encoding.UTF8.GetString(json.ToArray()) + Page(report);
    }
}
