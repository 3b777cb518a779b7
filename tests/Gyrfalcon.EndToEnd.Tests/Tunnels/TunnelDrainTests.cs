using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Tunnels;

/// <summary>A program that stops does not cut tunnels off before the drain time is over.</summary>
public sealed class TunnelDrainTests
{
    [Theory, EachDriver(1), EachDriver(2)]
    public async Task Tunnels_go_on_after_term_and_the_program_ends_with_the_last(Driver driver, int workers)
    {
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url) with { Workers = workers, Drain = TimeSpan.FromMinutes(5) }, driver);
        await using OpenTunnel first = await OpenTunnel.ThroughAsync(gyr, peer);
        await using OpenTunnel second = await OpenTunnel.ThroughAsync(gyr, peer);

        gyr.Terminate();
        await gyr.Process.Errors.WaitForAsync(line => line.Contains("drain", StringComparison.OrdinalIgnoreCase) || line.Contains("stopping", StringComparison.OrdinalIgnoreCase), "the word that it stops");

        await first.AssertWorksAsync();
        await second.AssertWorksAsync();
        await first.DisposeAsync();
        await second.AssertWorksAsync();
        Assert.False(gyr.Process.HasExited);
        long start = Stopwatch.GetTimestamp();
        await second.DisposeAsync();
        Assert.Equal(0, await gyr.Process.ExitAsync());
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "The program waited although no tunnel was left.");
        Assert.All(gyr.AccessLog, line => Assert.Equal((101, null), (line.Status, line.Fault)));
        Assert.Equal(2, gyr.AccessLog.Count);
    }

    [Theory, EachDriver(false), EachDriver(true)]
    public async Task The_drain_time_ends_tunnels(Driver driver, bool bytesFlow)
    {
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url) with { Drain = TimeSpan.FromMilliseconds(500) }, driver);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(gyr, peer);
        await tunnel.AssertWorksAsync();
        Task<ConnectionEnd> sending = bytesFlow
            ? Flow.SendUntilBrokenAsync(() => PatternWriter.WriteAsync(tunnel.Endpoint.Stream, long.MaxValue))
            : Task.FromResult(ConnectionEnd.Closed);

        gyr.Terminate();

        Assert.Equal(ConnectionEnd.Reset, await tunnel.Client.ReadToEndOfConnectionAsync());
        Assert.Contains(ConnectionEnd.Reset, await Task.WhenAll(tunnel.Endpoint.ExpectEndAsync(), sending));
        Assert.Equal(0, await gyr.Process.ExitAsync(TimeSpan.FromSeconds(20)));
        AccessLogLine line = Assert.Single(gyr.AccessLog);
        Assert.Equal((101, "shutting-down"), (line.Status, line.Fault));
    }
}
