using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Tunnels;

/// <summary>How a tunnel ends: each side learns of the other's end, in the same way.</summary>
public sealed class TunnelEndTests
{
    private const int Much = 4 << 20;

    [Theory, EachDriver(0), EachDriver(1000), EachDriver(Much)]
    public async Task A_client_that_is_done_may_still_listen(Driver driver, int bytesBefore)
    {
        Proxies.OnlyGyr(driver);
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(proxy, peer);

        Task sending = SendAndEndAsync(() => tunnel.Client.SendPatternAsync(bytesBefore), tunnel.Client.HalfClose);
        await tunnel.Endpoint.Reader.AssertNextPatternAsync(bytesBefore);
        await tunnel.Endpoint.Reader.AssertEndAsync();
        await sending;
        for (int i = 0; i < 3; i++)
        {
            await tunnel.Endpoint.SendAsync($"answer {i}");
            await tunnel.Client.Reader.AssertNextAsync($"answer {i}");
        }

        Task answering = SendAndEndAsync(() => PatternWriter.WriteAsync(tunnel.Endpoint.Stream, Much), tunnel.Endpoint.HalfClose);
        await tunnel.Client.Reader.AssertNextPatternAsync(Much);
        await tunnel.Client.Reader.AssertEndAsync();
        await answering;
    }

    [Theory, EachDriver(0), EachDriver(1000), EachDriver(Much)]
    public async Task An_endpoint_that_is_done_may_still_listen(Driver driver, int bytesBefore)
    {
        Proxies.OnlyGyr(driver);
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(proxy, peer);

        Task sending = SendAndEndAsync(() => PatternWriter.WriteAsync(tunnel.Endpoint.Stream, bytesBefore), tunnel.Endpoint.HalfClose);
        await tunnel.Client.Reader.AssertNextPatternAsync(bytesBefore);
        await tunnel.Client.Reader.AssertEndAsync();
        await sending;
        for (int i = 0; i < 3; i++)
        {
            await tunnel.Client.SendAsync($"question {i}");
            await tunnel.Endpoint.Reader.AssertNextAsync($"question {i}");
        }

        Task asking = SendAndEndAsync(() => tunnel.Client.SendPatternAsync(Much), tunnel.Client.HalfClose);
        await tunnel.Endpoint.Reader.AssertNextPatternAsync(Much);
        await tunnel.Endpoint.Reader.AssertEndAsync();
        await asking;
    }

    [Theory, EachDriver]
    public async Task A_client_may_be_done_before_the_endpoint_agrees(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        var agree = new Gate();
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await agree.WaitAsync();
            await connection.SendAsync(OpenTunnel.Switching);
            await connection.Reader.AssertNextAsync("all I have");
            await connection.Reader.AssertEndAsync();
            await connection.SendAsync("and all I have");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync(OpenTunnel.Request + "all I have");
        client.HalfClose();
        await peer.ConnectionAsync(0);
        agree.Open();

        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await client.Reader.AssertNextAsync("and all I have");
        await client.Reader.AssertEndAsync();
        await peer.ScriptDoneAsync(0);
    }

    [Theory, EachDriver]
    public async Task An_endpoint_may_be_done_with_the_101(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync(OpenTunnel.Switching + "hello and goodbye");
            connection.HalfClose();
            await connection.Reader.AssertNextAsync("goodbye");
            await connection.Reader.AssertEndAsync();
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync(OpenTunnel.Request);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await client.Reader.AssertNextAsync("hello and goodbye");
        await client.Reader.AssertEndAsync();
        await client.SendAsync("goodbye");
        client.HalfClose();

        await peer.ScriptDoneAsync(0);
    }

    [Theory, EachDriver(false), EachDriver(true)]
    public async Task An_endpoint_that_resets_resets_the_client(Driver driver, bool whileBytesFlow)
    {
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(gyr, peer);
        await tunnel.AssertWorksAsync();
        Task<ConnectionEnd> sending = whileBytesFlow ? await FlowAsync(tunnel, toClient: false) : Task.FromResult(ConnectionEnd.Closed);

        tunnel.Endpoint.Reset();

        Assert.Contains(ConnectionEnd.Reset, await Task.WhenAll(tunnel.Client.ReadToEndOfConnectionAsync(), sending));
        AccessLogLine line = (await gyr.AccessLogAsync(_ => true))[0];
        Assert.Equal((101, "connection-reset"), (line.Status, line.Fault));
    }

    [Theory, EachDriver(false), EachDriver(true)]
    public async Task A_client_that_resets_resets_the_endpoint(Driver driver, bool whileBytesFlow)
    {
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(gyr, peer);
        await tunnel.AssertWorksAsync();
        Task<ConnectionEnd> sending = whileBytesFlow ? await FlowAsync(tunnel, toClient: true) : Task.FromResult(ConnectionEnd.Closed);

        tunnel.Client.Reset();

        Assert.Contains(ConnectionEnd.Reset, await Task.WhenAll(tunnel.Endpoint.ExpectEndAsync(), sending));
        AccessLogLine line = (await gyr.AccessLogAsync(_ => true))[0];
        Assert.Equal((101, "client-gone"), (line.Status, line.Fault));
    }

    [Theory, EachDriver(false), EachDriver(true)]
    public async Task Nothing_is_left_open_after_tunnels_of_every_end(Driver driver, bool manyBytes)
    {
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url), driver);
        await using (OpenTunnel first = await OpenTunnel.ThroughAsync(gyr, peer))
            await first.AssertWorksAsync();
        await gyr.AccessLogAsync(_ => true);
        int before = OpenDescriptors(gyr);

        for (int i = 0; i < 40; i++)
        {
            await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(gyr, peer);
            if (manyBytes)
                await FlowAsync(tunnel, toClient: i % 8 < 4);
            switch (i % 4)
            {
                case 0:
                    tunnel.Client.Reset();
                    break;
                case 1:
                    tunnel.Endpoint.Reset();
                    break;
                case 2:
                    await tunnel.Client.DisposeAsync();
                    break;
                default:
                    tunnel.Endpoint.Close();
                    break;
            }
        }

        await gyr.AccessLogAsync(_ => true, 41);
        // Idle pipes for the kernel's moving of bytes may be kept.
        await Deadline.Until(() => OpenDescriptors(gyr) <= before + 8, "the descriptors of ended tunnels are closed");
    }

    [Theory, EachDriver]
    public async Task A_vanished_peer_that_never_answers_does_not_hold_a_half_closed_tunnel(Driver driver)
    {
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(WithIdle(peer, 300), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(gyr, peer);

        tunnel.Client.HalfClose();
        await tunnel.Endpoint.Reader.AssertEndAsync();

        await tunnel.Client.Reader.AssertEndAsync();
        AccessLogLine line = (await gyr.AccessLogAsync(_ => true))[0];
        Assert.Equal((101, "tunnel-idle"), (line.Status, line.Fault));
    }

    [Theory, EachDriver]
    public async Task A_silent_tunnel_is_closed_after_its_idle_time(Driver driver)
    {
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(WithIdle(peer, 400), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(gyr, peer);
        await tunnel.AssertWorksAsync();
        long start = Environment.TickCount64;

        await tunnel.Client.Reader.AssertEndAsync();
        await tunnel.Endpoint.Reader.AssertEndAsync();

        Assert.True(Environment.TickCount64 - start >= 350, "The tunnel was closed before its time.");
        AccessLogLine line = (await gyr.AccessLogAsync(_ => true))[0];
        Assert.Equal((101, "tunnel-idle"), (line.Status, line.Fault));
    }

    [Theory, EachDriver(true), EachDriver(false)]
    public async Task Bytes_in_one_direction_keep_both_alive(Driver driver, bool fromClient)
    {
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(WithIdle(peer, 1500), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(gyr, peer);
        long start = Environment.TickCount64;

        // Far longer than the idle time, which only the quiet direction exceeds.
        while (Environment.TickCount64 - start < 3500)
        {
            await (fromClient ? tunnel.Client.SendAsync("still here;") : tunnel.Endpoint.SendAsync("still here;"));
            await (fromClient ? tunnel.Endpoint.Reader : tunnel.Client.Reader).AssertNextAsync("still here;");
            await Task.Delay(50);
        }

        await tunnel.AssertWorksAsync();
    }

    [Theory, EachDriver]
    public async Task Only_its_own_idle_time_ends_a_tunnel(Driver driver)
    {
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        ProxyPlan plan = ProxyPlan.To(peer.Url) with
        {
            Listener = new() { KeepAliveTimeout = Short, RequestBodyIdleTimeout = Short, RequestHeaderTimeout = TimeSpan.FromSeconds(1) },
            Routes = [new() { Cluster = "app", ResponseIdleTimeout = Short, ResponseHeaderTimeout = TimeSpan.FromSeconds(1) }],
        };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(gyr, peer);

        // Nothing but the passing of time can show that these do not count here.
        await Task.Delay(1500);

        await tunnel.AssertWorksAsync();
    }

    [Theory, EachDriver]
    public async Task A_reader_that_missed_bytes_is_not_told_of_an_orderly_end(Driver driver)
    {
        const long Count = 64 << 20;
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(WithIdle(peer, 600), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(gyr, peer, receiveBufferBytes: 64 * 1024);

        Task sending = PatternWriter.WriteAsync(tunnel.Endpoint.Stream, Count);
        await gyr.AccessLogAsync(_ => true);

        Assert.Equal(ConnectionEnd.Reset, await tunnel.Client.ReadToEndOfConnectionAsync());
        await Assert.ThrowsAsync<IOException>(() => sending.Within("the endpoint to notice"));
    }

    private static TimeSpan Short => TimeSpan.FromMilliseconds(200);

    private static ProxyPlan WithIdle(ScriptedPeer peer, int milliseconds) => ProxyPlan.To(peer.Url) with
    {
        Routes = [new() { Cluster = "app", TunnelIdleTimeout = TimeSpan.FromMilliseconds(milliseconds) }],
    };

    /// <summary>
    /// Lets bytes flow in both directions until the tunnel breaks, and gives back when some have arrived on both sides. The result is how the sender
    /// of one direction learns of the end: of reader and sender of a socket, only one hears of a reset.
    /// </summary>
    private static async Task<Task<ConnectionEnd>> FlowAsync(OpenTunnel tunnel, bool toClient)
    {
        Task<ConnectionEnd> endpoint = Flow.SendUntilBrokenAsync(() => PatternWriter.WriteAsync(tunnel.Endpoint.Stream, long.MaxValue));
        Task<ConnectionEnd> client = Flow.SendUntilBrokenAsync(() => tunnel.Client.SendPatternAsync(long.MaxValue));
        await tunnel.Client.Reader.AssertNextPatternAsync(1 << 20);
        await new WireReader(tunnel.Endpoint.Stream).AssertNextPatternAsync(1 << 20);
        return toClient ? endpoint : client;
    }

    private static async Task SendAndEndAsync(Func<Task> send, Action end)
    {
        await send();
        end();
    }

    private static int OpenDescriptors(GyrProcess gyr) => Directory.EnumerateFileSystemEntries($"/proc/{gyr.Process.Id}/fd").Count();
}
