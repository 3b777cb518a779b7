using System;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>Every text that can be seen stands out from what it stands on by what WCAG 2.2 asks for at level AA: 4.5 to 1, for large text 3 to 1.</summary>
public sealed class ContrastTests(Chromium chromium)
{
    /// <summary>Walks the texts of the page, with opacity, and what lies on top of each other below them. Answers how many there are, and those that are too faint.</summary>
    private const string Script = """
        () => {
            for (const animation of document.getAnimations()) if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
            const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
            const known = new Map();
            const parse = text => {
                if (!known.has(text)) {
                    context.clearRect(0, 0, 1, 1);
                    context.fillStyle = text;
                    context.fillRect(0, 0, 1, 1);
                    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
                    known.set(text, [r, g, b, a / 255]);
                }
                return known.get(text);
            };
            const over = (top, below, opacity = 1) => [...[0, 1, 2].map(i => top[i] * top[3] * opacity + below[i] * (1 - top[3] * opacity)), 1];
            const ancestors = element => { const all = []; for (let at = element; at; at = at.parentElement) all.push(at); return all; };
            const ground = element => {
                const layers = [];
                for (const at of ancestors(element)) {
                    const colour = parse(getComputedStyle(at).backgroundColor);
                    if (colour[3] > 0) layers.unshift(colour);
                    if (colour[3] > 0.99) break;
                }
                return layers.reduce((below, top) => over(top, below), [255, 255, 255, 1]);
            };
            const light = colour => { const [r, g, b] = colour.map(value => value / 255).map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
            const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
            const variable = name => parse(getComputedStyle(document.documentElement).getPropertyValue(name));
            const faint = [];
            let count = 0;
            const check = (element, text, style, opacityOfIts = 1) => {
                const below = [ground(element)];

                // In the narrow picture a bar lies below the card, which is no ancestor of it.
                const bar = element.closest('.stacked-row')?.querySelector('.bar');
                if (bar) for (const name of ['--flow', '--bad']) below.push(over(variable(name), below[0], Number(getComputedStyle(bar).opacity)));
                const opacity = ancestors(element).reduce((product, at) => product * Number(getComputedStyle(at).opacity), opacityOfIts);
                const size = parseFloat(style.fontSize);
                const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
                const found = Math.min(...below.map(each => ratio(over(parse(style.color), each, opacity), each)));
                count++;
                if (found < least) faint.push(`${found.toFixed(2)} ${element.tagName.toLowerCase()}.${element.className} "${text.trim().slice(0, 40)}"`);
            };
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const { currentNode: node } = walker;
                const element = node.parentElement;
                if (!node.data.trim() || element.closest('.hidden, script, style, :disabled') || !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
                const range = document.createRange();
                range.selectNodeContents(node);
                if (range.getBoundingClientRect().width > 0) check(element, node.data, getComputedStyle(element));
            }
            for (const input of document.querySelectorAll('input')) {
                if (!input.checkVisibility()) continue;
                const placeholder = getComputedStyle(input, '::placeholder');
                if (input.value) check(input, input.value, getComputedStyle(input));
                else if (input.placeholder) check(input, input.placeholder, placeholder, Number(placeholder.opacity));
            }

            // What a text is written into has an edge that can be seen (WCAG 2.2, 1.4.11: 3 to 1).
            for (const input of document.querySelectorAll('input, select')) {
                if (!input.checkVisibility()) continue;
                const found = ratio(parse(getComputedStyle(input).borderTopColor), ground(input.parentElement));
                if (found < 3) faint.push(`${found.toFixed(2)} the edge of ${input.tagName.toLowerCase()}`);
            }

            // The axes of charts are drawn in one colour; states come in these, of which not all are there now.
            for (const canvas of document.querySelectorAll('canvas')) check(canvas, 'an axis', { color: getComputedStyle(document.documentElement).getPropertyValue('--faint'), fontSize: '11px', fontWeight: '400' });
            for (const on of ['--ground', '--surface', '--raised', '--hover']) {
                for (const name of ['--ink', '--soft', '--faint', '--accent', '--warn', '--bad', '--well']) {
                    const found = ratio(variable(name), variable(on));
                    if (found < 4.5) faint.push(`${found.toFixed(2)} ${name} on ${on}`);
                }
            }
            return { count, faint: [...new Set(faint)] };
        }
        """;

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Every_text_stands_out_from_its_ground(ColorScheme scheme, int width)
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using TestOrigin c = TestOrigin.Start("c");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a, b, c));
        string url = await Gyr.AdminUrlAsync(gyr);
        await using var load = new Load(gyr.Address, 40, "/", "/", "/", "/", "/status/500");
        using var http = new HttpClient();
        using var reason = new StringContent("{\"reason\":\"kernel update\"}", Encoding.UTF8, "application/json");
        using HttpResponseMessage drained = await http.PostAsync($"{url}v1/clusters/app/endpoints/{Uri.EscapeDataString(b.Url)}/drain", reason);
        Assert.True(drained.IsSuccessStatusCode);
        c.Kill();
        await using Dashboard dashboard = await chromium.OpenAsync(url, "#/overview", width, 900, scheme);
        IPage page = dashboard.Page;
        await Expect(page.Locator(".concerns")).ToContainTextAsync("unreachable");
        await Expect(page.Locator(".node-fails").First).ToBeVisibleAsync();
        await Expect(page.Locator(".worth details").First).ToBeVisibleAsync();
        await Expect(page.Locator("canvas").First).ToBeVisibleAsync();
        await page.Locator(".worth summary").First.ClickAsync();
        await CheckAsync("the overview", 60);

        await dashboard.GoAsync("Routes");
        await Expect(page.Locator(".window .row").First).ToBeVisibleAsync();
        await CheckAsync("routes", 20);
        await dashboard.GoAsync("Endpoints");
        await Expect(page.Locator(".window .row")).ToHaveCountAsync(3);
        await CheckAsync("endpoints", 20);
        await dashboard.GoAsync("Changes");
        await Expect(page.Locator(".log").First).ToContainTextAsync($"drain {b.Url}");
        await CheckAsync("changes", 12);

        foreach (TestOrigin origin in new[] { c, b })
        {
            await dashboard.GoAsync("Endpoints");
            await page.Locator($"[data-endpoint='{origin.Url}'] a").ClickAsync();
            await Expect(dashboard.Detail.Locator("canvas")).ToHaveCountAsync(3);
            await Expect(dashboard.Detail.Locator(".reasons")).ToBeVisibleAsync();
            await CheckAsync("an endpoint", 30);
            if (origin == b) await dashboard.Button("Enable…").ClickAsync();
            else await dashboard.Button("Drain…").ClickAsync();
            await Expect(page.Locator("dialog")).ToBeVisibleAsync();
            await CheckAsync("a dialog", 30);
            await dashboard.Button("Cancel").ClickAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(dashboard.Detail).ToHaveCountAsync(0);
        }

        // That what is too faint is found.
        await page.EvaluateAsync("() => { const text = document.createElement('p'); text.textContent = 'too faint'; text.style.color = 'rgb(128 128 128 / 70%)'; document.querySelector('main').append(text); }");
        Assert.Contains("too faint", Assert.Single((await FaintAsync(page)).Faint), StringComparison.Ordinal);
        dashboard.AssertNoComplaints();

        async Task CheckAsync(string what, int least)
        {
            (int count, string[] faint) = await FaintAsync(page);
            Assert.True(faint.Length == 0, $"{what}: {string.Join("; ", faint)}");
            Assert.True(count >= least, $"{what} has but {count} texts");
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task So_does_the_way_in(ColorScheme scheme)
    {
        using var directory = new TemporaryDirectory();
        string file = directory.Write("tokens", "correct-horse-battery-staple-of-32-letters\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a) with { Admin = $"{{ listen: \"127.0.0.1:0\", token-file: \"{file}\" }}" });
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr), scheme: scheme, expects: static text => text.Contains("401", StringComparison.Ordinal));
        await dashboard.Page.GetByLabel("Token").FillAsync("a-guess-that-is-long-enough");
        await dashboard.Button("Sign in").ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("This token is not one of them.");
        (int count, string[] faint) = await FaintAsync(dashboard.Page);
        Assert.Empty(faint);
        Assert.InRange(count, 4, 20);
        dashboard.AssertNoComplaints();
    }

    private static async Task<(int Count, string[] Faint)> FaintAsync(IPage page)
    {
        JsonElement found = (await page.EvaluateAsync(Script))!.Value;
        return (found.GetProperty("count").GetInt32(), found.GetProperty("faint").Deserialize<string[]>()!);
    }
}
