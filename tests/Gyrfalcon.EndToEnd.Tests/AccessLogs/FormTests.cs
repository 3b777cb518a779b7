using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.AccessLogs;

/// <summary>Lines in the forms that other programs read.</summary>
public sealed partial class FormTests
{
    private const string Secret = "tell-nobody";

    [Theory, EachDriver]
    public async Task Combined_is_what_readers_of_nginx_and_Apache_expect(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync("{ format: combined }", ProxyPlan.To(origin.Url), driver);
        await using (RawClient client = await gyr.ConnectAsync())
        {
            await client.GetAsync("/a?b=c", $"User-Agent: Mozilla/5.0 (\"quoted\"; \\n)\r\nReferer: http://example.com/?q=x y\r\nAuthorization: Basic {Secret}\r\nCookie: {Secret}\r\n");
            await client.GetAsync("/plain");
            await client.GetAsync("/long", $"User-Agent: {new string('u', 3000)}\r\nReferer: {new string('r', 3000)}\r\n");
            await client.GetAsync("/latin", "User-Agent: caf\u00e9\t\u00ff\r\n");
        }

        await using (RawClient client = await gyr.ConnectAsync())
        {
            await client.SendAsync("\u0001nonsense\"\r\n\r\n");
            await client.ReadToEndOfConnectionAsync();
        }

        string[] lines = [.. await gyr.Process.Output.WaitForAsync(static _ => true, "the lines", 5)];
        Assert.All(lines, static line => Assert.Matches(Combined(), line));
        Match[] parsed = [.. lines.Select(static line => Combined().Match(line))];
        Assert.Equal(
            ("GET /a?b=c HTTP/1.1", "200", "6", "http://example.com/?q=x y", @"Mozilla/5.0 (\x22quoted\x22; \x5Cn)"),
            (parsed[0].Groups["request"].Value, parsed[0].Groups["status"].Value, parsed[0].Groups["bytes"].Value, parsed[0].Groups["referer"].Value, parsed[0].Groups["agent"].Value));
        Assert.Equal(("-", "-"), (parsed[1].Groups["referer"].Value, parsed[1].Groups["agent"].Value));
        Assert.Equal((1024, 1024), (parsed[2].Groups["referer"].Length, parsed[2].Groups["agent"].Length));
        Assert.Equal(@"caf\xE9\x09\xFF", parsed[3].Groups["agent"].Value);
        Assert.Equal((@"\x01nonsense\x22", "400"), (parsed[4].Groups["request"].Value, parsed[4].Groups["status"].Value));
        Assert.Equal(DateTimeOffset.UtcNow, DateTimeOffset.ParseExact(parsed[0].Groups["time"].Value, "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture), TimeSpan.FromMinutes(5));
        Assert.DoesNotContain(Secret, gyr.Process.Output.Text, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task Query_strings_are_logged_where_that_is_expected_or_asked_for(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        foreach ((string log, string expected, string? unexpected) in ((string, string, string?)[])[
            ("{ format: json }", "\"path\":\"/a\",\"protocol\"", Secret), ("{ format: json, query: true }", $"\"path\":\"/a\",\"query\":\"key={Secret}\"", null),
            ("{ format: combined, query: false }", "\"GET /a HTTP/1.1\" 200 6 \"http://example.com/b\"", Secret), ("{ format: haproxy, query: false }", "\"GET /a HTTP/1.1\"", Secret),
            ("{ format: haproxy }", $"\"GET /a?key={Secret} HTTP/1.1\"", null)])
        {
            await using GyrProcess gyr = await StartAsync(log, ProxyPlan.To(origin.Url), driver);
            await using RawClient client = await gyr.ConnectAsync();
            await client.GetAsync($"/a?key={Secret}", $"Referer: http://example.com/b?key={Secret}\r\n");
            string line = (await gyr.Process.Output.WaitForAsync(static _ => true, "the line"))[0];
            Assert.Contains(expected, line, StringComparison.Ordinal);
            if (unexpected is not null) Assert.DoesNotContain(unexpected, line, StringComparison.Ordinal);
        }
    }

    [Theory, EachDriver]
    public async Task Haproxys_own_tool_reads_what_haproxy_would_write(Driver driver)
    {
        using var dead = new HeldPort();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/slow", static async exchange =>
        {
            await exchange.ReadBodyAsync();
            await Task.Delay(150);
            await exchange.ReplyAsync("slow");
        });
        ProxyPlan plan = new()
        {
            Routes = [new() { Path = "/dead", Cluster = "dead" }, new() { Path = "/own", RespondStatus = 204 }, new() { Path = "/*", Cluster = "app" }],
            Clusters = [new() { Name = "dead", Endpoints = [dead.Url] }, new() { Endpoints = [origin.Url] }],
        };
        await using GyrProcess gyr = await StartAsync("{ format: haproxy }", plan, driver);
        await using (RawClient client = await gyr.ConnectAsync())
        {
            foreach (string target in (string[])["/a?b=c", "/slow", "/own", "/dead", "/status/500", "/status/404", "/bytes/1000"]) await client.GetAsync(target);
        }

        await using (RawClient client = await gyr.ConnectAsync())
        {
            await client.SendAsync("nonsense\r\n\r\n");
            await client.ReadToEndOfConnectionAsync();
        }

        string[] lines = [.. await gyr.Process.Output.WaitForAsync(static _ => true, "the lines", 8)];
        Assert.All(lines, static line => Assert.Matches(Haproxy(), line));
        string[] states = [.. lines.Select(static line => Haproxy().Match(line).Groups["state"].Value)];
        Assert.Equal(["----", "----", "LR--", "SC--", "----", "----", "----", "PR--"], states);
        Assert.Contains($"app/127.0.0.1:{origin.Port} ", lines[0], StringComparison.Ordinal);
        Assert.Contains("web/<NOSRV> ", lines[2], StringComparison.Ordinal);
        Assert.InRange(int.Parse(Haproxy().Match(lines[1]).Groups["response"].Value, CultureInfo.InvariantCulture), 140, 30_000);
        Assert.EndsWith("\"<BADREQ>\"", lines[7], StringComparison.Ordinal);

        // halog (package haproxy) expects what syslog puts in front, unless it is told that there is nothing.
        Assert.Equal(["200 3", "204 1", "400 1", "404 1", "500 1", "503 1"], await HalogAsync(lines, "-st", static row => Regex.Match(row, "^[0-9]+ [0-9]+").Value));
        Assert.Equal(["-- 5", "LR 1", "PR 1", "SC 1"], await HalogAsync(lines, "-tc", static row => Regex.Match(row, "^.. [0-9]+").Value));
        Assert.Contains(await HalogAsync(lines, "-srv", static row => row), row => row.StartsWith($"app/127.0.0.1:{origin.Port} ", StringComparison.Ordinal));
        Assert.Contains(await HalogAsync(lines, "-u", static row => row), static row => row.EndsWith(" /slow", StringComparison.Ordinal));
    }

    private static async Task<string[]> HalogAsync(string[] lines, string report, Func<string, string> part)
    {
        await using ProgramProcess halog = ProgramProcess.Start("halog", ["-s", "-4", "-q", report], input: string.Join('\n', lines) + "\n");
        Assert.Equal(0, await halog.ExitAsync());
        return [.. halog.Output.Lines.Where(static row => !row.StartsWith('#')).Select(part).Where(static row => row.Length > 0).Order(StringComparer.Ordinal)];
    }

    private static Task<GyrProcess> StartAsync(string log, ProxyPlan plan, Driver driver)
    {
        Proxies.OnlyGyr(driver);
        return GyrProcess.RunAsync($"access-log: {log}\n{GyrYaml.Render(plan)}", driver);
    }

    [GeneratedRegex("""^127\.0\.0\.1 - - \[(?<time>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000)\] "(?<request>\\x01nonsense\\x22|[A-Z]+ ([\x21\x23-\x5b\x5d-\x7e]|\\x[0-9A-F]{2})+ HTTP/1\.[01])" (?<status>[1-5]\d\d) (?<bytes>\d+) "(?<referer>([\x20\x21\x23-\x5b\x5d-\x7e]|\\x[0-9A-F]{2})+)" "(?<agent>([\x20\x21\x23-\x5b\x5d-\x7e]|\\x[0-9A-F]{2})+)"$""")]
    private static partial Regex Combined();

    [GeneratedRegex("""^127\.0\.0\.1:\d+ \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\.\d{3}\] web~? \S+/\S+ -?\d+/-?\d+/-?\d+/(?<response>-?\d+)/\d+ (-1|[1-5]\d\d) \d+ - - (?<state>[-CcSsPRIL][-RQCHD]--) \d+/\d+/\d+/\d+/\d+ 0/0 "([\x20\x21\x24-\x7e]|#[0-9A-F]{2})+"$""")]
    private static partial Regex Haproxy();
}
