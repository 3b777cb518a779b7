using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>Every view, light and dark, on a desk and on a phone: nothing sticks out. With GYR_UPDATE_DOCS the pictures of docs/dashboard.md are taken, after four minutes of traffic.</summary>
public sealed class LooksTests(Chromium chromium)
{
    private static readonly bool TakesPictures = Environment.GetEnvironmentVariable("GYR_UPDATE_DOCS") is { Length: > 0 };

    [Fact]
    public async Task Every_view_fits_its_window()
    {
        using var origin = new EverywhereOrigin();
        await using GyrProcess gyr = await GyrProcess.RunAsync(Scene(origin.Port), listeners: 2);
        await using var site = new Load(gyr.Addresses["public"], 110, "/", "/", "/api/orders", "/api/orders", "/api/users", "/checkout/pay");
        await using var intern = new Load(gyr.Addresses["internal"], 24, "/api/users", "/reports/daily");
        string url = await Gyr.AdminUrlAsync(gyr);
        using var http = new HttpClient();
        using var reason = new StringContent("{\"reason\":\"kernel update\"}", Encoding.UTF8, "application/json");
        using HttpResponseMessage drained = await http.PostAsync($"{url}v1/clusters/orders/endpoints/{Uri.EscapeDataString(Endpoint(origin.Port, 1, 14))}/drain", reason);
        Assert.True(drained.IsSuccessStatusCode);
        if (TakesPictures) await Task.Delay(TimeSpan.FromMinutes(4));

        string failing = $"endpoint/{Uri.EscapeDataString($"orders/{Endpoint(origin.Port, 1, 13)}")}";
        foreach ((string name, string hash, int width, int height, ColorScheme scheme) in new[]
        {
            ("overview-light", "#/overview", 1440, 900, ColorScheme.Light), ("overview-dark", "#/overview", 1440, 900, ColorScheme.Dark),
            ("routes-light", "#/routes", 1440, 800, ColorScheme.Light), ("routes-phone", "#/routes", 390, 844, ColorScheme.Dark),
            ("endpoints-light", "#/endpoints", 1440, 900, ColorScheme.Light), ("endpoint-dark", $"#/endpoints/{failing}", 1440, 960, ColorScheme.Dark),
            ("endpoint-light", $"#/overview/{failing}", 1880, 1000, ColorScheme.Light), ("changes-light", "#/changes", 1440, 620, ColorScheme.Light), ("narrow", "#/overview", 1000, 800, ColorScheme.Light),
            ("overview-phone", "#/overview", 390, 844, ColorScheme.Light), ("endpoints-phone", "#/endpoints", 390, 844, ColorScheme.Dark), ("endpoint-phone", $"#/endpoints/{failing}", 390, 844, ColorScheme.Dark),
        })
        {
            await using Dashboard dashboard = await chromium.OpenAsync(url, hash, width, height, scheme);
            await Expect(dashboard.Page.Locator(".connection")).ToHaveTextAsync("Live");
            await Expect(dashboard.Page.Locator("main > *").Nth(1)).ToBeVisibleAsync();
            await dashboard.AssertFitsAsync();
            if (hash.Contains("endpoint/", StringComparison.Ordinal)) await Expect(dashboard.Detail.Locator("canvas")).ToHaveCountAsync(3);
            if (TakesPictures) await TakeAsync(dashboard, name, isWhole: name.StartsWith("overview", StringComparison.Ordinal) && width > 400);
            dashboard.AssertNoComplaints();
        }
    }

    private static async Task TakeAsync(Dashboard dashboard, string name, bool isWhole)
    {
        await dashboard.Page.WaitForTimeoutAsync(6000);
        await dashboard.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Checkout.Root, "docs", "images", $"dashboard-{name}.png"), FullPage = isWhole });
    }

    private static string Endpoint(int port, int net, int host) => $"http://127.20.{net}.{host}:{port}";

    private static string Scene(int port)
    {
        string Urls(int net, int count) => string.Join(", ", Enumerable.Range(11, count).Select(host => $"\"{Endpoint(port, net, host)}\"").Concat(Extra(net)));
        return $$"""
            admin: {{Gyr.Admin}}
            access-log: { format: off }
            workers: 1
            listeners:
              public: { address: "127.0.0.1:0" }
              internal: { address: "127.0.0.1:0" }
            routes:
              - { name: health, match: { path: /healthz }, respond: { status: 200, body: ok } }
              - { name: orders, match: { path: "/api/orders" }, cluster: orders }
              - { name: users, match: { path: "/api/*" }, cluster: users }
              - { name: checkout, match: { path: "/checkout/*" }, split: [ { cluster: orders, weight: 80 }, { cluster: canary, weight: 20 } ] }
              - { name: reports, listeners: [ internal ], match: { path: "/reports/*" }, cluster: reports }
              - { name: site, cluster: site }
            clusters:
              orders: { balancer: least-requests, endpoints: [ {{Urls(1, 4)}} ] }
              canary: { endpoints: [ {{Urls(2, 1)}} ] }
              users: { endpoints: [ {{Urls(3, 2)}} ] }
              reports: { endpoints: [ {{Urls(4, 2)}} ] }
              site: { endpoints: [ {{Urls(5, 3)}} ] }
            """;
    }

    /// <summary>One that nobody is at.</summary>
    private static IEnumerable<string> Extra(int net) => net == 3 ? ["\"http://127.20.3.13:9\""] : [];
}
