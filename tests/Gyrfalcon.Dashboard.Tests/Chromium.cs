using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>The browser of this machine, without a window. GYR_CHROMIUM names another than Debian's.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        string path = Environment.GetEnvironmentVariable("GYR_CHROMIUM") is { Length: > 0 } given ? given
            : Places.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("These tests need Chromium: apt-get install chromium, or GYR_CHROMIUM=path.");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    /// <summary>A fresh profile that looks at <paramref name="url"/>.</summary>
    public async Task<Dashboard> OpenAsync(string url, string hash = "", int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light, Func<string, bool>? expects = null)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme, Locale = "en-GB", TimezoneId = "UTC" });
        var dashboard = new Dashboard(context, await context.NewPageAsync(), url) { Expects = expects };
        await dashboard.Page.GotoAsync(url + hash);
        return dashboard;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
