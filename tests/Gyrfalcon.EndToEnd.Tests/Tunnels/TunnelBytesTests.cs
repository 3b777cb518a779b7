using System;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Tunnels;

/// <summary>Every byte of a tunnel arrives, in order, once, and without delay.</summary>
public sealed class TunnelBytesTests
{
    private const long MiB = 1 << 20;

    [Theory, EachDriver]
    public async Task The_101_and_what_follows_it_may_be_split_anywhere(Driver driver)
    {
        const string Early = "early bytes of the endpoint";
        string sent = OpenTunnel.Switching + Early;
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendPiecesAsync(sent[..connection.Number], sent[connection.Number..]);
            await connection.Reader.AssertNextAsync("understood");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);

        for (int split = 0; split < sent.Length; split++)
        {
            await using RawClient client = await proxy.ConnectAsync();
            await client.SendAsync(OpenTunnel.Request);
            Assert.Equal(101, (await client.ReadHeadAsync()).Status);
            await client.Reader.AssertNextAsync(Early);
            await client.SendAsync("understood");
            await client.Reader.AssertEndAsync();
            await peer.ScriptDoneAsync(split);
        }
    }

    [Theory, EachDriver]
    public async Task The_request_and_what_follows_it_may_be_split_anywhere(Driver driver)
    {
        const string Early = "early bytes of the client";
        const string Sent = OpenTunnel.Request + Early;
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync(OpenTunnel.Switching);
            await connection.Reader.AssertNextAsync(Early);
            await connection.SendAsync("understood");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);

        for (int split = 1; split <= Sent.Length; split++)
        {
            await using RawClient client = await proxy.ConnectAsync();
            await client.SendPiecesAsync([Sent[..split], Sent[split..]]);
            Assert.Equal(101, (await client.ReadHeadAsync()).Status);
            await client.Reader.AssertNextAsync("understood");
            await client.Reader.AssertEndAsync();
            await peer.ScriptDoneAsync(split - 1);
        }
    }

    [Theory, EachDriver]
    public async Task A_client_may_send_much_before_the_endpoint_agrees(Driver driver)
    {
        const int Count = 1_000_000;
        var agree = new Gate();
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await agree.WaitAsync();
            await connection.SendAsync(OpenTunnel.Switching);
            await PatternWriter.WriteAsync(connection.Stream, Count);
            await connection.Reader.AssertNextPatternAsync(Count);
            await connection.Reader.AssertEndAsync();
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync(OpenTunnel.Request);
        Task sending = client.SendPatternAsync(Count);
        await peer.ConnectionAsync(0);
        agree.Open();

        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await client.Reader.AssertNextPatternAsync(Count);
        await sending.Within("the tunnel to take all");
        client.HalfClose();
        await peer.ScriptDoneAsync(0);
    }

    [Theory, EachDriver]
    public async Task Short_messages_go_to_and_fro_without_delay(Driver driver)
    {
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(proxy, peer);
        long start = Environment.TickCount64;

        for (int i = 0; i < 500; i++)
        {
            await tunnel.Client.SendAsync($"question {i};");
            await tunnel.Endpoint.Reader.AssertNextAsync($"question {i};");
            await tunnel.Endpoint.SendAsync($"answer {i};");
            await tunnel.Client.Reader.AssertNextAsync($"answer {i};");
        }

        // Nagle's algorithm with delayed acknowledgements would take 40 ms each.
        Assert.True(Environment.TickCount64 - start < 10_000, "Messages are held back.");
    }

    [Theory, EachDriver]
    public async Task Messages_of_any_size_arrive_whole(Driver driver)
    {
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(proxy, peer);

        foreach (int size in new[] { 1, 2, 1000, 16_383, 16_384, 16_385, 16_895, 16_896, 16_897, 65_535, 65_536, 65_537, 500_000 })
        {
            Task sending = tunnel.Client.SendPatternAsync(size);
            await tunnel.Endpoint.Reader.AssertNextPatternAsync(size);
            await sending;
            Task answering = PatternWriter.WriteAsync(tunnel.Endpoint.Stream, size);
            await tunnel.Client.Reader.AssertNextPatternAsync(size);
            await answering;
        }

        await tunnel.AssertWorksAsync();
    }

    [Theory, EachDriver]
    public async Task Streams_and_single_messages_may_alternate(Driver driver)
    {
        const int Burst = 2 << 20;
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(proxy, peer);

        for (int i = 0; i < 6; i++)
        {
            Task asking = i % 3 == 1 ? Task.CompletedTask : tunnel.Client.SendPatternAsync(Burst);
            Task answering = i % 3 == 0 ? Task.CompletedTask : PatternWriter.WriteAsync(tunnel.Endpoint.Stream, Burst);
            if (i % 3 != 1)
                await tunnel.Endpoint.Reader.AssertNextPatternAsync(Burst);
            if (i % 3 != 0)
                await tunnel.Client.Reader.AssertNextPatternAsync(Burst);
            await Task.WhenAll(asking, answering);
            // At once, while a stream is expected to go on, and after a pause, when it no longer is.
            await tunnel.AssertWorksAsync();
            await Task.Delay(100);
            await tunnel.AssertWorksAsync();
        }
    }

    [Theory, EachDriver]
    public async Task Much_goes_both_ways_at_the_same_time_and_memory_stays_flat(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        const long Count = 64 * MiB;
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(proxy, peer);
        await tunnel.AssertWorksAsync();
        long before = proxy.Process.ResidentBytes;

        // A reader of its own, which does not keep what it reads.
        var atEndpoint = new WireReader(tunnel.Endpoint.Stream);
        Task sending = Task.Run(async () =>
        {
            await tunnel.Client.SendPatternAsync(Count);
            tunnel.Client.HalfClose();
        });
        Task answering = Task.Run(async () =>
        {
            await PatternWriter.WriteAsync(tunnel.Endpoint.Stream, Count);
            tunnel.Endpoint.HalfClose();
        });
        await Task.WhenAll(
            Task.Run(() => atEndpoint.AssertNextPatternAsync(Count)), Task.Run(() => tunnel.Client.Reader.AssertNextPatternAsync(Count)), sending, answering);

        await atEndpoint.AssertEndAsync();
        await tunnel.Client.Reader.AssertEndAsync();
        Assert.True(proxy.Process.PeakResidentBytes - before < 16 * MiB, $"Memory grew by {(proxy.Process.PeakResidentBytes - before) / MiB} MiB.");
    }

    [Theory, EachDriver]
    public async Task A_client_that_stops_reading_stops_the_endpoint(Driver driver)
    {
        const long Count = 128 * MiB;
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(proxy, peer, receiveBufferBytes: 64 * 1024);
        await tunnel.AssertWorksAsync();
        long before = proxy.Process.ResidentBytes;
        long sent = 0;

        Task sending = PatternWriter.WriteAsync(tunnel.Endpoint.Stream, Count, progress: total => Volatile.Write(ref sent, total));
        long stalledAt = await Flow.StandstillAsync(() => Volatile.Read(ref sent));

        Assert.True(stalledAt < Flow.MostInSocketBuffers, $"The endpoint could send {stalledAt / MiB} MiB to a client that does not read.");
        Assert.True(proxy.Process.PeakResidentBytes - before < 16 * MiB, "Memory grew while the client did not read.");
        // The other direction is not held up.
        await tunnel.Client.SendAsync("still there");
        await tunnel.Endpoint.Reader.AssertNextAsync("still there");
        await tunnel.Client.Reader.AssertNextPatternAsync(Count);
        await sending;
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_stops_reading_stops_the_client(Driver driver)
    {
        const long Count = 128 * MiB;
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint(receiveBufferBytes: 64 * 1024);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(proxy, peer);
        await tunnel.AssertWorksAsync();
        long before = proxy.Process.ResidentBytes;
        long sent = 0;

        Task sending = tunnel.Client.SendPatternAsync(Count, progress: total => Volatile.Write(ref sent, total));
        long stalledAt = await Flow.StandstillAsync(() => Volatile.Read(ref sent));

        Assert.True(stalledAt < Flow.MostInSocketBuffers, $"The client could send {stalledAt / MiB} MiB to an endpoint that does not read.");
        Assert.True(proxy.Process.PeakResidentBytes - before < 16 * MiB, "Memory grew while the endpoint did not read.");
        await tunnel.Endpoint.SendAsync("still there");
        await tunnel.Client.Reader.AssertNextAsync("still there");
        await new WireReader(tunnel.Endpoint.Stream).AssertNextPatternAsync(Count);
        await sending;
    }

    [Theory, EachDriver]
    public async Task A_long_101_head_with_much_behind_it_passes(Driver driver)
    {
        const int Count = 200_000;
        string filler = string.Concat(Enumerable.Range(0, 60).Select(number => $"X-Filler-{number}: {new string('f', 200)}\r\n"));
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.Stream.WriteAsync((byte[])[.. Encoding.Latin1.GetBytes(OpenTunnel.Switching[..^2] + filler + "\r\n"), .. Pattern.Bytes(Count)]);
            await connection.Reader.AssertNextAsync("understood");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        Proxies.OnlyGyr(driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync(OpenTunnel.Request);
        WireResponse response = await client.ReadHeadAsync();

        Assert.Equal((101, 200), (response.Status, response.Fields["X-Filler-59"]?.Length));
        await client.Reader.AssertNextPatternAsync(Count);
        await client.SendAsync("understood");
        await client.Reader.AssertEndAsync();
        await peer.ScriptDoneAsync(0);
    }
}
