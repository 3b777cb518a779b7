using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>More routes than the picture has room for.</summary>
public sealed class RoutesTests(Chromium chromium)
{
    private const int Busy = 15;
    private const int Idle = 25;

    [Fact]
    public async Task A_quiet_route_that_fails_is_in_the_picture_and_all_of_them_are_in_a_list()
    {
        RoutePlan[] busy = [.. Enumerable.Range(10, Busy).Select(static i => new RoutePlan { Name = $"busy{i}", Path = $"/busy{i}", RespondStatus = 204 })];
        RoutePlan[] idle = [.. Enumerable.Range(10, Idle).Select(static i => new RoutePlan { Name = $"idle{i}", Path = $"/idle{i}", Hosts = [$"host{i}.example"], Cluster = "app" })];
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a) with { Routes = [.. busy, .. idle, new RoutePlan { Name = "broken", Path = "/broken", RespondStatus = 500 }] });
        await using var much = new Load(gyr.Address, 6 * Busy, [.. busy.Select(static route => route.Path!)]);
        await using var little = new Load(gyr.Address, 2, "/broken");
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr));

        ILocator routes = dashboard.Page.Locator(".node[data-node^='r/'], .node[data-node='rest/1']");
        await Expect(dashboard.Page.Locator(".node[data-node='r/broken']")).ToContainTextAsync("100% fail");
        await Expect(routes).ToHaveCountAsync(12);
        await routes.Filter(new LocatorFilterOptions { HasTextString = "30 more" }).ClickAsync();

        await Expect(dashboard.Page.Locator("#routes-title")).ToHaveTextAsync("Routes 41");
        ILocator rows = dashboard.Page.Locator(".window .row");
        await Expect(rows.First).ToHaveAttributeAsync("data-route", "broken");
        await Expect(rows.First.Locator(".cell.to")).ToHaveTextAsync("answers 500");
        Assert.InRange(await rows.CountAsync(), 15, 36);
        await dashboard.Page.Locator(".scroller").EvaluateAsync("element => { element.scrollTop = element.scrollHeight; }");
        await Expect(rows.Last).ToHaveAttributeAsync("aria-rowindex", "42");

        await dashboard.Page.GetByRole(AriaRole.Searchbox).FillAsync("host12 app");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(dashboard.Page.Locator("#routes-title")).ToHaveTextAsync("Routes 1 of 41");
        await rows.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(dashboard.Detail.Locator(".facts")).ToContainTextAsync("host12.example");
        await dashboard.Page.Keyboard.PressAsync("Escape");

        // The focus goes back to where it was; text is cleared by a key, which must not be pressed in between.
        await Expect(rows.GetByRole(AriaRole.Link)).ToBeFocusedAsync();
        await dashboard.Page.GetByRole(AriaRole.Searchbox).FillAsync("");
        await dashboard.Button("failing").ClickAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await dashboard.Button("all").ClickAsync();

        await dashboard.Page.Locator(".cluster", new PageLocatorOptions { HasTextString = "web" }).ClickAsync();
        await Expect(dashboard.Detail).ToContainTextAsync("Connections");
        dashboard.AssertNoComplaints();
    }
}
