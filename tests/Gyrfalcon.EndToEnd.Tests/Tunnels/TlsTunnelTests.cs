using System;
using System.Net.Security;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Tunnels;

/// <summary>Tunnels to https endpoints, whose bytes cannot be moved in the kernel.</summary>
public sealed class TlsTunnelTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Theory, EachDriver]
    public async Task Bytes_pass_both_ways(Driver driver)
    {
        const long Count = 16 << 20;
        using var certificate = _authority.Issue(["127.0.0.1"]);
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        origin.Handle("/tunnel", exchange => TunnelAsync(exchange, async stream =>
        {
            var reader = new WireReader(stream);
            await reader.AssertNextAsync("hello");
            await stream.WriteAsync("hello to you"u8.ToArray());
            await Task.WhenAll(Task.Run(() => reader.AssertNextPatternAsync(Count)), Task.Run(() => PatternWriter.WriteAsync(stream, Count)));
            await stream.ShutdownAsync();
        }));
        await using IProxyUnderTest proxy = await Proxies.StartAsync(To(origin), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync(OpenTunnel.Request + "hello");
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await client.Reader.AssertNextAsync("hello to you");
        await Task.WhenAll(Task.Run(() => client.SendPatternAsync(Count)), Task.Run(() => client.Reader.AssertNextPatternAsync(Count)));

        await client.Reader.AssertEndAsync();
    }

    [Theory, EachDriver]
    public async Task A_client_that_is_done_may_still_listen(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        using var certificate = _authority.Issue(["127.0.0.1"]);
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        origin.Handle("/tunnel", exchange => TunnelAsync(exchange, async stream =>
        {
            var reader = new WireReader(stream);
            await reader.AssertNextPatternAsync(100_000);
            await reader.AssertEndAsync();
            await PatternWriter.WriteAsync(stream, 1_000_000);
            await stream.ShutdownAsync();
        }));
        await using IProxyUnderTest proxy = await Proxies.StartAsync(To(origin), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync(OpenTunnel.Request);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await client.SendPatternAsync(100_000);
        client.HalfClose();

        await client.Reader.AssertNextPatternAsync(1_000_000);
        await client.Reader.AssertEndAsync();
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_is_done_may_still_listen(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        var heard = new Gate();
        using var certificate = _authority.Issue(["127.0.0.1"]);
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        origin.Handle("/tunnel", exchange => TunnelAsync(exchange, async stream =>
        {
            await PatternWriter.WriteAsync(stream, 100_000);
            await stream.ShutdownAsync();
            var reader = new WireReader(stream);
            await reader.AssertNextPatternAsync(1_000_000);
            await reader.AssertEndAsync();
            heard.Open();
        }));
        await using IProxyUnderTest proxy = await Proxies.StartAsync(To(origin), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync(OpenTunnel.Request);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await client.Reader.AssertNextPatternAsync(100_000);
        await client.Reader.AssertEndAsync();
        await client.SendPatternAsync(1_000_000);
        client.HalfClose();

        await heard.WaitAsync("the endpoint to hear everything");
    }

    [Theory, EachDriver]
    public async Task A_TLS_connection_that_breaks_off_is_no_orderly_end(Driver driver)
    {
        using var certificate = _authority.Issue(["127.0.0.1"]);
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        origin.Handle("/tunnel", exchange => TunnelAsync(exchange, async stream =>
        {
            await stream.WriteAsync("half a sen"u8.ToArray());
            exchange.Origin.Kill();
        }));
        await using GyrProcess gyr = await Proxies.StartGyrAsync(To(origin), driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync(OpenTunnel.Request);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);

        Assert.Equal(ConnectionEnd.Reset, await client.ReadToEndOfConnectionAsync());
        AccessLogLine line = (await gyr.AccessLogAsync(_ => true))[0];
        Assert.Equal((101, "connection-reset"), (line.Status, line.Fault));
    }

    [Theory, EachDriver]
    public async Task A_client_that_vanishes_ends_the_endpoints_work(Driver driver)
    {
        using var certificate = _authority.Issue(["127.0.0.1"]);
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        origin.Handle("/tunnel", exchange => TunnelAsync(exchange, stream => PatternWriter.WriteAsync(stream, long.MaxValue)));
        await using GyrProcess gyr = await Proxies.StartGyrAsync(To(origin), driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync(OpenTunnel.Request);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await client.Reader.AssertNextPatternAsync(1_000_000);
        client.Reset();

        await Deadline.Until(() => origin.OpenConnections == 0, "the endpoint's connection is closed");
        AccessLogLine line = (await gyr.AccessLogAsync(_ => true))[0];
        Assert.Equal((101, "client-gone"), (line.Status, line.Fault));
    }

    [Theory, EachDriver]
    public async Task A_reader_that_missed_bytes_is_not_told_of_an_orderly_end(Driver driver)
    {
        const long Count = 64 << 20;
        using var certificate = _authority.Issue(["127.0.0.1"]);
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        origin.Handle("/tunnel", exchange => TunnelAsync(exchange, stream => PatternWriter.WriteAsync(stream, Count)));
        ProxyPlan plan = To(origin) with { Routes = [new() { Cluster = "app", TunnelIdleTimeout = TimeSpan.FromMilliseconds(600) }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync(receiveBufferBytes: 64 * 1024);

        await client.SendAsync(OpenTunnel.Request);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await gyr.AccessLogAsync(_ => true);

        Assert.Equal(ConnectionEnd.Reset, await client.ReadToEndOfConnectionAsync());
    }

    private static ProxyPlan To(TestOrigin origin) => new() { Clusters = [new() { Endpoints = [origin.Url], TlsVerify = false }] };

    private static async Task TunnelAsync(OriginExchange exchange, Func<SslStream, Task> speak)
    {
        var stream = (SslStream)exchange.Stream;
        await exchange.SendAsync(OpenTunnel.Switching);
        await speak(stream);
        exchange.CloseAfterwards = true;
    }
}
