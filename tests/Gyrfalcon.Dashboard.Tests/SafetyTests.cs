using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>Who may see it, and what the page may load.</summary>
public sealed class SafetyTests(Chromium chromium)
{
    [Fact]
    public async Task With_tokens_the_page_asks_for_one_and_keeps_it_for_the_tab()
    {
        using var directory = new TemporaryDirectory();
        string file = directory.Write("tokens", "correct-horse-battery-staple-of-32-letters\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a) with { Admin = $"{{ listen: \"127.0.0.1:0\", token-file: \"{file}\" }}" });
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr), expects: static text => text.Contains("401", StringComparison.Ordinal));

        ILocator token = dashboard.Page.GetByLabel("Token");
        await token.FillAsync("a-guess-that-is-long-enough");
        await dashboard.Button("Sign in").ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("This token is not one of them.");
        await token.FillAsync("correct-horse-battery-staple-of-32-letters");
        await dashboard.Button("Sign in").ClickAsync();
        await Expect(dashboard.Page.Locator(".node")).ToHaveCountAsync(4);

        await dashboard.Page.ReloadAsync();
        await Expect(dashboard.Page.Locator(".node")).ToHaveCountAsync(4);
        Assert.Equal("[]", await dashboard.Page.EvaluateAsync<string>("() => JSON.stringify([...Object.keys(localStorage), ...document.cookie.split(';').filter(each => each)])"));
        await dashboard.Button("Sign out").ClickAsync();
        await Expect(token).ToBeVisibleAsync();
        Assert.Equal(0, await dashboard.Page.EvaluateAsync<int>("() => sessionStorage.length"));
        dashboard.AssertNoComplaints();
    }

    [Fact]
    public async Task Whatever_is_typed_for_a_token_the_page_asks_for_another()
    {
        using var directory = new TemporaryDirectory();
        const string Token = "correct-horse-battery-staple-of-32-letters";
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a) with { Admin = $"{{ listen: \"127.0.0.1:0\", token-file: \"{directory.Write("tokens", Token)}\" }}" });
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr), expects: static text => text.Contains("401", StringComparison.Ordinal) || text.Contains("429", StringComparison.Ordinal));
        ILocator token = dashboard.Page.GetByLabel("Token");
        ILocator alert = dashboard.Page.GetByRole(AriaRole.Alert);
        foreach (string typed in new[] { "wrong token é", "日本 token", "two words", "ends\u0007" })
        {
            await token.FillAsync(typed);
            await dashboard.Button("Sign in").ClickAsync();
            await Expect(alert).ToHaveTextAsync("A token is made of letters, digits and signs of ASCII, without spaces.");
        }

        for (int i = 0; i < 11; i++)
        {
            await token.FillAsync($"wrong-{i}");
            Task<IResponse> answer = dashboard.Page.WaitForResponseAsync(static response => response.Url.EndsWith("/v1/events", StringComparison.Ordinal));
            await dashboard.Button("Sign in").ClickAsync();
            Assert.Equal(i < 10 ? 401 : 429, (await answer).Status);
            await Expect(token).ToBeVisibleAsync();
        }

        await Expect(alert).ToContainTextAsync("too many wrong ones came from your address");
        await token.FillAsync(Token);
        await dashboard.Button("Sign in").ClickAsync();
        await Expect(dashboard.Page.Locator(".node")).ToHaveCountAsync(4);
        dashboard.AssertNoComplaints();
    }

    [Fact]
    public async Task Nothing_but_its_own_files_runs_in_it()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a));
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr));
        await Expect(dashboard.Page.Locator(".node")).ToHaveCountAsync(4);
        dashboard.AssertNoComplaints();

        dashboard.Expects = static text => text.Contains("Content Security Policy", StringComparison.Ordinal);
        string[] violated = await dashboard.Page.EvaluateAsync<string[]>("""
            async () => {
                const violated = [];
                addEventListener('securitypolicyviolation', event => violated.push(event.effectiveDirective));
                const script = document.createElement('script');
                script.textContent = 'window.ran = true';
                document.body.append(script);
                const style = document.createElement('style');
                style.textContent = 'body { display: none }';
                document.body.append(style);
                document.body.setAttribute('style', 'display: none');
                await fetch('https://elsewhere.example/').catch(() => undefined);
                const image = new Image();
                image.src = 'https://elsewhere.example/a.png';
                const frame = document.createElement('iframe');
                frame.src = '/';
                document.body.append(frame);
                for (let i = 0; i < 50 && violated.length < 6; i++) await new Promise(resolve => setTimeout(resolve, 50));
                return [...violated, String(window.ran)];
            }
            """);
        foreach (string directive in new[] { "script-src-elem", "style-src-elem", "style-src-attr", "connect-src", "img-src", "frame-src", "undefined" }) Assert.Contains(directive, violated);
    }

    [Fact]
    public async Task Files_come_compressed_with_tags_and_to_this_machine_alone()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a));
        var url = new Uri(await Gyr.AdminUrlAsync(gyr));
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });

        foreach ((string? accepted, string? coding) in new[] { (null, null), ("gzip", "gzip"), ("gzip, deflate, br", "br"), ("br;q=0, gzip", "gzip"), ("identity", null) })
        {
            using HttpResponseMessage response = await SendAsync("/assets/app.js", request => request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted));
            Assert.Equal((HttpStatusCode.OK, coding ?? ""), (response.StatusCode, string.Join(',', response.Content.Headers.ContentEncoding)));
            string tag = response.Headers.ETag!.ToString();
            using HttpResponseMessage again = await SendAsync("/assets/app.js", request =>
            {
                request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
                request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            });
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        }

        using (HttpResponseMessage linked = await SendAsync("/", static request => request.Headers.Add("Sec-Fetch-Site", "cross-site"))) Assert.Equal(HttpStatusCode.OK, linked.StatusCode);
        using (HttpResponseMessage data = await SendAsync("/v1/events", static request => request.Headers.Add("Sec-Fetch-Site", "cross-site"))) Assert.Equal(HttpStatusCode.Forbidden, data.StatusCode);
        using (HttpResponseMessage rebound = await SendAsync("/", static request => request.Headers.Host = "evil.example")) Assert.Equal(HttpStatusCode.MisdirectedRequest, rebound.StatusCode);

        async Task<HttpResponseMessage> SendAsync(string path, Action<HttpRequestMessage> prepare)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, path));
            prepare(request);
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }
    }

    [Fact]
    public async Task The_program_stops_at_once_though_somebody_watches()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a));
        await using Dashboard dashboard = await chromium.OpenAsync(await Gyr.AdminUrlAsync(gyr));
        await Expect(dashboard.Page.Locator(".node")).ToHaveCountAsync(4);
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync(TimeSpan.FromSeconds(10)));
        dashboard.Expects = static text => text.Contains("net::ERR", StringComparison.Ordinal);
        await Expect(dashboard.Page.Locator(".connection")).ToHaveTextAsync("Connection lost");

        // What is still there is of before, looks like that, and says of when.
        await Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(new Regex(@"^Nothing has been heard for \d+ s\. The admin address does not answer\. What is shown is of \d\d:\d\d:\d\d; it is tried again\.$"));
        await Expect(dashboard.Page.Locator(".figures").First).ToHaveCSSAsync("opacity", "0.5");
        dashboard.AssertNoComplaints();
    }
}
