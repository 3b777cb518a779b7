using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>What a person does by the page.</summary>
public sealed class ActionTests(Chromium chromium)
{
    [Fact]
    public async Task An_endpoint_is_drained_and_enabled_by_buttons_and_the_audit_tells_it()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a, b));
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr), "#/endpoints");
        await using var load = new Load(gyr.Address, 60, "/");
        await dashboard.Page.Locator($"[data-endpoint='{a.Url}'] a").ClickAsync();

        await dashboard.Button("Drain…").ClickAsync();
        await dashboard.Button("Cancel").ClickAsync();
        await Expect(dashboard.Page.Locator("dialog")).ToHaveCountAsync(0);
        await dashboard.Button("Drain…").ClickAsync();
        await dashboard.Page.GetByLabel("Reason, for the log and the audit").FillAsync("a new disk");
        await dashboard.Button("Drain").ClickAsync();

        await Expect(dashboard.Page.Locator("dialog")).ToHaveCountAsync(0);
        await Expect(dashboard.Detail.Locator(".standing")).ToContainTextAsync("drained");
        await Expect(dashboard.Detail.Locator(".reasons")).ToContainTextAsync("a new disk");
        await Expect(dashboard.Detail.Locator(".facts")).ToContainTextAsync("is drained: a new disk");
        await Expect(dashboard.Detail.Locator(".figure").First).ToContainTextAsync("0 /s");
        await Expect(dashboard.Page.Locator($"[data-endpoint='{a.Url}'] .cell.state")).ToHaveTextAsync("drained");
        await Expect(dashboard.Page.Locator($"[data-endpoint='{a.Url}'] .cell.rate")).ToHaveTextAsync("0");
        int sent = a.RequestCount;

        await dashboard.GoAsync("Changes");
        ILocator first = dashboard.Page.Locator(".log").First.Locator("li").First;
        await Expect(first).ToContainTextAsync($"drain {a.Url} (a new disk) in cluster app");
        await Expect(first).ToContainTextAsync("127.0.0.1");
        await Expect(dashboard.Page.Locator(".log").Nth(1)).ToContainTextAsync("in force");
        Assert.Equal(sent, a.RequestCount);

        await dashboard.GoAsync("Endpoints");
        await dashboard.Button("drained").ClickAsync();
        await Expect(dashboard.Page.Locator(".window .row")).ToHaveCountAsync(1);
        await dashboard.Page.Locator($"[data-endpoint='{a.Url}'] a").ClickAsync();
        await dashboard.Button("Enable…").ClickAsync();
        await dashboard.Button("Enable").ClickAsync();
        await Expect(dashboard.Detail.Locator(".standing")).ToContainTextAsync("up");
        await Deadline.Until(() => a.RequestCount > sent, "the endpoint gets requests again");
        dashboard.AssertNoComplaints();
    }

    [Fact]
    public async Task A_weight_is_changed_and_a_refusal_is_shown_in_the_words_of_the_API()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a, b));
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr), "#/endpoints");
        await dashboard.Page.Locator($"[data-endpoint='{a.Url}'] a").ClickAsync();
        await dashboard.Button("Change weight…").ClickAsync();
        await dashboard.Page.GetByLabel("Weight, 0 to 1000").FillAsync("7");

        // As if somebody else had changed something meanwhile: what was seen is not what there is.
        dashboard.Expects = static text => text.Contains("412", StringComparison.Ordinal);
        await dashboard.Page.RouteAsync("**/v1/clusters/**", static route =>
        {
            var headers = route.Request.Headers.Where(static header => header.Key != "if-match").Append(new KeyValuePair<string, string>("if-match", "\"0\""));
            return route.ContinueAsync(new RouteContinueOptions { Headers = headers });
        });
        await dashboard.Page.Locator("dialog button[type=submit]").ClickAsync();
        await Expect(dashboard.Page.Locator("dialog .refusal")).ToContainTextAsync("Something else has been changed since");
        await dashboard.Page.UnrouteAsync("**/v1/clusters/**");
        await dashboard.Page.Locator("dialog button[type=submit]").ClickAsync();

        await Expect(dashboard.Page.Locator("dialog")).ToHaveCountAsync(0);
        await Expect(dashboard.Page.Locator($"[data-endpoint='{a.Url}'] .cell.weight")).ToHaveTextAsync("7");
        await Expect(dashboard.Detail.Locator(".facts")).ToContainTextAsync("was given the weight 7");
        JsonElement endpoint = JsonDocument.Parse(await Gyr.GetAsync(gyr, $"v1/clusters/app/endpoints/{Uri.EscapeDataString(a.Url)}")).RootElement;
        Assert.Equal(7, endpoint.GetProperty("weight").GetInt32());

        await dashboard.Button("Change weight…").ClickAsync();
        await dashboard.Button("As configured").ClickAsync();
        await Expect(dashboard.Page.Locator($"[data-endpoint='{a.Url}'] .cell.weight")).ToHaveTextAsync("1");
        dashboard.AssertNoComplaints();
    }

    [Fact]
    public async Task What_somebody_else_changes_while_the_dialog_is_open_is_not_overrun_though_the_page_shows_it()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a, b));
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr), "#/endpoints");
        await dashboard.Page.Locator($"[data-endpoint='{a.Url}'] a").ClickAsync();
        await dashboard.Button("Drain…").ClickAsync();

        using var http = new HttpClient();
        using var weight = new StringContent("{\"weight\":5}", Encoding.UTF8, "application/json");
        string path = $"v1/clusters/app/endpoints/{Uri.EscapeDataString(a.Url)}";
        using HttpResponseMessage changed = await http.PatchAsync(await Gyr.AdminUrlAsync(gyr) + path, weight);
        Assert.True(changed.IsSuccessStatusCode);
        await Expect(dashboard.Page.Locator($"[data-endpoint='{a.Url}'] .cell.weight")).ToHaveTextAsync("5");

        dashboard.Expects = static text => text.Contains("412", StringComparison.Ordinal);
        await dashboard.Button("Drain").ClickAsync();
        await Expect(dashboard.Page.Locator("dialog .refusal")).ToContainTextAsync("Something else has been changed since");
        Assert.Equal("up", JsonDocument.Parse(await Gyr.GetAsync(gyr, path)).RootElement.GetProperty("state").GetString());

        // Whoever has seen it and still wants to, may.
        await dashboard.Button("Cancel").ClickAsync();
        await dashboard.Button("Drain…").ClickAsync();
        await dashboard.Button("Drain").ClickAsync();
        await Expect(dashboard.Page.Locator("dialog")).ToHaveCountAsync(0);
        await Expect(dashboard.Detail.Locator(".standing")).ToContainTextAsync("drained");
        dashboard.AssertNoComplaints();
    }

    [Fact]
    public async Task All_of_it_can_be_reached_by_keyboard()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a));
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr), "#/endpoints");
        ILocator link = dashboard.Page.Locator($"[data-endpoint='{a.Url}'] a");
        await Expect(link).ToBeVisibleAsync();
        for (int i = 0; i < 40 && !await link.EvaluateAsync<bool>("element => element === document.activeElement"); i++) await dashboard.Page.Keyboard.PressAsync("Tab");
        await Expect(link).ToBeFocusedAsync();
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await Expect(dashboard.Detail).ToBeFocusedAsync();
        await dashboard.Page.Keyboard.PressAsync("Tab");
        await Expect(dashboard.Button("Close")).ToBeFocusedAsync();
        await dashboard.Page.Keyboard.PressAsync("Escape");
        await Expect(dashboard.Detail).ToHaveCountAsync(0);
        await Expect(link).ToBeFocusedAsync();
        dashboard.AssertNoComplaints();
    }
}
