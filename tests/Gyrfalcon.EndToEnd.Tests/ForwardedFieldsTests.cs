using System;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>What becomes of header fields on their way.</summary>
public sealed class ForwardedFieldsTests
{
    // The comment tells this process from others of its kind, in front of it or behind it.
    private const string Via = @"1\.1 gyr( \(\w+\))?";

    [Theory, EachDriver]
    public async Task Hop_by_hop_fields_of_a_request_end_here(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        FieldList seen = await SeenByEndpointAsync(driver,
            "Connection: keep-alive, X-Hop\r\nConnection: x-other-hop\r\nX-Hop: 1\r\nX-Other-Hop: 2\r\nKeep-Alive: timeout=5\r\n" +
            "Proxy-Connection: keep-alive\r\nTE: gzip\r\nUpgrade: h2c\r\nProxy-Authorization: Basic eDp5\r\nX-End-To-End: stays\r\n");

        foreach (string name in new[] { "X-Hop", "X-Other-Hop", "Keep-Alive", "Proxy-Connection", "TE", "Upgrade", "Proxy-Authorization" })
            Assert.False(seen.Contains(name), $"{name} was forwarded.");
        Assert.False(seen.HasMember("Connection", "X-Hop"));
        Assert.Equal("stays", seen["X-End-To-End"]);
    }

    [Theory, EachDriver]
    public async Task Hop_by_hop_fields_of_a_response_end_here(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using ScriptedPeer peer = ScriptedPeer.Answering(
            "HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nProxy-Connection: x\r\nUpgrade: h2c\r\nX-End-To-End: stays\r\nContent-Length: 2\r\n\r\nok");
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        WireResponse response = (await client.GetAsync("/")).Response;

        foreach (string name in new[] { "X-Hop", "Keep-Alive", "Proxy-Connection", "Upgrade" })
            Assert.False(response.Fields.Contains(name), $"{name} was forwarded.");
        Assert.Equal("stays", response.Fields["X-End-To-End"]);
    }

    [Theory, EachDriver("Host"), EachDriver("X-Forwarded-For"), EachDriver("Via"), EachDriver("Content-Length"), EachDriver("Authorization")]
    public async Task Connection_cannot_strip_what_others_rely_on(Driver driver, string name)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        Answers.AssertFault(driver, (await client.GetAsync("/", $"Connection: {name}\r\n")).Response, 400, "http_request_error");
        Assert.Equal(0, origin.RequestCount);
    }

    [Theory, EachDriver]
    public async Task The_endpoint_learns_who_asked_and_how(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        FieldList seen = await SeenByEndpointAsync(driver, "");

        Assert.Equal("127.0.0.1", Assert.Single(seen.All("X-Forwarded-For")));
        Assert.Equal("http", Assert.Single(seen.All("X-Forwarded-Proto")));
        Assert.Equal("test.example", Assert.Single(seen.All("X-Forwarded-Host")));
        Assert.Equal("test.example", Assert.Single(seen.All("Host")));
        Assert.Matches($"^{Via}$", Assert.Single(seen.All("Via")));
        Assert.NotEmpty(Assert.Single(seen.All("X-Request-ID")));
    }

    [Theory, EachDriver]
    public async Task What_a_stranger_says_of_himself_is_replaced(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        FieldList seen = await SeenByEndpointAsync(driver,
            "X-Forwarded-For: 10.1.1.1\r\nx-forwarded-for: 10.2.2.2\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: bank.example\r\n" +
            "Forwarded: for=10.3.3.3;proto=https\r\nX-Request-ID: chosen-by-the-client\r\n");

        Assert.Equal("127.0.0.1", Assert.Single(seen.All("X-Forwarded-For")));
        Assert.Equal("http", Assert.Single(seen.All("X-Forwarded-Proto")));
        Assert.Equal("test.example", Assert.Single(seen.All("X-Forwarded-Host")));
        Assert.NotEqual("chosen-by-the-client", Assert.Single(seen.All("X-Request-ID")));
        Assert.DoesNotContain("10.3.3.3", seen["Forwarded"] ?? "", StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task What_a_trusted_proxy_says_is_kept(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(origin.Url) with { Listener = new() { TrustedProxies = ["127.0.0.0/8"] } }, driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.GetAsync("/", "X-Forwarded-For: 10.1.1.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\nX-Request-ID: given-1\r\n");

        FieldList seen = Assert.Single(origin.Exchanges).Request.Fields;
        Assert.Equal(["10.1.1.1", "127.0.0.1"], seen["X-Forwarded-For"]!.Split(',', StringSplitOptions.TrimEntries));
        Assert.Equal(("https", "shop.example", "given-1"), (seen["X-Forwarded-Proto"], seen["X-Forwarded-Host"], seen["X-Request-ID"]));
    }

    [Theory, EachDriver]
    public async Task Clients_may_come_by_IPv6(Driver driver)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6 && System.IO.File.Exists("/proc/net/if_inet6"), "This machine has no IPv6.");
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(origin.Url) with { Listener = new() { Address = "[::1]:0" } }, driver);
        await using RawClient client = await gyr.ConnectAsync();

        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        Assert.Equal("::1", Assert.Single(origin.Exchanges).Request.Fields["X-Forwarded-For"]);
    }

    [Theory, EachDriver]
    public async Task Via_grows_in_both_directions(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using ScriptedPeer peer = ScriptedPeer.Answering("HTTP/1.1 200 OK\r\nVia: 1.1 inner\r\nContent-Length: 2\r\n\r\nok");
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        WireResponse response = (await client.GetAsync("/", "Via: 1.0 fred\r\n")).Response;

        Assert.Matches($"^1\\.1 inner, {Via}$", response.Fields["Via"]);
        string received = (await peer.ConnectionAsync(0)).Received;
        FieldList seen = (await MessageReader.ReadRequestAsync(new WireReader(new System.IO.MemoryStream(System.Text.Encoding.Latin1.GetBytes(received)))))!.Fields;
        Assert.Matches($"^1\\.0 fred, {Via}$", seen["Via"]);
    }

    [Theory, EachDriver]
    public async Task Request_ids_differ(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url) with { Workers = 2 }, driver);
        for (int i = 0; i < 20; i++)
        {
            await using RawClient client = await proxy.ConnectAsync();
            for (int j = 0; j < 5; j++)
                await client.GetAsync("/");
        }

        Assert.Equal(100, origin.Exchanges.Select(exchange => exchange.Request.Fields["X-Request-ID"]).Distinct().Count());
    }

    [Theory, EachDriver]
    public async Task End_to_end_fields_pass_unchanged_and_in_order(Driver driver)
    {
        string[] fields =
        [
            "X-Empty: ", "X-Long: " + new string('l', 6000), "Cookie: a=b; c=\"d\"", "X-Multi: one", "X-Multi: two", "X-Latin: caf\u00e9",
            "Authorization: Bearer abc.def", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "X-Punctuation: !#$%&'()*+,-./:;<=>?@[]^_`{|}~\"\\",
        ];
        FieldList seen = await SeenByEndpointAsync(driver, string.Concat(fields.Select(field => field + "\r\n")));

        Assert.Equal(fields, seen.Where(line => fields.Any(field => field.StartsWith(line.Name + ":", StringComparison.OrdinalIgnoreCase)))
            .Select(line => $"{line.Name}: {line.Value}"), StringComparer.OrdinalIgnoreCase);
    }

    [Theory, EachDriver]
    public async Task Response_fields_pass_unchanged_and_in_order(Driver driver)
    {
        string[] fields = ["Set-Cookie: a=1; Path=/", "Set-Cookie: b=2; HttpOnly", "ETag: \"x,y\"", "X-Empty: ", "X-Long: " + new string('r', 3000), "Cache-Control: no-store"];
        await using ScriptedPeer peer = ScriptedPeer.Answering($"HTTP/1.1 200 Very Fine\r\n{string.Concat(fields.Select(field => field + "\r\n"))}Content-Length: 2\r\n\r\nok");
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        WireResponse response = (await client.GetAsync("/")).Response;

        Assert.Equal(fields, response.Fields.Where(line => fields.Any(field => field.StartsWith(line.Name + ":", StringComparison.OrdinalIgnoreCase)))
            .Select(line => $"{line.Name}: {line.Value}"), StringComparer.OrdinalIgnoreCase);
    }

    [Theory, EachDriver]
    public async Task The_server_field_is_the_endpoints_own(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using ScriptedPeer peer = ScriptedPeer.Answering("HTTP/1.1 200 OK\r\nServer: apache/1.3\r\nContent-Length: 0\r\n\r\n");
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url) with { Routes = [new() { Path = "/there", Cluster = "app" }] }, driver);
        await using RawClient client = await proxy.ConnectAsync();

        Assert.Equal("apache/1.3", (await client.GetAsync("/there")).Response.Fields["Server"]);
        Assert.False((await client.GetAsync("/nowhere")).Response.Fields.Contains("Server"));
    }

    private static async Task<FieldList> SeenByEndpointAsync(Driver driver, string fields)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/", fields)).Response.Status);
        return Assert.Single(origin.Exchanges).Request.Fields;
    }
}
