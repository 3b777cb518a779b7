using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Clients and endpoints that are gone in the middle of things.</summary>
public sealed class VanishingTests
{
    [Theory, EachDriver(false), EachDriver(true)]
    public async Task A_client_that_vanishes_while_it_sends_leaves_no_complete_request_behind(Driver driver, bool chunked)
    {
        ConnectionEnd? end = null;
        bool bodyEnded = false;
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            WireRequest head = await connection.ExpectHeadAsync();
            await head.Body.ReadPatternAsync(5000);
            bodyEnded = head.Body.Ended;
            end = await connection.ExpectEndAsync();
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\n{(chunked ? "Transfer-Encoding: chunked\r\n\r\n1388\r\n" : "Content-Length: 1000000\r\n\r\n")}");
        await client.SendAsync(Pattern.At(0, 5000));
        PeerConnection upstream = await peer.ConnectionAsync(0);
        await Deadline.Until(() => upstream.Reader.BytesReceived > 5000, "the endpoint has part of the body");
        client.Reset();

        await peer.ScriptDoneAsync(0);
        Assert.NotNull(end);
        Assert.False(bodyEnded);
        Assert.DoesNotContain("\r\n0\r\n", upstream.Received, System.StringComparison.Ordinal);
    }

    [Theory, EachDriver(true), EachDriver(false)]
    public async Task A_client_that_vanishes_while_it_reads_ends_the_endpoints_work(Driver driver, bool chunked)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using (RawClient client = await proxy.ConnectAsync())
        {
            await client.SendAsync($"GET /{(chunked ? "chunked" : "bytes")}/1000000000 HTTP/1.1\r\nHost: a\r\n\r\n");
            WireResponse response = await client.ReadResponseAsync();
            await response.Body.ReadPatternAsync(3_000_000);
            client.Reset();
        }

        await Deadline.Until(() => origin.OpenConnections == 0, "the endpoint's connection is closed");
        await using RawClient next = await proxy.ConnectAsync();
        Assert.Equal("origin", (await next.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task A_client_that_vanishes_while_it_waits_is_logged_as_gone(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.ExpectEndAsync();
        });
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url), driver);
        await using (RawClient client = await gyr.ConnectAsync())
        {
            await client.SendAsync("GET /waiting HTTP/1.1\r\nHost: a\r\n\r\n");
            PeerConnection upstream = await peer.ConnectionAsync(0);
            await Deadline.Until(() => upstream.Received.EndsWith("\r\n\r\n", System.StringComparison.Ordinal), "the request is at the endpoint");
            client.Reset();
        }

        // The endpoint is let go too: nobody wants its answer.
        await peer.ScriptDoneAsync(0);
        AccessLogLine line = (await gyr.AccessLogAsync(line => line.Path == "/waiting"))[0];
        Assert.Equal((499, "client-gone"), (line.Status, line.Fault));
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_vanishes_while_the_client_sends_gets_the_client_an_answer(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            connection.Reset();
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
        await peer.ScriptDoneAsync(0);
        await client.SendAsync(Pattern.At(0, 1000));

        Answers.AssertFault(driver, await client.ReadResponseAsync(), 502, "connection_terminated");
    }

    [Theory, EachDriver]
    public async Task Nothing_is_left_open_after_many_who_vanished(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using (RawClient client = await proxy.ConnectAsync())
            await client.GetAsync("/");
        Proxies.OnlyGyr(driver);
        int before = OpenDescriptors(proxy);

        for (int i = 0; i < 150; i++)
        {
            await using RawClient client = await proxy.ConnectAsync();
            switch (i % 5)
            {
                case 0:
                    await client.SendAsync("GET /bytes/50000000 HTTP/1.1\r\nHost: a\r\n\r\n");
                    await client.ReadResponseAsync();
                    break;
                case 1:
                    await client.SendAsync("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nxyz");
                    break;
                case 2:
                    await client.SendAsync("GET / HTTP/1.1\r\nHo");
                    break;
                case 3:
                    await client.SendAsync("GET /chunked/50000000 HTTP/1.1\r\nHost: a\r\n\r\n");
                    break;
                default:
                    await client.SendAsync("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
                    break;
            }

            client.Reset();
        }

        await Deadline.Until(() => OpenDescriptors(proxy) <= before + 3, "the descriptors of those who vanished are closed");
        await using RawClient last = await proxy.ConnectAsync();
        Assert.Equal("origin", (await last.GetAsync("/")).Body);
    }

    private static int OpenDescriptors(IProxyUnderTest proxy) => Directory.EnumerateFileSystemEntries($"/proc/{proxy.Process.Id}/fd").Count();
}
