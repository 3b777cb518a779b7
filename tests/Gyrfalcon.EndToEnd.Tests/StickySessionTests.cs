using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>A session stays at its endpoint by a cookie that tells nothing and cannot be made up.</summary>
public sealed class StickySessionTests
{
    private const string Key = "an-example-of-a-key-with-enough-characters";

    [Theory, EachDriver(1), EachDriver(3)]
    public async Task A_session_stays_and_its_cookie_is_set_once(Driver driver, int workers)
    {
        await using var origins = new Origins(3);
        await using GyrProcess gyr = await StartAsync(driver, origins.Urls, "{}", workers);
        var sessions = new List<(string Who, string Cookie)>();
        for (int i = 0; i < 6; i++)
            sessions.Add(await BeginAsync(gyr));

        Assert.Equal(3, sessions.Select(static session => session.Cookie).Distinct().Count());
        for (int round = 0; round < 3; round++)
        {
            await using RawClient client = await gyr.ConnectAsync();
            foreach ((string who, string cookie) in sessions)
                Assert.Equal((who, null), await AskAsync(client, cookie));
        }
    }

    [Theory, EachDriver]
    public async Task The_cookie_has_the_attributes_that_were_asked_for_and_tells_no_address(Driver driver)
    {
        await using var origins = new Origins(1);
        await using (GyrProcess gyr = await StartAsync(driver, origins.Urls, "{}"))
        {
            string field = (await RawAsync(gyr)).Fields["Set-Cookie"]!;
            Assert.Matches("^gyr-route=[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Lax$", field);
            Assert.DoesNotContain(origins[0].Port.ToString(System.Globalization.CultureInfo.InvariantCulture), field, StringComparison.Ordinal);
        }

        await using (GyrProcess gyr = await StartAsync(driver, origins.Urls, "{ cookie: s, ttl: 1h, path: /shop, same-site: strict, secure: always }"))
            Assert.Matches("^s=[A-Za-z0-9_-]{22}; Path=/shop; Max-Age=3600; HttpOnly; SameSite=Strict; Secure$", (await RawAsync(gyr)).Fields["Set-Cookie"]!);
    }

    [Theory]
    [EachDriver(true, "auto", "https", true)]
    [EachDriver(true, "auto", "http", false)]
    [EachDriver(true, "never", "https", false)]
    [EachDriver(false, "auto", "https", false)]
    public async Task It_is_secure_if_a_trusted_proxy_says_that_the_client_is(Driver driver, bool trusted, string secure, string scheme, bool isSecure)
    {
        await using var origins = new Origins(1);
        ProxyPlan plan = Plan(origins.Urls, $"{{ secure: {secure} }}") with { Listener = new ListenerPlan { TrustedProxies = trusted ? ["127.0.0.0/8"] : [] } };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();
        WireResponse response = (await client.GetAsync("/", $"X-Forwarded-Proto: {scheme}\r\n")).Response;
        Assert.Equal(isSecure, response.Fields["Set-Cookie"]!.EndsWith("; Secure", StringComparison.Ordinal));
    }

    [Theory, EachDriver]
    public async Task When_its_endpoint_dies_the_session_moves_and_the_cookie_is_replaced(Driver driver)
    {
        await using var origins = new Origins(3);
        await using GyrProcess gyr = await StartAsync(driver, origins.Urls, "{}");
        (string who, string cookie) = await BeginAsync(gyr);
        TestOrigin its = Enumerable.Range(0, 3).Select(i => origins[i]).Single(origin => origin.Name == who);
        its.Kill();

        await using RawClient client = await gyr.ConnectAsync();
        (string next, string? replaced) = await AskAsync(client, cookie);
        Assert.NotEqual(who, next);
        Assert.NotNull(replaced);
        for (int i = 0; i < 5; i++)
            Assert.Equal((next, null), await AskAsync(client, replaced));

        // The session has moved for good; the endpoint that comes back has only those that still name it.
        its.Revive();
        long start = Environment.TickCount64;
        while ((await AskAsync(client, cookie)).Who != who)
            Assert.True(Environment.TickCount64 - start < Deadline.Default.TotalMilliseconds, "The revived endpoint is never asked.");
        Assert.Equal((next, null), await AskAsync(client, replaced));
    }

    [Theory, EachDriver]
    public async Task A_response_after_a_retry_names_the_endpoint_that_gave_it(Driver driver)
    {
        await using var origins = new Origins(2);
        for (int i = 0; i < 2; i++)
            origins[i].Handle("/first-fails", exchange => exchange.ReplyAsync(exchange.Origin.Name, exchange.Request.Fields["X-Fail"] == exchange.Origin.Name ? 503 : 200));
        ProxyPlan plan = Plan(origins.Urls, "{}") with { Routes = [new RoutePlan { Cluster = "app", Retry = "{ on: [ 503 ] }" }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        (string who, string cookie) = await BeginAsync(gyr);

        await using RawClient client = await gyr.ConnectAsync();
        (WireResponse response, string body) = await client.GetAsync("/first-fails", $"Cookie: {cookie}\r\nX-Fail: {who}\r\n");
        Assert.NotEqual(who, body);
        Assert.Equal((body, null), await AskAsync(client, Pair(response)!));
    }

    [Theory, EachDriver]
    public async Task What_is_no_token_of_ours_is_no_session(Driver driver)
    {
        await using var origins = new Origins(2);
        await using GyrProcess gyr = await StartAsync(driver, origins.Urls, "{}");
        await using GyrProcess foreign = await StartAsync(driver, origins.Urls, "{}");
        (_, string cookie) = await BeginAsync(gyr);
        (_, string other) = await BeginAsync(foreign);
        string token = cookie["gyr-route=".Length..];
        await using RawClient client = await gyr.ConnectAsync();

        string[] wrong =
        [
            other, $"gyr-route={token[..^1]}", $"gyr-route={token}A", $"gyr-route=\"{token}\"", $"gyr-route={token}==", $"gyr-route = {token}", $"Gyr-Route={token}", $"xgyr-route={token}",
            "gyr-route=", "gyr-route", "=", ";;", $"gyr-route={origins.Urls[0]}", $"gyr-route={new string('A', 22)}", $"gyr-route={new string('A', 4000)}", $"a=b, gyr-route={token}",
            $"gyr-route={(char)(token[0] == 'A' ? 'B' : 'A')}{token[1..]}", $"gyr-route={token[..^1]}{(char)(token[^1] + 1)}",
        ];
        foreach (string bad in wrong)
        {
            (string first, string? set) = await AskAsync(client, bad);
            (string second, _) = await AskAsync(client, bad);
            Assert.True(set is not null && first != second, $"`{bad}` was taken for a session");
        }
    }

    [Theory, EachDriver]
    public async Task The_first_cookie_of_that_name_that_names_a_living_endpoint_counts(Driver driver)
    {
        await using var origins = new Origins(3);
        await using GyrProcess gyr = await StartAsync(driver, origins.Urls, "{}");
        (string who, string cookie) = await BeginAsync(gyr);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal((who, null), await AskAsync(client, $"gyr-route=planted; a=b;{cookie}; c=d"));
            Assert.Equal((who, null), await AskAsync(client, $"a=b\r\nCookie: gyr-route=\r\nCookie: {cookie}"));
        }
    }

    [Theory, EachDriver]
    public async Task Instances_with_one_key_agree_also_after_a_restart_and_others_do_not(Driver driver)
    {
        await using var origins = new Origins(4);
        using var directory = new TemporaryDirectory();
        string sticky = $"{{ key-file: \"{directory.Write("sticky.key", Key + "\n")}\" }}";
        (string Who, string Cookie)[] sessions;
        await using (GyrProcess first = await StartAsync(driver, origins.Urls, sticky))
        {
            sessions = [await BeginAsync(first), await BeginAsync(first), await BeginAsync(first)];
            await using GyrProcess second = await StartAsync(driver, [.. origins.Urls.Reverse()], sticky);
            await AssertKnownAsync(second, sessions);
            Assert.DoesNotContain("random key", first.Process.Errors.Text, StringComparison.Ordinal);
        }

        await using (GyrProcess again = await StartAsync(driver, origins.Urls, sticky))
            await AssertKnownAsync(again, sessions);

        // The key is being replaced: the old one is still taken, and its cookie replaced.
        directory.Write("sticky.key", $"another-example-of-a-key-of-enough-characters\n{Key}\n");
        await using (GyrProcess rotated = await StartAsync(driver, origins.Urls, sticky))
        {
            await using RawClient client = await rotated.ConnectAsync();
            (string who, string? renewed) = await AskAsync(client, sessions[1].Cookie);
            Assert.Equal(sessions[1].Who, who);
            Assert.NotNull(renewed);
            Assert.Equal((who, null), await AskAsync(client, renewed));
        }

        await using GyrProcess forgetful = await StartAsync(driver, origins.Urls, "{}");
        await using RawClient stranger = await forgetful.ConnectAsync();
        Assert.NotNull((await AskAsync(stranger, sessions[0].Cookie)).Set);
        Assert.Contains("random key", forgetful.Process.Errors.Text, StringComparison.Ordinal);
    }

    [Theory, EachDriver(1), EachDriver(3)]
    public async Task A_session_waits_for_a_place_at_its_endpoint_and_holds_up_nobody_else(Driver driver, int workers)
    {
        await using var origins = new Origins(2);
        var gate = new TaskCompletionSource();
        for (int i = 0; i < 2; i++)
        {
            origins[i].Handle("/hold", async exchange =>
            {
                await gate.Task;
                await exchange.ReplyAsync(exchange.Origin.Name);
            });
        }

        string endpoints = $"[ {{ url: \"{origins.Urls[0]}\", max-requests: 1 }}, {{ url: \"{origins.Urls[1]}\", max-requests: 1 }} ]";
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To() with { Workers = workers, Clusters = [new ClusterPlan { EndpointsYaml = endpoints, Sticky = "{}" }] }, driver);
        (string who, string cookie) = await BeginAsync(gyr);
        await using RawClient holder = await gyr.ConnectAsync();
        int before = origins.RequestCounts.Sum();
        await holder.SendAsync($"GET /hold HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n\r\n");
        await Deadline.Until(() => origins.RequestCounts.Sum() > before, "the endpoint is full");

        await using RawClient waiting = await gyr.ConnectAsync();
        await using RawClient alsoWaiting = await gyr.ConnectAsync();
        Task<(string Who, string? Set)>[] waiters = [AskAsync(waiting, cookie), AskAsync(alsoWaiting, cookie)];
        for (int i = 0; i < 10; i++)
        {
            (string other, _) = await BeginAsync(gyr);
            Assert.NotEqual(who, other);
        }

        Assert.DoesNotContain(waiters, static task => task.IsCompleted);
        gate.SetResult();
        Assert.Equal(who, await (await holder.ReadResponseAsync()).TextAsync());
        foreach (Task<(string, string?)> waiter in waiters)
            Assert.Equal((who, null), await waiter);
    }

    [Theory, EachDriver]
    public async Task Our_own_answers_set_no_cookie(Driver driver)
    {
        using var dead = new HeldPort();
        await using GyrProcess gyr = await StartAsync(driver, [dead.Url], "{}");
        WireResponse response = await RawAsync(gyr);
        Assert.Equal((503, false), (response.Status, response.Fields.Contains("Set-Cookie")));
    }

    [Theory, EachDriver]
    public async Task Weight_0_keeps_sessions_and_gets_no_new_ones(Driver driver)
    {
        await using var origins = new Origins(2);
        using var directory = new TemporaryDirectory();
        string sticky = $"{{ key-file: \"{directory.Write("sticky.key", Key)}\" }}";
        string cookie;
        await using (GyrProcess before = await StartAsync(driver, [origins.Urls[0]], sticky))
            cookie = (await BeginAsync(before)).Cookie;
        string endpoints = $"[ {{ url: \"{origins.Urls[0]}\", weight: 0 }}, \"{origins.Urls[1]}\" ]";
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To() with { Clusters = [new ClusterPlan { EndpointsYaml = endpoints, Sticky = sticky }] }, driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(("a", null), await AskAsync(client, cookie));
            Assert.Equal("b", (await BeginAsync(gyr)).Who);
        }
    }

    private static async Task AssertKnownAsync(GyrProcess gyr, IEnumerable<(string Who, string Cookie)> sessions)
    {
        await using RawClient client = await gyr.ConnectAsync();
        foreach ((string who, string cookie) in sessions)
            Assert.Equal((who, null), await AskAsync(client, cookie));
    }

    private static async Task<WireResponse> RawAsync(GyrProcess gyr)
    {
        await using RawClient client = await gyr.ConnectAsync();
        return (await client.GetAsync("/")).Response;
    }

    private static async Task<(string Who, string Cookie)> BeginAsync(GyrProcess gyr)
    {
        await using RawClient client = await gyr.ConnectAsync();
        (WireResponse response, string who) = await client.GetAsync("/");
        return (who, Pair(response)!);
    }

    private static async Task<(string Who, string? Set)> AskAsync(RawClient client, string cookie)
    {
        (WireResponse response, string who) = await client.GetAsync("/", $"Cookie: {cookie}\r\n");
        Assert.Equal(200, response.Status);
        return (who, Pair(response));
    }

    private static string? Pair(WireResponse response) => response.Fields["Set-Cookie"]?.Split(';')[0];

    private static ProxyPlan Plan(string[] endpoints, string sticky, int workers = 1)
        => ProxyPlan.To() with { Workers = workers, Clusters = [new ClusterPlan { Endpoints = endpoints, Sticky = sticky }] };

    private static Task<GyrProcess> StartAsync(Driver driver, string[] endpoints, string sticky, int workers = 1) => Proxies.StartGyrAsync(Plan(endpoints, sticky, workers), driver);
}
