using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>A thousand endpoints, all of them busy.</summary>
public sealed class ScaleTests(Chromium chromium)
{
    private const int Endpoints = 1000;

    [Fact]
    public async Task A_thousand_endpoints_scroll_smoothly_while_their_figures_change()
    {
        using var origin = new EverywhereOrigin();
        ProxyPlan plan = new()
        {
            Admin = Gyr.Admin,
            Routes = [.. Enumerable.Range(0, 4).Select(static i => new RoutePlan { Path = $"/{i}", Cluster = $"c{i}" })],
            Clusters = [.. Enumerable.Range(0, 4).Select(i => new ClusterPlan { Name = $"c{i}", Endpoints = [.. Enumerable.Range(i * Endpoints / 4, Endpoints / 4).Select(origin.UrlOf)] })],
        };
        await using GyrProcess gyr = await GyrProcess.RunAsync(plan);
        await using var load = new Load(gyr.Address, 300, "/0", "/1", "/2", "/3");
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr), "#/endpoints");
        await Expect(dashboard.Page.Locator("#endpoints-title")).ToHaveTextAsync("Endpoints 1,000");
        await Expect(dashboard.Page.Locator(".window .row").First).ToBeVisibleAsync();

        ICDPSession session = await dashboard.Page.Context.NewCDPSessionAsync(dashboard.Page);
        await session.SendAsync("Performance.enable", new Dictionary<string, object> { ["timeDomain"] = "threadTicks" });
        double before = await WorkAsync(session);
        double[] frames = await ScrollAsync(dashboard.Page);
        double work = (await WorkAsync(session) - before) / frames.Length;
        double mean = frames.Average();
        Console.WriteLine(FormattableString.Invariant($"-- {1000 / mean:0.0} frames per second while scrolling through {Endpoints} endpoints; the median frame took {frames[frames.Length / 2]:0.0} ms, 95 of 100 at most {frames[frames.Length * 95 / 100]:0.0} ms, the longest {frames[^1]:0.0} ms ({frames.Length} frames); the page's thread worked {work:0.0} ms for each"));

        // What the page's own thread works is counted in time of its processor, so it hardly depends on what else runs here: 4.6 to 6 ms a frame were measured, on a quiet machine and at a load of 16.
        // 60 frames a second leave 16.7 ms, of which the browser needs some for putting the layers together; at twice what was measured, that is still left.
        Assert.InRange(work, 0.1, 12);

        // How many frames come of it depends on the machine, so that is asked of a quiet one alone.
        if (Environment.GetEnvironmentVariable("GYR_QUIET_MACHINE") == "1") Assert.InRange(1000 / mean, 58, 61);

        // A median of two frames is what a loaded machine with two cores and without a GPU still holds; all thousand rows in the page would take it many more.
        Assert.InRange(frames[frames.Length / 2], 0, 34);

        // The last one was scrolled to, and only what can be seen is in the page.
        await Expect(dashboard.Page.Locator(".window .row").Last).ToHaveAttributeAsync("aria-rowindex", "1001");
        Assert.InRange(await dashboard.Page.Locator(".window .row").CountAsync(), 10, 60);
        Assert.InRange(await dashboard.Page.EvaluateAsync<int>("() => document.querySelectorAll('*').length"), 100, 2000);

        await dashboard.Page.GetByRole(AriaRole.Searchbox).FillAsync("127.1.3.250");
        await Expect(dashboard.Page.Locator(".window .row")).ToHaveCountAsync(1);
        await Expect(dashboard.Page.Locator("#endpoints-title")).ToHaveTextAsync("Endpoints 1 of 1,000");
        await dashboard.Page.GetByRole(AriaRole.Searchbox).FillAsync("");
        await dashboard.Page.GetByRole(AriaRole.Columnheader, new PageGetByRoleOptions { Name = "Endpoint" }).GetByRole(AriaRole.Button).ClickAsync();
        await dashboard.Page.Locator(".scroller").EvaluateAsync("element => { element.scrollTop = 0; }");
        await Expect(dashboard.Page.Locator(".window .row").First).ToContainTextAsync("127.1.0.1:");

        await dashboard.GoAsync("Overview");
        await Expect(dashboard.Figure("Endpoints up")).ToContainTextAsync("1,000 / 1,000");
        await Expect(dashboard.Page.Locator(".node", new PageLocatorOptions { HasTextString = " more" })).ToHaveCountAsync(4);
        Assert.InRange(await dashboard.Page.Locator(".node").CountAsync(), 10, 40);
        dashboard.AssertNoComplaints();
    }

    /// <summary>How many milliseconds of a processor all tasks of the page's thread have taken: script, styles, layout and painting.</summary>
    private static async Task<double> WorkAsync(ICDPSession session)
    {
        JsonElement metrics = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics");
        return 1000 * metrics.EnumerateArray().Single(static metric => metric.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();
    }

    /// <summary>Scrolls from the first row to the last, a little with every frame.</summary>
    /// <returns>How long each frame took in milliseconds, the shortest first.</returns>
    private static async Task<double[]> ScrollAsync(IPage page)
    {
        JsonElement? frames = await page.EvaluateAsync("""
            () => new Promise(resolve => {
                const element = document.querySelector('.scroller');
                const frames = [];
                let last = 0;
                const step = now => {
                    if (last) frames.push(now - last);
                    last = now;
                    const before = element.scrollTop;
                    element.scrollTop += 120;
                    if (element.scrollTop > before) requestAnimationFrame(step);
                    else resolve(frames.sort((a, b) => a - b));
                };
                requestAnimationFrame(step);
            })
            """);
        return [.. frames!.Value.EnumerateArray().Select(static frame => frame.GetDouble())];
    }
}
