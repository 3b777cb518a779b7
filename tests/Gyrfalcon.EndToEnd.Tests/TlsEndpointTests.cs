using System;
using System.Globalization;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

public sealed class TlsEndpointTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Theory, EachDriver]
    public async Task An_endpoint_of_a_known_authority_is_trusted(Driver driver)
    {
        using var certificate = _authority.Issue(["127.0.0.1"]);
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(To(origin.Url, new() { TlsAuthority = _authority.WritePem(_directory.Path) }), driver);
        await using RawClient client = await proxy.ConnectAsync();

        for (int i = 0; i < 5; i++)
            Assert.Equal("tls", (await client.GetAsync("/")).Body);
        Assert.Equal(1, origin.ConnectionCount);
    }

    [Theory, EachDriver]
    public async Task Bodies_pass_through_TLS_unharmed(Driver driver)
    {
        using var certificate = _authority.Issue(["127.0.0.1"]);
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(To(origin.Url, new() { TlsVerify = false }), driver);
        await using RawClient client = await proxy.ConnectAsync();

        foreach (long size in new[] { 0L, 1, 16_383, 16_384, 16_385, 1_000_000, 32 << 20 })
        {
            foreach (string kind in new[] { "bytes", "chunked" })
            {
                await client.SendAsync($"GET /{kind}/{size} HTTP/1.1\r\nHost: a\r\n\r\n");
                Assert.Equal(size, await (await client.ReadResponseAsync()).Body.ReadPatternAsync().Within("the body"));
            }

            await client.SendAsync($"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: {size}\r\n\r\n");
            await client.SendPatternAsync(size);
            Assert.StartsWith(size.ToString(CultureInfo.InvariantCulture) + " ", await (await client.ReadResponseAsync()).TextAsync(), StringComparison.Ordinal);
        }
    }

    [Theory, EachDriver]
    public async Task An_endpoint_named_by_name_hears_its_name(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        using var certificate = _authority.Issue(["localhost"]);
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(
            To($"https://localhost:{origin.Port}", new() { TlsAuthority = _authority.WritePem(_directory.Path) }), driver);
        await using RawClient client = await proxy.ConnectAsync();

        Assert.Equal("tls", (await client.GetAsync("/")).Body);

        OriginExchange exchange = Assert.Single(origin.Exchanges);
        Assert.Equal("localhost", exchange.ServerName);
        Assert.Equal($"localhost:{origin.Port}", exchange.Request.Fields["Host"]);
        Assert.Equal("test.example", exchange.Request.Fields["X-Forwarded-Host"]);
    }

    [Theory, EachDriver]
    public async Task The_server_name_can_be_set(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        using var certificate = _authority.Issue(["inner.example"]);
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(
            To(origin.Url, new() { TlsAuthority = _authority.WritePem(_directory.Path), TlsServerName = "inner.example" }), driver);
        await using RawClient client = await proxy.ConnectAsync();

        Assert.Equal("tls", (await client.GetAsync("/")).Body);
        Assert.Equal("inner.example", Assert.Single(origin.Exchanges).ServerName);
    }

    [Theory, EachDriver]
    public async Task An_endpoint_of_an_unknown_authority_gets_502(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        using var certificate = _authority.Issue(["127.0.0.1"]);
        // The system's authorities do not know the test's.
        await AssertRefusedAsync(driver, certificate, new());
    }

    [Theory, EachDriver]
    public async Task A_certificate_of_another_name_gets_502(Driver driver)
    {
        using var certificate = _authority.Issue(["other.example"]);
        await AssertRefusedAsync(driver, certificate, new() { TlsAuthority = _authority.WritePem(_directory.Path) });
    }

    [Theory, EachDriver]
    public async Task An_expired_certificate_gets_502(Driver driver)
    {
        using var certificate = _authority.Issue(["127.0.0.1"], expired: true);
        await AssertRefusedAsync(driver, certificate, new() { TlsAuthority = _authority.WritePem(_directory.Path) });
    }

    [Theory, EachDriver]
    public async Task Verification_can_be_turned_off(Driver driver)
    {
        using var certificate = _authority.Issue(["other.example"], expired: true);
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(To(origin.Url, new() { TlsVerify = false }), driver);
        await using RawClient client = await proxy.ConnectAsync();

        Assert.Equal("tls", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_speaks_no_TLS_gets_502(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            await connection.ExpectEndAsync();
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(To($"https://{peer.Address}", new()), driver);
        await using RawClient client = await proxy.ConnectAsync();

        Answers.AssertFault(driver, (await client.GetAsync("/")).Response, 502, "tls_protocol_error");
    }

    [Theory, EachDriver]
    public async Task A_body_over_TLS_that_breaks_off_is_never_passed_off_as_complete(Driver driver)
    {
        using var certificate = _authority.Issue(["127.0.0.1"]);
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        origin.Handle("/broken", async exchange =>
        {
            await exchange.SendHeadAsync(200, "Content-Length: 5000000\r\n");
            await PatternWriter.WriteAsync(exchange.Stream, 1_000_000);
            exchange.Origin.Kill();
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(To(origin.Url, new() { TlsVerify = false }), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n");
        WireResponse response = await client.ReadResponseAsync();

        await Assert.ThrowsAnyAsync<System.IO.IOException>(() => response.Body.ReadToEndAsync().Within("the body to break off"));
    }

    private static ProxyPlan To(string url, ClusterPlan tls) => new() { Clusters = [tls with { Endpoints = [url] }] };

    private static async Task AssertRefusedAsync(Driver driver, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate, ClusterPlan tls)
    {
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(To(origin.Url, tls), driver);
        await using RawClient client = await proxy.ConnectAsync();

        Answers.AssertFault(driver, (await client.GetAsync("/")).Response, 502, "tls_certificate_error");
        Assert.Equal(0, origin.RequestCount);
    }
}
