using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>Two origins: one takes 80 ms and fails every fifth request, the other takes none and never fails. The page tells which is which.</summary>
public sealed partial class FlowTests(Chromium chromium)
{
    private const int DelayMilliseconds = 80;

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(900, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    public async Task A_node_that_fails_tells_how_many_how_much_of_it_and_how_long_it_takes(int width, ColorScheme scheme)
    {
        await using TestOrigin slow = StartSlow();
        await using TestOrigin quick = TestOrigin.Start("quick");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Plan(slow, quick));
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr), "", width, 900, scheme);
        await using var load = new Load(gyr.Address, 60, "/slow/it", "/quick");

        foreach (string id in new[] { "r/slow", "c/slow", $"e/slow/{slow.Url}" })
        {
            ILocator node = dashboard.Page.Locator($".node[data-node='{id}']");
            await Expect(node.Locator(".node-rate")).ToHaveTextAsync(new Regex(@"^[1-4]\d/s$"));
            await Expect(node.Locator(".node-fails")).ToHaveTextAsync(new Regex(@"^(1\d|2\d)%( fail)?$"));
            await Expect(node.Locator(".node-latency")).ToHaveTextAsync(new Regex(@"^(p99 )?([789]\d\.\d|[1-5]\d\d) ms$"));
            await Expect(node).ToHaveAttributeAsync("aria-label", new Regex(@"requests per second, [12]\d% failed, p99 [\d.]+ ms$"));
            Assert.Equal("", await WhatIsCutAsync(node));
        }

        // The one that is well is not told to fail, nor to be as slow.
        ILocator well = dashboard.Page.Locator($".node[data-node='e/quick/{quick.Url}']");
        await Expect(well.Locator(".node-latency")).ToHaveTextAsync(new Regex(@"^(p99 )?[0-6]?\d\.\d\d? ms$"));
        await Expect(well.Locator(".node-fails")).ToHaveCountAsync(0);

        // What the flows between them show is told to whoever cannot see it.
        ILocator told = dashboard.Page.GetByRole(AriaRole.List, new PageGetByRoleOptions { Name = "Flows" }).GetByRole(AriaRole.Listitem);
        await Expect(told.Filter(new LocatorFilterOptions { HasTextString = "slow → slow" })).ToHaveTextAsync(new Regex(@"^slow → slow: \d+ req/s, [12]\d% failed, p99 [\d.]+ ms$"));
        await dashboard.AssertFitsAsync();
        dashboard.AssertNoComplaints();
    }

    [Fact]
    public async Task A_detail_tells_the_quantiles_of_its_origin_and_the_slowest_requests_first()
    {
        await using TestOrigin slow = StartSlow();
        await using TestOrigin quick = TestOrigin.Start("quick");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Plan(slow, quick));
        string url = await Gyr.AdminUrlAsync(gyr);
        await using Dashboard dashboard = await chromium.OpenAsync(url);
        await using (new Load(gyr.Address, 60, "/slow/it", "/quick"))
        {
            foreach (string id in new[] { "r/slow", "c/slow", $"e/slow/{slow.Url}" })
            {
                double[] quantiles = await QuantilesAsync(dashboard, id, static found => found[0] is >= DelayMilliseconds * 0.9 and <= DelayMilliseconds * 2 && found[2] < DelayMilliseconds * 8);
                Assert.True(quantiles[0] <= quantiles[1] && quantiles[1] <= quantiles[2], $"p50, p90, p99: {string.Join(", ", quantiles)}");
            }

            await QuantilesAsync(dashboard, $"e/quick/{quick.Url}", static found => found[0] is > 0 and < DelayMilliseconds * 0.75);
        }

        // Three that take longer still, and one that takes longest.
        await Load.SendAsync(gyr.Address, 3, "/slow/crawl");
        await Load.SendAsync(gyr.Address, 1, "/slow/longest");
        foreach (string id in new[] { "r/slow", "c/slow", $"e/slow/{slow.Url}" })
        {
            await OpenAsync(dashboard, id);
            ILocator slowest = dashboard.Detail.Locator(".exchanges", new LocatorLocatorOptions { HasTextString = "Slowest of those kept" });
            await Expect(slowest.Locator("details").First.Locator("summary")).ToContainTextAsync("200GET /slow/longest");
            for (int i = 1; i < 4; i++) await Expect(slowest.Locator("details").Nth(i).Locator("summary")).ToContainTextAsync(new Regex(@"200GET /slow/crawl1\.[12]\d s"));
            await slowest.Locator("summary").First.ClickAsync();
            await Expect(slowest.Locator(".explanation").First).ToContainTextAsync(new Regex(@"Of 1\.[5-9]\d s, 1\.[5-9]\d s went by until the endpoint answered\."));
        }

        dashboard.AssertNoComplaints();
    }

    /// <summary>One after the other, a range is chosen: the time under the cursor, from one end of a chart to the other, spans it.</summary>
    [Fact]
    public async Task The_buttons_of_a_history_choose_how_long_a_time_all_charts_show()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a) with { Routes = [new RoutePlan { Name = "app", Cluster = "app" }] });
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr), "#/overview/route/app");
        ILocator panel = dashboard.Page.Locator("section.panel", new PageLocatorOptions { Has = dashboard.Page.Locator("#history-title") });
        (string Label, int Seconds)[] ranges = [("5 min", 300), ("15 min", 900), ("1 hour", 3600)];
        await Expect(Choice(dashboard.Detail, "5 min")).ToHaveAttributeAsync("aria-pressed", "true");
        foreach ((string label, int seconds) in ranges.Append(ranges[0]))
        {
            await Choice(dashboard.Detail, label).ClickAsync();
            foreach (ILocator part in new[] { dashboard.Detail, panel })
            {
                foreach ((string other, _) in ranges) await Expect(Choice(part, other)).ToHaveAttributeAsync("aria-pressed", other == label ? "true" : "false");
                await Expect(part.Locator(".chart")).ToHaveCountAsync(2);
            }

            for (int chart = 0; chart < 2; chart++) Assert.InRange(await SpanAsync(dashboard.Page, dashboard.Detail.Locator(".chart").Nth(chart)), seconds * 0.97, seconds * 1.01);
        }

        await dashboard.Button("Close").ClickAsync();
        await Choice(panel, "1 hour").ClickAsync();
        Assert.InRange(await SpanAsync(dashboard.Page, panel.Locator(".chart").First), 3600 * 0.97, 3600 * 1.01);
        dashboard.AssertNoComplaints();
    }

    private static ILocator Choice(ILocator part, string label) => part.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = label, Exact = true });

    private static async Task<double> SpanAsync(IPage page, ILocator chart)
    {
        ILocator field = chart.Locator(".u-over");
        await field.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await field.BoundingBoxAsync())!;
        TimeSpan first = await At(box.X + 1);
        TimeSpan last = await At(box.X + box.Width - 1);

        // Over midnight, too.
        return ((last - first).TotalSeconds + 86_400) % 86_400;

        async Task<TimeSpan> At(float x)
        {
            await page.Mouse.MoveAsync(x, box.Y + (box.Height / 2));
            await Expect(chart.Locator(".chart-clock")).ToHaveTextAsync(new Regex(@"^\d\d:\d\d:\d\d$"));
            return TimeSpan.Parse(await chart.Locator(".chart-clock").InnerTextAsync(), CultureInfo.InvariantCulture);
        }
    }

    private static TestOrigin StartSlow()
    {
        int asked = 0;
        TestOrigin origin = TestOrigin.Start("slow");
        origin.Handle("/slow/it", async exchange =>
        {
            await Task.Delay(DelayMilliseconds);
            await exchange.ReplyAsync("slow", Interlocked.Increment(ref asked) % 5 == 0 ? 500 : 200);
        });
        foreach ((string path, int delay) in new[] { ("/slow/crawl", 1100), ("/slow/longest", 1600) })
        {
            origin.Handle(path, async exchange =>
            {
                await Task.Delay(delay);
                await exchange.ReplyAsync("at last");
            });
        }

        return origin;
    }

    private static ProxyPlan Plan(TestOrigin slow, TestOrigin quick) => new()
    {
        Admin = Gyr.Admin,
        Routes = [new RoutePlan { Name = "slow", Path = "/slow/*", Cluster = "slow", Retry = "off" }, new RoutePlan { Name = "quick", Cluster = "quick", Retry = "off" }],
        Clusters = [new ClusterPlan { Name = "slow", Endpoints = [slow.Url] }, new ClusterPlan { Name = "quick", Endpoints = [quick.Url] }],
    };

    private static async Task OpenAsync(Dashboard dashboard, string id)
    {
        if (await dashboard.Detail.CountAsync() > 0)
        {
            await dashboard.Button("Close").ClickAsync();
            await Expect(dashboard.Detail).ToHaveCountAsync(0);
        }

        await dashboard.Page.Locator($".node[data-node='{id}']").ClickAsync();
    }

    /// <summary>Median, p90 and p99 as the detail shows them, in milliseconds, as soon as they are as they should be: the first requests meet a program that is not warm. Fails if they never are.</summary>
    private static async Task<double[]> QuantilesAsync(Dashboard dashboard, string id, Func<double[], bool> until)
    {
        await OpenAsync(dashboard, id);
        ILocator figure = dashboard.Detail.Locator(".figure", new LocatorLocatorOptions { HasTextString = "Latency, median" });
        double[] found = [];
        for (long start = Environment.TickCount64; Environment.TickCount64 - start < Deadline.Default.TotalMilliseconds;)
        {
            found = [.. Milliseconds().Matches(await figure.InnerTextAsync()).Select(static match => double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
            if (found.Length == 3 && until(found)) return found;
        }

        Assert.Fail($"the quantiles of {id} are {string.Join(", ", found)} ms after {Deadline.Default.TotalSeconds} s");
        return found;
    }

    /// <summary>The parts of a card that tell figures are within it, beside each other, and whole.</summary>
    private static Task<string> WhatIsCutAsync(ILocator node) => node.EvaluateAsync<string>("""
        node => {
            const card = node.getBoundingClientRect();
            const parts = [...node.querySelectorAll('.node-rate, .node-fails, .node-latency')].map(part => ({ part, box: part.getBoundingClientRect() }));
            for (const { part, box } of parts) {
                if (box.left < card.left + 4 || box.right > card.right - 4 || box.top < card.top || box.bottom > card.bottom) return `${part.textContent} is outside of its card`;
                if (part.scrollWidth > Math.ceil(box.width)) return `${part.textContent} is cut`;
                if (parts.some(other => other.part !== part && other.box.left < box.right && box.left < other.box.right && other.box.top < box.bottom - 2 && box.top < other.box.bottom - 2)) return `${part.textContent} overlaps`;
            }
            const title = node.querySelector('.node-title').getBoundingClientRect();
            return title.width < 40 ? 'no room for its name' : '';
        }
        """);

    [GeneratedRegex(@"([\d.]+)\s?ms")]
    private static partial Regex Milliseconds();
}
