using System;
using System.Globalization;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

public sealed class BodyTests
{
    private const long MiB = 1 << 20;
    private static readonly long[] Sizes = [0, 1, 2, 1000, 4095, 4096, 16_384, 65_535, 65_536, 131_073, 1_000_003, 64 * MiB];

    [Theory, EachDriver(false), EachDriver(true)]
    public async Task Request_bodies_of_every_size_arrive_unharmed(Driver driver, bool chunked)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        foreach (long size in Sizes)
        {
            await SendUploadHeadAsync(client, size, chunked);
            await client.SendPatternAsync(size, chunked);
            WireResponse response = await client.ReadResponseAsync();
            string answer = await response.TextAsync();
            Assert.Equal((200, size.ToString(CultureInfo.InvariantCulture)), (response.Status, answer.Split(' ')[0]));
        }
    }

    [Theory, EachDriver("bytes"), EachDriver("chunked")]
    public async Task Response_bodies_of_every_size_arrive_unharmed(Driver driver, string kind)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        foreach (long size in Sizes)
        {
            await client.SendAsync($"GET /{kind}/{size} HTTP/1.1\r\nHost: a\r\n\r\n");
            WireResponse response = await client.ReadResponseAsync();
            Assert.Equal((200, size), (response.Status, await response.Body.ReadPatternAsync().Within("the body")));
            if (kind == "bytes")
                Assert.Equal(size, response.Body.AnnouncedLength);
        }
    }

    [Theory, EachDriver(0L), EachDriver(1L), EachDriver(100_000L), EachDriver(8 * MiB)]
    public async Task A_response_that_ends_with_its_connection_arrives_whole(Driver driver, long size)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync($"GET /close-delimited/{size} HTTP/1.1\r\nHost: a\r\n\r\n");
        WireResponse response = await client.ReadResponseAsync();

        Assert.Equal((200, size), (response.Status, await response.Body.ReadPatternAsync().Within("the body")));
    }

    [Theory, EachDriver]
    public async Task A_gigabyte_upwards_takes_constant_memory(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();
        await client.GetAsync("/");
        long before = proxy.Process.ResidentBytes;

        await SendUploadHeadAsync(client, 1024 * MiB, chunked: false);
        await client.SendPatternAsync(1024 * MiB);
        WireResponse response = await client.ReadResponseAsync();

        Assert.Equal("1073741824 ContentLength ", await response.TextAsync());
        AssertFlat(proxy, before);
    }

    [Theory, EachDriver("bytes"), EachDriver("chunked")]
    public async Task A_gigabyte_downwards_takes_constant_memory(Driver driver, string kind)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();
        await client.GetAsync("/");
        long before = proxy.Process.ResidentBytes;

        await client.SendAsync($"GET /{kind}/{1024 * MiB} HTTP/1.1\r\nHost: a\r\n\r\n");
        WireResponse response = await client.ReadResponseAsync();

        Assert.Equal(1024 * MiB, await response.Body.ReadPatternAsync().Within("a gigabyte", TimeSpan.FromMinutes(2)));
        AssertFlat(proxy, before);
    }

    [Theory, EachDriver]
    public async Task Odd_chunking_is_understood(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        // Sizes in both cases, leading zeros, chunk extensions, and a piece for every few bytes (RFC 9112 section 7.1).
        await client.SendPiecesAsync([
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r", "\n0", "A;name=val", "ue\r", "\n01234", "56789\r\n", "000",
            "3;x=\"y;z\"\r\nabc\r\n", "0", "\r", "\n", "\r", "\n"]);
        WireResponse response = await client.ReadResponseAsync();

        Assert.EndsWith("\n\n0123456789abc", await response.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
    }

    private static Task SendUploadHeadAsync(RawClient client, long size, bool chunked) => client.SendAsync(
        $"POST /upload HTTP/1.1\r\nHost: a\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {size}")}\r\n\r\n");

    private static void AssertFlat(IProxyUnderTest proxy, long before)
    {
        long growth = proxy.Process.PeakResidentBytes - before;
        Assert.True(growth < 64 * MiB, $"Resident memory grew by {growth / MiB} MiB.");
    }
}
