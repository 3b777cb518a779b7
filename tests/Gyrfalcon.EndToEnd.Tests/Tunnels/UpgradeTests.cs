using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Tunnels;

/// <summary>Who may change the protocol, and to which (RFC 9110 section 7.8).</summary>
public sealed class UpgradeTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory, EachDriver]
    public async Task Both_fields_of_an_upgrade_are_passed_on_and_so_is_the_101(Driver driver)
    {
        WireRequest? request = null;
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            request = await connection.ExpectHeadAsync();
            await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
            await connection.Reader.AssertNextAsync("ping");
            await connection.SendAsync("pong");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("GET /chat?room=1 HTTP/1.1\r\nHost: chat.example\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade, X-Hop\r\nX-Hop: 1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        WireResponse response = await client.ReadHeadAsync();
        await client.SendAsync("ping");
        await client.Reader.AssertNextAsync("pong");
        await client.Reader.AssertEndAsync();

        await peer.ScriptDoneAsync(0);
        Assert.Equal(("GET", "/chat?room=1", "chat.example"), (request!.Method, request.Target, request.Fields["Host"]));
        Assert.Equal(("upgrade", "websocket"), (request.Fields["Connection"]?.ToLowerInvariant(), request.Fields["Upgrade"]));
        Assert.Equal(("dGhlIHNhbXBsZSBub25jZQ==", "13"), (request.Fields["Sec-WebSocket-Key"], request.Fields["Sec-WebSocket-Version"]));
        Assert.Equal((101, "HTTP/1.1"), (response.Status, response.Version));
        Assert.Equal(("upgrade", "websocket"), (response.Fields["Connection"]?.ToLowerInvariant(), response.Fields["Upgrade"]));
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", response.Fields["Sec-WebSocket-Accept"]);
        if (driver != Driver.Nginx)
            Assert.False(request.Fields.Contains("X-Hop"));
    }

    [Theory]
    [EachDriver("Upgrade: websocket, h2c, IRC/6.9", "websocket, IRC/6.9")]
    [EachDriver("Upgrade: h2c\r\nUpgrade: websocket", "websocket")]
    [EachDriver("Upgrade: H2C,websocket ,, RTA/x11", "websocket, RTA/x11")]
    public async Task The_list_is_passed_on_without_h2c(Driver driver, string offer, string passedOn)
    {
        Proxies.OnlyGyr(driver);
        WireRequest request = await RequestAtEndpointAsync(driver, $"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\n{offer}\r\n\r\n");

        Assert.Equal((passedOn, "upgrade"), (request.Fields["Upgrade"], request.Fields["Connection"]?.ToLowerInvariant()));
    }

    [Theory]
    [EachDriver("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n")]
    [EachDriver("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n")]
    [EachDriver("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\n\r\n")]
    [EachDriver("GET / HTTP/1.0\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n")]
    public async Task What_offers_nothing_is_an_ordinary_request(Driver driver, string head)
    {
        Proxies.OnlyGyr(driver);
        WireRequest request = await RequestAtEndpointAsync(driver, head);

        Assert.False(request.Fields.Contains("Upgrade"));
        Assert.False(request.Fields.HasMember("Connection", "upgrade"));
        Assert.False(request.Fields.Contains("HTTP2-Settings"));
    }

    [Theory]
    [EachDriver("Upgrade: websocket\r\n", "Connection: upgrade\r\nUpgrade: other\r\n")]
    [EachDriver("Upgrade: websocket\r\n", "Connection: upgrade\r\nUpgrade: websocket, other\r\n")]
    [EachDriver("Upgrade: websocket\r\n", "Connection: upgrade\r\nUpgrade: websocket/13\r\n")]
    [EachDriver("Upgrade: websocket, h2c\r\n", "Connection: upgrade\r\nUpgrade: h2c\r\n")]
    [EachDriver("Upgrade: websocket\r\n", "")]
    [EachDriver("Upgrade: websocket\r\n", "Connection: upgrade\r\nUpgrade:\r\n")]
    [EachDriver(null, "Connection: upgrade\r\nUpgrade: websocket\r\n")]
    [EachDriver(null, "")]
    public async Task A_101_that_answers_no_offer_is_a_fault_of_the_endpoint(Driver driver, string? offer, string answer)
    {
        Proxies.OnlyGyr(driver);
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync($"HTTP/1.1 101 Switching Protocols\r\n{answer}\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nforge");
            await connection.ExpectEndAsync();
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        (WireResponse response, string body) = await client.GetAsync("/", offer is null ? "" : $"Connection: upgrade\r\n{offer}");

        Answers.AssertFault(driver, response, 502, "http_protocol_error");
        Assert.DoesNotContain("forge", body, System.StringComparison.Ordinal);
        await peer.ScriptDoneAsync(0);
    }

    [Theory, EachDriver]
    public async Task A_101_before_the_end_of_the_requests_body_is_a_fault_of_the_endpoint(Driver driver)
    {
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using GyrProcess proxy = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: testing\r\nContent-Length: 100000\r\n\r\nonly this");

        Answers.AssertFault(driver, await client.ReadHeadAsync("POST"), 502, "http_protocol_error");
    }

    [Theory]
    [EachDriver("Content-Length: 11\r\n\r\nhello world")]
    [EachDriver("Transfer-Encoding: chunked\r\n\r\n6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n")]
    public async Task A_request_with_a_body_may_upgrade_after_it(Driver driver, string rest)
    {
        string? body = null;
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            (_, body) = await connection.ExpectRequestAsync();
            await connection.SendAsync(OpenTunnel.Switching + "greeting");
            await connection.Reader.AssertNextAsync("early");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: testing\r\n{rest}early");

        Assert.Equal(101, (await client.ReadHeadAsync("POST")).Status);
        await client.Reader.AssertNextAsync("greeting");
        await peer.ScriptDoneAsync(0);
        Assert.Equal("hello world", body);
    }

    [Theory]
    [EachDriver("TESTING")]
    [EachDriver("second/2")]
    public async Task Any_protocol_of_the_offer_will_do(Driver driver, string chosen)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync($"HTTP/1.1 101 Ok\r\nConnection: upgrade\r\nUpgrade: {chosen}\r\n\r\nhello");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: testing, second/2\r\n\r\n");

        WireResponse response = await client.ReadHeadAsync();
        Assert.Equal((101, chosen), (response.Status, response.Fields["Upgrade"]));
        await client.Reader.AssertNextAsync("hello");
    }

    [Theory, EachDriver]
    public async Task Interim_responses_may_come_before_the_101(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
            await connection.SendAsync(OpenTunnel.Switching + "hello");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync(OpenTunnel.Request);

        Assert.Equal(103, (await client.ReadHeadAsync()).Status);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await client.Reader.AssertNextAsync("hello");
    }

    [Theory, EachDriver(200), EachDriver(401), EachDriver(403), EachDriver(503)]
    public async Task Any_other_answer_is_an_ordinary_one_and_all_connections_stay(Driver driver, int status)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        for (int i = 0; i < 3; i++)
        {
            (WireResponse response, string body) = await client.GetAsync($"/status/{status}", "Connection: upgrade\r\nUpgrade: websocket\r\n");
            Assert.Equal((status, $"status {status}"), (response.Status, body));
            Assert.False(response.Fields.HasMember("Connection", "close"));
        }

        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        Assert.Equal(1, origin.ConnectionCount);
    }

    [Theory, EachDriver]
    public async Task What_follows_a_refused_upgrade_is_the_next_request(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("GET /status/400 HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal("status 400", await (await client.ReadResponseAsync()).TextAsync());
        Assert.Equal("origin", await (await client.ReadResponseAsync()).TextAsync());
    }

    [Theory, EachDriver]
    public async Task The_answer_426_says_which_protocol_it_takes(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using ScriptedPeer peer = ScriptedPeer.Answering("HTTP/1.1 426 Upgrade Required\r\nConnection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 6\r\n\r\nneeded");
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        for (int i = 0; i < 2; i++)
        {
            (WireResponse response, string body) = await client.GetAsync("/");
            Assert.Equal((426, "websocket", "needed"), (response.Status, response.Fields["Upgrade"], body));
            Assert.True(response.Fields.HasMember("Connection", "upgrade"));
        }
    }

    [Theory, EachDriver]
    public async Task A_connection_that_was_a_tunnel_is_never_used_again(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            WireRequest request = await connection.ExpectHeadAsync();
            await connection.SendAsync(request.Fields.Contains("Upgrade") ? OpenTunnel.Switching + "over" : Ok);
            await connection.ExpectEndAsync();
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        for (int i = 0; i < 3; i++)
        {
            await using RawClient client = await proxy.ConnectAsync();
            await client.SendAsync(OpenTunnel.Request);
            await client.ReadHeadAsync();
            await client.Reader.AssertNextAsync("over");
            client.HalfClose();
            await client.Reader.AssertEndAsync();
        }

        await using RawClient other = await proxy.ConnectAsync();
        Assert.Equal("ok", (await other.GetAsync("/")).Body);

        Assert.Equal(4, peer.ConnectionCount);
    }

    [Theory, EachDriver]
    public async Task A_kept_connection_may_become_a_tunnel(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync(Ok);
            await connection.ExpectHeadAsync();
            await connection.SendAsync(OpenTunnel.Switching);
            await connection.Reader.AssertNextAsync("question");
            await connection.SendAsync("answer");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        Assert.Equal("ok", (await client.GetAsync("/")).Body);
        await client.SendAsync(OpenTunnel.Request);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await client.SendAsync("question");

        await client.Reader.AssertNextAsync("answer");
        Assert.Equal(1, peer.ConnectionCount);
    }

    private static async Task<WireRequest> RequestAtEndpointAsync(Driver driver, string head)
    {
        WireRequest? request = null;
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            request = await connection.ExpectHeadAsync();
            await connection.SendAsync(Ok);
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();
        await client.SendAsync(head);
        Assert.Equal("ok", await (await client.ReadResponseAsync()).TextAsync());
        return request!;
    }
}
