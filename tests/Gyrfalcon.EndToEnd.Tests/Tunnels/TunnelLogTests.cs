using System;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Tunnels;

public sealed class TunnelLogTests
{
    [Theory, EachDriver(2000, 70), EachDriver(70, 3_000_000), EachDriver(3_000_000, 3_000_000)]
    public async Task One_line_tells_of_the_whole_tunnel_when_it_is_over(Driver driver, int up, int down)
    {
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url), driver);
        long start = Environment.TickCount64;
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(gyr, peer);
        long open = Environment.TickCount64;
        Task sending = tunnel.Client.SendPatternAsync(up);
        await tunnel.Endpoint.Reader.AssertNextPatternAsync(up);
        Task answering = PatternWriter.WriteAsync(tunnel.Endpoint.Stream, down);
        await tunnel.Client.Reader.AssertNextPatternAsync(down);
        await Task.WhenAll(sending, answering);

        // Another request's line comes first: that of the tunnel is not written while it is open.
        await using RawClient other = await gyr.ConnectAsync();
        await other.SendAsync("GET /other HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n");
        await other.ReadToEndOfConnectionAsync();
        await gyr.AccessLogAsync(_ => true);
        Assert.DoesNotContain(gyr.AccessLog, one => one.Status == 101);

        long atLeast = Environment.TickCount64 - open;
        tunnel.Client.HalfClose();
        await tunnel.Endpoint.Reader.AssertEndAsync();
        tunnel.Endpoint.HalfClose();
        await tunnel.Client.Reader.AssertEndAsync();
        AccessLogLine line = (await gyr.AccessLogAsync(one => one.Path == "/tunnel"))[0];
        long atMost = Environment.TickCount64 - start;

        Assert.Equal((101, null, 1, "GET"), (line.Status, line.Fault, line.Attempts, line.Text("method")));
        Assert.Equal((up, down), (line.Number("bytes_in"), line.Number("bytes_out")));
        Assert.InRange(line.Number("total_us"), (atLeast - 50) * 1000, (atMost + 50) * 1000);
        Assert.InRange(line.Number("response_us"), 0, (open - start + 50) * 1000);
        Assert.Single(gyr.AccessLog, one => one.Status == 101);
    }

    [Theory, EachDriver]
    public async Task Early_bytes_count_and_so_does_a_body(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectRequestAsync();
            await connection.SendAsync(OpenTunnel.Switching + "greeting");
            await connection.Reader.AssertNextAsync("early");
            await connection.Reader.AssertEndAsync();
        });
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: testing\r\nContent-Length: 4\r\n\r\nbodyearly");
        Assert.Equal(101, (await client.ReadHeadAsync("POST")).Status);
        await client.Reader.AssertNextAsync("greeting");
        client.HalfClose();
        await client.Reader.AssertEndAsync();

        AccessLogLine line = (await gyr.AccessLogAsync(_ => true))[0];
        Assert.Equal((101, null), (line.Status, line.Fault));
        Assert.Equal(("body" + "early").Length, line.Number("bytes_in"));
        Assert.Equal("greeting".Length, line.Number("bytes_out"));
    }
}
