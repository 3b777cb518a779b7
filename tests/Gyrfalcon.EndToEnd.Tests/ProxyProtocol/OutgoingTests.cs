using System;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Gyrfalcon.EndToEnd.Tests.Tunnels;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.ProxyProtocol;

/// <summary>Endpoints that are told in a PROXY header whose request a connection is for.</summary>
public sealed class OutgoingTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Theory, EachDriver("v1"), EachDriver("v2")]
    public async Task Each_request_comes_by_a_connection_that_tells_its_own_client(Driver driver, string version)
    {
        await using TestOrigin origin = TestOrigin.StartTakingProxyHeaders();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(version, origin.Url), driver);
        await using RawClient one = await gyr.ConnectAsync();
        await using RawClient two = await gyr.ConnectAsync();
        for (int i = 0; i < 5; i++)
        {
            foreach (RawClient client in new[] { one, two })
            {
                Assert.Equal("origin", (await client.GetAsync($"/{client.LocalAddress.Port}")).Body);
                await client.SendAsync($"POST /upload HTTP/1.1\r\nHost: a\r\nX-Port: {client.LocalAddress.Port}\r\nContent-Length: 100000\r\n\r\n");
                await client.SendPatternAsync(100_000);
                Assert.StartsWith("100000 ", await (await client.ReadResponseAsync()).TextAsync(), StringComparison.Ordinal);
            }
        }

        Assert.Equal((20, 20), (origin.RequestCount, origin.ConnectionCount));
        foreach (OriginExchange exchange in origin.Exchanges)
        {
            string port = exchange.Request.Fields["X-Port"] ?? exchange.Request.Target[1..];
            Assert.Equal(IPEndPoint.Parse($"127.0.0.1:{port}"), exchange.ProxyHeader!.Source);
            Assert.Equal(gyr.Address, exchange.ProxyHeader.Destination);
            Assert.Equal("close", exchange.Request.Fields["Connection"]);
            if (version == "v2") Assert.Equal(exchange.Request.Fields["X-Request-ID"], exchange.ProxyHeader.Text(5));
        }
    }

    [Theory, EachDriver]
    public async Task Version_2_tells_of_the_clients_TLS(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.StartTakingProxyHeaders();
        string tls = $"{{ certificates: [ {{ {_authority.WriteIssued(_directory.Path, "a", ["a.example"])} }} ], client-certificates: {{ mode: request, authorities: {_authority.WritePem(_directory.Path)} }} }}";
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan("v2", origin.Url) with { Listener = new ListenerPlan { Tls = tls } }, driver);
        using X509Certificate2 mine = _authority.Issue(["client.example"], client: true);
        foreach (X509Certificate2? shown in new[] { mine, null })
        {
            await using RawClient client = await RawClient.ConnectAsync(gyr.Address, new SslClientAuthenticationOptions
            {
                TargetHost = "a.example",
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
                ClientCertificates = shown is null ? null : [shown],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => shown!,
                ApplicationProtocols = shown is null ? null : [SslApplicationProtocol.Http11],
            });
            Assert.Equal(200, (await client.GetAsync("/", host: "a.example")).Response.Status);

            ReadProxyHeader told = origin.ProxyHeaders[^1];
            Assert.Equal(client.LocalAddress, told.Source);
            Assert.Equal(("a.example", "TLSv1.3"), (told.Text(2), told.TlsText(0x21)));
            Assert.Equal(shown is null ? ((1, 1), null, null) : ((7, 0), "client.example", "http/1.1"), (told.Tls, told.TlsText(0x22), told.Text(1)));
            Assert.True(told.Values.ContainsKey(3));
        }
    }

    [Theory, EachDriver("v1"), EachDriver("v2")]
    public async Task The_header_comes_before_TLS_to_the_endpoint(Driver driver, string version)
    {
        using X509Certificate2 certificate = _authority.Issue(["127.0.0.1"]);
        await using TestOrigin origin = TestOrigin.StartTakingProxyHeaders("tls", certificate);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(version, origin.Url, cluster => cluster with { TlsVerify = false }), driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 3; i++) Assert.Equal("tls", (await client.GetAsync("/")).Body);
        Assert.All(origin.ProxyHeaders, header => Assert.Equal(client.LocalAddress, header.Source));

        // Whoever looks whether it is there again speaks for himself.
        origin.Kill();
        Assert.Equal(503, (await client.GetAsync("/")).Response.Status);
        origin.Revive();
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("accepts connections again", StringComparison.Ordinal), "the recovery");
        Assert.Equal("tls", (await client.GetAsync("/")).Body);
        Assert.Contains(origin.ProxyHeaders, header => header.Command == (version == "v1" ? "UNKNOWN" : "LOCAL"));
    }

    [Theory, EachDriver("v1", "UNKNOWN"), EachDriver("v2", "LOCAL")]
    public async Task Health_checks_speak_for_themselves(Driver driver, string version, string command)
    {
        await using TestOrigin origin = TestOrigin.StartTakingProxyHeaders();
        await using TestOrigin elsewhere = TestOrigin.Start("elsewhere");
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(version, origin.Url, static cluster => cluster with { Health = "{ active: { path: /health, interval: 100ms } }" }), driver);
        await Deadline.Until(() => origin.Exchanges.Count(static exchange => exchange.Request.Target == "/health") > 3, "some probes");
        Assert.All(origin.ProxyHeaders, header => Assert.Equal(command, header.Command));
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        Assert.DoesNotContain(gyr.Process.Errors.Lines, static line => line.Contains("unhealthy", StringComparison.Ordinal));

        // Another port is another server, of which nobody has said that it takes headers.
        string health = $"{{ active: {{ path: /health, interval: 100ms, port: {elsewhere.Port} }} }}";
        await using GyrProcess other = await Proxies.StartGyrAsync(Plan(version, origin.Url, cluster => cluster with { Health = health }), driver);
        await Deadline.Until(() => elsewhere.RequestCount > 3, "some probes");
    }

    [Theory, EachDriver("v1"), EachDriver("v2")]
    public async Task A_retry_tells_the_client_again(Driver driver, string version)
    {
        await using TestOrigin busy = TestOrigin.StartTakingProxyHeaders("busy");
        await using TestOrigin good = TestOrigin.StartTakingProxyHeaders("good");
        busy.Handle("/reset", static exchange =>
        {
            exchange.CloseAfterwards = true;
            return Task.CompletedTask;
        });
        busy.Handle("/busy", static exchange => exchange.ReplyAsync("busy", 503));
        ProxyPlan plan = Plan(version, busy.Url, cluster => cluster with { Endpoints = [busy.Url, good.Url] }) with { Routes = [new RoutePlan { Cluster = "app", Retry = "{ on: [ reset, 503 ] }" }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 4; i++) Assert.Equal("good", (await client.GetAsync(i < 2 ? "/reset" : "/busy")).Body);

        Assert.NotEmpty(busy.ProxyHeaders);
        Assert.Equal(4, good.ProxyHeaders.Count);
        Assert.All(busy.ProxyHeaders.Concat(good.ProxyHeaders), header => Assert.Equal(client.LocalAddress, header.Source));
    }

    [Theory, EachDriver]
    public async Task A_second_attempt_beside_the_first_and_a_mirrored_copy_tell_the_client_too(Driver driver)
    {
        var released = new Gate();
        await using TestOrigin slow = TestOrigin.StartTakingProxyHeaders("slow");
        await using TestOrigin quick = TestOrigin.StartTakingProxyHeaders("quick");
        await using TestOrigin shadow = TestOrigin.StartTakingProxyHeaders("shadow");
        slow.Handle("/slow", async exchange =>
        {
            await released.WaitAsync();
            await exchange.ReplyAsync("slow");
        });
        ProxyPlan plan = Plan("v2", slow.Url, cluster => cluster with { Endpoints = [slow.Url, quick.Url] }) with
        {
            Routes = [new RoutePlan { Cluster = "app", Hedge = "{ quantile: 50%, at-least: 20ms }", Mirror = "{ cluster: shadow }" }],
        };
        plan = plan with { Clusters = [.. plan.Clusters, new ClusterPlan { Name = "shadow", Endpoints = [shadow.Url], ProxyProtocol = "v1" }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int sent = 0; sent < 150; sent++) await client.GetAsync("/");
        for (long until = Environment.TickCount64 + 700; Environment.TickCount64 < until;) await client.GetAsync("/");

        for (int i = 0; i < 4; i++) Assert.Equal("quick", (await client.GetAsync("/slow")).Body);
        Assert.Contains(await gyr.AccessLogAsync(static line => line.Path == "/slow", 4), static line => line.Attempts == 2);
        await Deadline.Until(() => shadow.Exchanges.Count(static exchange => exchange.Request.Target == "/slow") == 4, "the copies");
        released.Open();
        foreach (TestOrigin origin in new[] { slow, quick, shadow })
        {
            Assert.All(origin.ProxyHeaders, header => Assert.Equal(client.LocalAddress, header.Source));
            Assert.Equal(origin.RequestCount, origin.Exchanges.Select(static exchange => exchange.Connection).Distinct().Count());
        }
    }

    [Theory, EachDriver]
    public async Task A_tunnel_begins_with_the_header_as_well(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(static async connection =>
        {
            Assert.Equal("PROXY", (await ProxyHeaders.ReadAsync(connection.Stream)).Command);
            WireRequest request = await connection.ExpectHeadAsync();
            Assert.Equal("upgrade", request.Fields["Connection"], ignoreCase: true);
            await connection.SendAsync(OpenTunnel.Switching);
            await connection.HangAsync();
        });
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan("v2", peer.Url), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(gyr, peer);
        await tunnel.AssertWorksAsync();
    }

    [Theory, EachDriver("v1"), EachDriver("v2")]
    public async Task What_came_with_a_header_goes_on_with_it(Driver driver, string version)
    {
        await using TestOrigin origin = TestOrigin.StartTakingProxyHeaders();
        ListenerPlan listener = new() { TrustedProxies = ["127.0.0.0/8"], ProxyProtocol = "required" };
        await using GyrProcess inner = await Proxies.StartGyrAsync(Plan("v2", origin.Url) with { Listener = listener }, driver);
        await using GyrProcess outer = await Proxies.StartGyrAsync(Plan(version, $"http://{inner.Address}") with { Listener = listener }, driver);
        await using RawClient client = await outer.ConnectAsync();
        await client.SendAsync(ProxyHeaders.From(2, "203.0.113.7", 4321, (2, "a.example"u8.ToArray()), (0x20, [3, 0, 0, 0, 0, .. ProxyHeaders.Value(0x22, "c.example"u8.ToArray())])));
        for (int i = 0; i < 3; i++) Assert.Equal("origin", (await client.GetAsync("/")).Body);

        foreach (OriginExchange exchange in origin.Exchanges)
        {
            ReadProxyHeader told = exchange.ProxyHeader!;
            Assert.Equal((IPEndPoint.Parse("203.0.113.7:4321"), IPEndPoint.Parse("192.0.2.1:443")), (told.Source, told.Destination));
            Assert.Equal("203.0.113.7", exchange.Request.Fields["X-Forwarded-For"]);
            Assert.Equal(version == "v1" ? (null, null) : ("a.example", "c.example"), (told.Text(2), told.TlsText(0x22)));
        }
    }

    private static ProxyPlan Plan(string version, string endpoint, Func<ClusterPlan, ClusterPlan>? change = null)
    {
        var cluster = new ClusterPlan { Endpoints = [endpoint], ProxyProtocol = version };
        return new ProxyPlan { Clusters = [change is null ? cluster : change(cluster)] };
    }
}
