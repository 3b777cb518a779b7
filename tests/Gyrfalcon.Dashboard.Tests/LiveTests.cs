using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>What a person sees while the program works.</summary>
public sealed class LiveTests(Chromium chromium)
{
    [Fact]
    public async Task Every_figure_is_what_a_scripted_load_did()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a, b) with
        {
            Routes = [new RoutePlan { Name = "here", Path = "/here", RespondStatus = 204 }, new RoutePlan { Name = "app", Cluster = "app", Retry = "off" }],
        });
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr));
        await Expect(dashboard.Figure("Requests")).ToContainTextAsync("0 since the start");

        await Load.SendAsync(gyr.Address, 40, "/x");
        await Load.SendAsync(gyr.Address, 10, "/status/502");
        await Load.SendAsync(gyr.Address, 7, "/here");

        await Expect(dashboard.Figure("Requests")).ToContainTextAsync("57 since the start");
        await Expect(dashboard.Figure("Server errors")).ToContainTextAsync("10 in all");
        string metrics = await Gyr.GetAsync(gyr, "metrics");
        Assert.Contains("gyr_listener_requests_total{listener=\"web\"} 57\n", metrics, StringComparison.Ordinal);
        Assert.Contains("gyr_route_requests_total{route=\"app\",code=\"502\",method=\"GET\"} 10\n", metrics, StringComparison.Ordinal);
        Assert.Equal(57, JsonDocument.Parse(await Gyr.GetAsync(gyr, "v1/status")).RootElement.GetProperty("requests").GetInt64());
        Assert.Equal((57, 10), await HistoryAsync(gyr, "process/all"));
        Assert.Equal((50, 10), await HistoryAsync(gyr, "route/app"));
        Assert.Equal((7, 0), await HistoryAsync(gyr, "route/here"));

        // Two endpoints in turn.
        foreach (TestOrigin origin in new[] { a, b })
        {
            Assert.Equal(25, (await HistoryAsync(gyr, $"endpoint/{Uri.EscapeDataString($"app/{origin.Url}")}")).Requests);
            await dashboard.Page.Locator(".node", new PageLocatorOptions { HasTextString = origin.Url["http://".Length..] }).ClickAsync();
            await Expect(dashboard.Detail).ToContainTextAsync("25 in all");
            Assert.Contains($"gyr_endpoint_requests_total{{cluster=\"app\",endpoint=\"{origin.Url}\"}} 25\n", metrics, StringComparison.Ordinal);
            await dashboard.Page.Keyboard.PressAsync("Escape");
            await Expect(dashboard.Detail).ToHaveCountAsync(0);
        }

        // What failed explains itself.
        await dashboard.Page.Locator(".node[data-node='r/app']").ClickAsync();
        ILocator failed = dashboard.Detail.Locator(".exchanges").First.Locator("details").First;
        await Expect(failed.Locator("summary")).ToContainTextAsync("502GET /status/502");
        await failed.Locator("summary").ClickAsync();
        await Expect(failed.Locator(".explanation")).ToContainTextAsync("answered 502. Of");
        await Expect(failed.Locator(".asked")).ToHaveTextAsync($"GET {gyr.Address}/status/502");
        dashboard.AssertNoComplaints();
    }

    [Fact]
    public async Task Under_load_rates_appear_and_an_endpoint_that_dies_says_why()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a, b));
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr));
        await using var load = new Load(gyr.Address, 60, "/");

        await Expect(dashboard.Page.Locator(".connection")).ToHaveTextAsync("Live");
        await Expect(dashboard.Figure("Requests").Locator("strong")).ToHaveTextAsync(new Regex(@"^([4-9]\d|1\d\d)/s$"));
        await Expect(dashboard.Figure("Latency").Locator("strong")).ToHaveTextAsync(new Regex(@"\d ms$"));
        await Expect(dashboard.Figure("Endpoints up")).ToContainTextAsync("all get requests");
        await Expect(Node(dashboard, a)).ToContainTextAsync(new Regex(@"[23]\d/s"));

        b.Kill();
        ILocator concerns = dashboard.Page.Locator(".concerns");
        await Expect(concerns).ToContainTextAsync("unreachable");
        await Expect(concerns).ToContainTextAsync(b.Url);
        await Expect(concerns).ToContainTextAsync("refused");
        await Expect(dashboard.Figure("Endpoints up")).ToContainTextAsync("1 get none");
        await Expect(Node(dashboard, b)).ToContainTextAsync("unreachable");

        await concerns.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = b.Url }).ClickAsync();
        await Expect(dashboard.Detail.Locator(".reasons")).ToContainTextAsync("refused");
        await Expect(dashboard.Detail.Locator(".reasons")).ToContainTextAsync(new Regex(@"for \d+ s"));
        await Expect(dashboard.Detail.Locator("canvas")).ToHaveCountAsync(3);

        b.Revive();
        await Expect(dashboard.Detail.Locator(".standing")).ToContainTextAsync("up");
        await Expect(concerns).ToHaveCountAsync(0);
        dashboard.AssertNoComplaints();
    }

    [Fact]
    public async Task An_attempt_that_failed_is_shown_at_its_endpoint_whichever_was_asked_last_and_on_the_overview()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        a.Handle("/busy", static exchange => exchange.ReplyAsync("busy", 503));
        b.Handle("/busy", static exchange => exchange.ReplyAsync("busy", 503));

        // Slow enough to be kept, which an exchange that goes well in the end is by chance alone.
        a.Handle("/slow", static exchange => exchange.ReplyAsync("busy", 503));
        b.Handle("/slow", static async exchange =>
        {
            await Task.Delay(1100);
            await exchange.ReplyAsync("at last");
        });
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a, b) with { Routes = [new RoutePlan { Name = "app", Cluster = "app", Retry = "{ on: [ 503 ] }" }] });
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr));
        await Expect(dashboard.Page.Locator(".worth")).ToContainTextAsync("None yet.");
        await Load.SendAsync(gyr.Address, 1, "/busy");
        await Load.SendAsync(gyr.Address, 2, "/slow");

        ILocator overview = dashboard.Page.Locator(".worth .exchanges");
        ILocator busy = overview.First.Locator("details").First;
        await Expect(overview.First).ToContainTextAsync("Latest that failed");
        await Expect(overview.Nth(1)).ToContainTextAsync("GET /slow");
        await Expect(busy.Locator("summary")).ToContainTextAsync("503GET /busy");
        await busy.Locator("summary").ClickAsync();
        await Expect(busy.Locator(".explanation")).ToContainTextAsync("2 attempts");
        await Expect(busy.Locator(".tries li")).ToHaveCountAsync(2);
        await busy.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "route app" }).ClickAsync();
        await Expect(dashboard.Detail.Locator(".exchanges").First).ToContainTextAsync("503GET /busy");
        await dashboard.Page.Keyboard.PressAsync("Escape");

        foreach (TestOrigin origin in new[] { a, b })
        {
            await Node(dashboard, origin).ClickAsync();
            ILocator failed = dashboard.Detail.Locator(".exchanges").First;
            await Expect(failed).ToContainTextAsync("Latest that failed");
            await Expect(failed).ToContainTextAsync("503GET /busy");
            if (origin == a) await Expect(failed).ToContainTextAsync("200GET /slow503 here");
            else await Expect(failed).Not.ToContainTextAsync("/slow");
            await dashboard.Page.Keyboard.PressAsync("Escape");
            await Expect(dashboard.Detail).ToHaveCountAsync(0);
        }

        // Newer ones do not push away what is being read, which is still open.
        await Load.SendAsync(gyr.Address, 6, "/busy");
        for (int i = 0; i < 2; i++) await dashboard.Page.WaitForResponseAsync(static response => response.Url.Contains("failed=true", StringComparison.Ordinal));
        Assert.True(await busy.Locator(".explanation").IsVisibleAsync());
        await busy.Locator("summary").ClickAsync();
        await Expect(overview.First.Locator("summary", new LocatorLocatorOptions { HasTextString = "503GET /busy" })).ToHaveCountAsync(5);
        dashboard.AssertNoComplaints();
    }

    [Fact]
    public async Task A_configuration_that_is_refused_is_told_at_once_to_a_page_that_is_open()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a));
        string url = await Gyr.AdminUrlAsync(gyr);
        await using Dashboard dashboard = await chromium.OpenAsync(url);
        await Expect(dashboard.Page.Locator(".connection")).ToHaveTextAsync("Live");
        ILocator concerns = dashboard.Page.Locator(".concerns");
        await Expect(concerns).ToHaveCountAsync(0);

        using var http = new HttpClient();
        using HttpRequestMessage put = new(HttpMethod.Put, $"{url}v1/config") { Content = new StringContent("listeners: 7", Encoding.UTF8, "application/yaml") };
        put.Headers.TryAddWithoutValidation("If-Match", "*");
        using HttpResponseMessage refused = await http.SendAsync(put);
        Assert.False(refused.IsSuccessStatusCode);
        await Expect(concerns).ToContainTextAsync("The last change of the configuration was refused");

        using HttpResponseMessage reloaded = await http.PostAsync($"{url}reload", null);
        Assert.True(reloaded.IsSuccessStatusCode);
        await Expect(concerns).ToHaveCountAsync(0);
        dashboard.AssertNoComplaints();
    }

    [Fact]
    public async Task The_page_finds_the_program_again_and_follows_another_configuration()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        using var directory = new TemporaryDirectory();
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a));
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr));
        await Expect(dashboard.Page.Locator(".node")).ToHaveCountAsync(4);

        using var http = new HttpClient();
        string url = await Gyr.AdminUrlAsync(gyr);
        using var body = new StringContent("{\"url\":\"http://127.0.0.1:1\"}", Encoding.UTF8, "application/json");
        using HttpResponseMessage added = await http.PostAsync($"{url}v1/clusters/app/endpoints", body);
        Assert.Equal(201, (int)added.StatusCode);
        await Expect(dashboard.Page.Locator(".node")).ToHaveCountAsync(5);

        // For every network error the browser itself writes to the console.
        dashboard.Expects = static text => text.Contains("net::ERR", StringComparison.Ordinal);
        await dashboard.Page.Context.SetOfflineAsync(true);
        await dashboard.Page.ReloadAsync().ContinueWith(static _ => { }, TaskScheduler.Default);
        await dashboard.Page.Context.SetOfflineAsync(false);
        await dashboard.Page.GotoAsync(url);
        await Expect(dashboard.Page.Locator(".node")).ToHaveCountAsync(5);
        dashboard.AssertNoComplaints();
    }

    [Fact]
    public async Task A_cluster_that_refuses_everything_shows_its_requests_and_that_they_fail()
    {
        ProxyPlan plan = Gyr.PlanFor() with { Clusters = [new ClusterPlan { Endpoints = ["http://127.0.0.1:1", "http://127.0.0.1:2"] }] };
        await using GyrProcess gyr = await GyrProcess.RunAsync(plan);
        await Load.SendAsync(gyr.Address, 4, "/first");
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr));
        await using (var load = new Load(gyr.Address, 50, "/some/rather/long/path/to/something"))
        {
            await LooksAsync();
        }

        (long requests, long failed) = await HistoryAsync(gyr, "cluster/app");
        Assert.InRange(requests, 20, 100_000);
        Assert.InRange(failed, requests - 2, requests);
        dashboard.AssertNoComplaints();

        async Task LooksAsync()
        {
            ILocator node = dashboard.Page.Locator(".node[data-node='c/app']");
            await Expect(node).ToContainTextAsync(new Regex(@"[1-9]\d/s"));
            await Expect(node).ToContainTextAsync("100% fail");
            await node.ClickAsync();
            await Expect(dashboard.Detail.Locator(".figure").Nth(1)).ToContainTextAsync("100%");

            // What was refused at once says what it was and why, and has no times to tell.
            ILocator refused = dashboard.Detail.Locator(".exchanges").First.Locator("details").First;
            await Expect(refused.Locator("summary span")).ToHaveAttributeAsync("title", $"GET {gyr.Address}/some/rather/long/path/to/something");
            await refused.Locator("summary").ClickAsync();
            await Expect(refused.Locator(".explanation")).ToContainTextAsync("It went wrong: no endpoint of the cluster could be used (no-endpoint). It was answered at once.");
            await Expect(refused.Locator(".steps")).ToHaveCountAsync(0);

            await dashboard.GoAsync("Endpoints");
            await Expect(dashboard.Page.Locator(".cluster").First).ToContainTextAsync("100% fail");
        }
    }

    private static ILocator Node(Dashboard dashboard, TestOrigin origin) => dashboard.Page.Locator(".node", new PageLocatorOptions { HasTextString = origin.Url["http://".Length..] });

    private static async Task<(long Requests, long Failed)> HistoryAsync(GyrProcess gyr, string what)
    {
        JsonElement history = JsonDocument.Parse(await Gyr.GetAsync(gyr, $"v1/history/{what}")).RootElement;
        return (history.GetProperty("requests").EnumerateArray().Sum(static count => count.GetInt64()), history.GetProperty("failed").EnumerateArray().Sum(static count => count.GetInt64()));
    }
}
