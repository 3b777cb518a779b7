using System;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>Long names, many digits and little room: what must be told apart can be.</summary>
public sealed class NarrowTests(Chromium chromium)
{
    /// <summary>How many of these are cut, though they have nothing to be cut by.</summary>
    private const string Cut = "elements => elements.filter(element => element.scrollWidth > element.clientWidth + 1).map(element => element.textContent)";

    [Fact]
    public async Task At_360_pixels_nothing_sticks_out_and_endpoints_of_one_host_differ()
    {
        string name = new('x', 64);
        string[] urls = [.. Enumerable.Range(1, 30).Select(static i => $"http://127.100.100.100:{10_000 + i}")];
        ProxyPlan plan = Gyr.PlanFor() with { Clusters = [new ClusterPlan { Name = name, Endpoints = [.. urls] }], Routes = [new RoutePlan { Name = "app", Cluster = name }] };
        await using GyrProcess gyr = await GyrProcess.RunAsync(plan);
        await Load.SendAsync(gyr.Address, 1, "/");
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr), "#/endpoints", 360, 740);
        ILocator rows = dashboard.Page.Locator(".window .row");
        await Expect(rows.First).ToContainTextAsync("unreachable");
        await dashboard.AssertFitsAsync();
        Assert.Empty(await rows.Locator(".cell.state").EvaluateAllAsync<string[]>(Cut));

        // What is not cut ends with the port.
        Assert.Empty(await rows.Locator(".cell.url, .cell.url .middle > :last-child").EvaluateAllAsync<string[]>(Cut));
        Assert.Matches(new Regex(@":\d{5}$"), (await rows.First.Locator(".cell.url .middle > :last-child").TextContentAsync())!);
        foreach (string view in new[] { "Overview", "Routes", "Changes" })
        {
            await dashboard.GoAsync(view);
            await dashboard.AssertFitsAsync();
        }

        dashboard.AssertNoComplaints();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(900)]
    [InlineData(360)]
    public async Task A_long_outcome_leaves_room_for_what_was_asked_for(int width)
    {
        using var directory = new TemporaryDirectory();
        const string Token = "correct-horse-battery-staple-of-32-letters";
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a) with { Admin = $"{{ listen: \"127.0.0.1:0\", token-file: \"{directory.Write("tokens", Token)}\" }}" });
        string url = await Gyr.AdminUrlAsync(gyr);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Authorization", "Bearer wrong");
        for (int i = 0; i < 10; i++) (await http.GetAsync($"{url}v1/status")).Dispose();
        await using Dashboard dashboard = await chromium.OpenAsync(url, "#/changes", width, expects: static text => text.Contains("401", StringComparison.Ordinal));
        await dashboard.Page.GetByLabel("Token").FillAsync(Token);
        await dashboard.Button("Sign in").ClickAsync();
        ILocator entry = dashboard.Page.Locator("#audit-title").Locator("xpath=../..").Locator(".log li").First;
        await Expect(entry).ToContainTextAsync("further wrong ones from there are answered 429");
        foreach (string part in new[] { "b", ".state" }) Assert.InRange((await entry.Locator(part).First.BoundingBoxAsync())!.Width, 110, width);
        Assert.InRange((await entry.BoundingBoxAsync())!.Height, 20, 160);
        await dashboard.AssertFitsAsync();
        dashboard.AssertNoComplaints();
    }

    [Fact]
    public async Task At_1280_pixels_what_is_opened_lies_beside_the_table()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a, b));
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr), "#/endpoints", 1280);
        await dashboard.Page.Locator($"[data-endpoint='{a.Url}'] a").ClickAsync();
        await Expect(dashboard.Detail).ToBeVisibleAsync();
        LocatorBoundingBoxResult detail = (await dashboard.Detail.BoundingBoxAsync())!;
        foreach (string part in new[] { ".table", ".clusters", ".row.head" })
        {
            LocatorBoundingBoxResult its = (await dashboard.Page.Locator(part).First.BoundingBoxAsync())!;
            Assert.True(its.X + its.Width <= detail.X, $"{part} ends at {its.X + its.Width}, and the detail begins at {detail.X}");
        }

        Assert.Empty(await dashboard.Page.Locator(".row .cell:visible").EvaluateAllAsync<string[]>(Cut));
        await dashboard.AssertFitsAsync();
        dashboard.AssertNoComplaints();
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1440)]
    [InlineData(600)]
    public async Task The_figures_fill_their_rows_and_headings_stand_on_one_line(int width)
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a));
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr), width: width);
        await Expect(dashboard.Page.Locator(".figures .figure")).ToHaveCountAsync(5);
        double[][] rows = await dashboard.Page.Locator(".figures").First.EvaluateAsync<double[][]>("""
            element => {
                const box = element.getBoundingClientRect();
                const all = [...element.children].map(each => each.getBoundingClientRect());
                return [...new Set(all.map(each => each.top))].map(top => [box.right, Math.max(...all.filter(each => each.top === top).map(each => each.right))]);
            }
            """);
        Assert.All(rows, static row => Assert.InRange(row[0] - row[1], 0, 2));

        await dashboard.GoAsync("Endpoints");
        double[] tops = await dashboard.Page.Locator(".row.head button:visible").EvaluateAllAsync<double[]>("""
            elements => elements.map(element => {
                const range = document.createRange();
                range.selectNodeContents(element.firstChild);
                return range.getBoundingClientRect().top;
            })
            """);
        Assert.InRange(tops.Max() - tops.Min(), 0, 0.5);
        dashboard.AssertNoComplaints();
    }

    [Fact]
    public async Task Many_are_told_with_separators()
    {
        string[] urls = [.. Enumerable.Range(0, 1500).Select(static i => $"http://127.9.{i / 250}.{(i % 250) + 1}:9")];
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor() with { Clusters = [new ClusterPlan { Endpoints = [.. urls] }] });
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr));
        await Expect(dashboard.Page.Locator(".flow-titles")).ToContainTextAsync("1,500");
        await Expect(dashboard.Page.Locator(".node[data-node^='rest/3']")).ToContainTextAsync("1,487 more");
        dashboard.AssertNoComplaints();
    }

    [Theory]
    [InlineData("#/overview/endpoint/%")]
    [InlineData("#/overview/endpoint/%E0%A4%A")]
    [InlineData("#/overview/nonsense/x")]
    [InlineData("#/%/%/%")]
    public async Task An_address_that_is_broken_opens_the_page_all_the_same(string hash)
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a));
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr), hash);
        await Expect(dashboard.Page.Locator(".node")).ToHaveCountAsync(4);
        if (hash.Contains("endpoint", StringComparison.Ordinal)) await Expect(dashboard.Detail).ToContainTextAsync("There is no such endpoint any more.");
        else await Expect(dashboard.Detail).ToHaveCountAsync(0);
        dashboard.AssertNoComplaints();
    }
}
