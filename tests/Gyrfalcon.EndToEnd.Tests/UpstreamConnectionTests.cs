using System;
using System.Net.Sockets;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Connections to endpoints: how they come about, when they may be used again, when they end.</summary>
public sealed class UpstreamConnectionTests
{
    [Theory]
    [EachDriver("HTTP/1.0 200 OK\r\n\r\nold")]
    [EachDriver("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold")]
    [EachDriver("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nold")]
    public async Task A_connection_that_the_endpoint_ends_is_not_used_again(Driver driver, string response)
    {
        await using ScriptedPeer peer = ScriptedPeer.AnsweringOnce(response);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        for (int i = 0; i < 5; i++)
        {
            (WireResponse answer, string body) = await client.GetAsync("/");
            Assert.Equal((200, "HTTP/1.1", "old"), (answer.Status, answer.Version, body));
        }

        Assert.Equal(5, peer.ConnectionCount);
    }

    [Theory]
    [EachDriver("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [EachDriver("HEAD", "HTTP/1.1 200 OK\r\n\r\n")]
    [EachDriver("GET", "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [EachDriver("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n")]
    [EachDriver("GET", "HTTP/1.1 204 No Content\r\n\r\n")]
    public async Task A_response_that_only_looks_as_if_it_had_a_body_keeps_both_connections(Driver driver, string method, string response)
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(response);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        for (int i = 0; i < 5; i++)
            Assert.Equal(response.Substring(9, 3), (await client.GetAsync("/", method: method)).Response.Status.ToString(System.Globalization.CultureInfo.InvariantCulture));

        if (driver != Driver.Nginx)
            Assert.Equal(1, peer.ConnectionCount);
    }

    [Theory, EachDriver]
    public async Task An_idle_connection_is_closed_after_its_time(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = new() { Clusters = [new() { Endpoints = [origin.Url], IdleTimeout = TimeSpan.FromMilliseconds(300) }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();

        Assert.Equal("origin", (await client.GetAsync("/")).Body);

        await Deadline.Until(() => origin.OpenConnections == 0, "the idle connection is closed");
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task With_no_idle_connections_allowed_each_request_has_its_own(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(new() { Clusters = [new() { Endpoints = [origin.Url], MaxIdle = 0 }] }, driver);
        await using RawClient client = await gyr.ConnectAsync();

        for (int i = 0; i < 4; i++)
            await client.GetAsync("/");

        Assert.Equal(4, origin.ConnectionCount);
        await Deadline.Until(() => origin.OpenConnections == 0, "no connection is kept");
    }

    [Theory, EachDriver]
    public async Task A_connect_that_takes_too_long_gets_504(Driver driver)
    {
        using var silent = new SilentPort();
        ProxyPlan plan = new() { Clusters = [new() { Endpoints = [silent.Url], ConnectTimeout = TimeSpan.FromMilliseconds(300) }] };
        await using IProxyUnderTest proxy = await Proxies.StartAsync(plan, driver);
        await using RawClient client = await proxy.ConnectAsync();

        Answers.AssertFault(driver, (await client.GetAsync("/")).Response, 504, "connection_timeout");
    }

    [Theory, EachDriver]
    public async Task A_connect_that_takes_too_long_sends_the_request_elsewhere(Driver driver)
    {
        using var silent = new SilentPort();
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = new() { Clusters = [new() { Endpoints = [silent.Url, origin.Url], ConnectTimeout = TimeSpan.FromMilliseconds(200) }] };
        await using IProxyUnderTest proxy = await Proxies.StartAsync(plan, driver);
        await using RawClient client = await proxy.ConnectAsync();

        for (int i = 0; i < 4; i++)
            Assert.Equal("origin", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task What_is_left_of_a_request_that_was_answered_early_never_reads_as_another(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            WireRequest head = await connection.ExpectHeadAsync();
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {head.Target.Length}\r\n\r\n{head.Target}");
            await connection.ExpectEndAsync();
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        Proxies.OnlyGyr(driver);
        string forged = "GET /forged HTTP/1.1\r\nHost: a\r\n\r\n";

        await using (RawClient client = await proxy.ConnectAsync())
        {
            await client.SendAsync($"POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: {forged.Length}\r\n\r\n");
            Assert.Equal("/early", await (await client.ReadResponseAsync()).TextAsync());
            await client.SendAsync(forged);
            client.HalfClose();
            await client.ReadToEndOfConnectionAsync();
        }

        await using RawClient next = await proxy.ConnectAsync();
        Assert.Equal("/next", (await next.GetAsync("/next")).Body);
        Assert.DoesNotContain("/next", (await peer.ConnectionAsync(0)).Received, StringComparison.Ordinal);
    }

    /// <summary>A port whose accept queue is full: the kernel drops every SYN, so that connecting takes for ever.</summary>
    private sealed class SilentPort : IDisposable
    {
        private readonly HeldPort _port = new();
        private readonly Socket _listener;
        private readonly Socket _filler = new(SocketType.Stream, ProtocolType.Tcp);

        public SilentPort()
        {
            _listener = _port.Listen(backlog: 0);
            _filler.Connect(_port.Address);
        }

        public string Url => _port.Url;

        public void Dispose()
        {
            _filler.Dispose();
            _listener.Dispose();
            _port.Dispose();
        }
    }
}
