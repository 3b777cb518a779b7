using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>The page in a browser, with all that it complained of.</summary>
public sealed class Dashboard : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    internal Dashboard(IBrowserContext context, IPage page, string url)
    {
        _context = context;
        Page = page;
        page.SetDefaultTimeout(30_000);
        Assertions.SetDefaultExpectTimeout(30_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !(Expects?.Invoke(message.Text) ?? false)) _complaints.Enqueue($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Enqueue($"uncaught: {error}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(url, StringComparison.Ordinal)) _complaints.Enqueue($"asked another host: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>What of the console is meant to be there.</summary>
    public Func<string, bool>? Expects { get; set; }

    /// <summary>The figure of that label in the strip at the top.</summary>
    public ILocator Figure(string label) => Page.Locator(".figures:not(.small) .figure").Filter(new LocatorFilterOptions { Has = Page.Locator("dt", new PageLocatorOptions { HasTextString = label }) });

    public ILocator Detail => Page.Locator("aside.detail");

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public Task GoAsync(string view) => Page.Locator("nav").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = view }).ClickAsync();

    /// <summary>The page has no errors in its console, and has asked no other host for anything.</summary>
    public void AssertNoComplaints() => Assert.Empty(_complaints.ToArray());

    /// <summary>Nothing is wider than the window.</summary>
    public async Task AssertFitsAsync() => Assert.InRange(await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth"), int.MinValue, 0);

    public async ValueTask DisposeAsync()
    {
        string said = string.Join('\n', _complaints.DefaultIfEmpty("nothing"));
        Console.WriteLine($"-- the page complained of: {said}");
        await _context.DisposeAsync();
    }
}
