using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

public sealed class BackpressureTests
{
    private const long MiB = 1 << 20;
    private const long BodyBytes = 128 * MiB;

    [Theory, EachDriver("bytes"), EachDriver("chunked")]
    public async Task A_client_that_stops_reading_stops_the_endpoint(Driver driver, string kind)
    {
        long sent = 0;
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/long", async exchange =>
        {
            bool chunked = kind == "chunked";
            await exchange.SendHeadAsync(200, chunked ? "Transfer-Encoding: chunked\r\n" : $"Content-Length: {BodyBytes}\r\n");
            await PatternWriter.WriteAsync(exchange.Stream, BodyBytes, chunked, progress: total => Volatile.Write(ref sent, total));
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync(receiveBufferBytes: 64 * 1024);
        await client.GetAsync("/");
        long before = proxy.Process.ResidentBytes;

        await client.SendAsync("GET /long HTTP/1.1\r\nHost: a\r\n\r\n");
        WireResponse response = await client.ReadResponseAsync();
        long stalledAt = await Flow.StandstillAsync(() => Volatile.Read(ref sent));

        Assert.True(stalledAt < Flow.MostInSocketBuffers, $"The endpoint could send {stalledAt / MiB} MiB to a client that does not read.");
        Assert.True(proxy.Process.PeakResidentBytes - before < 32 * MiB, "Memory grew while the client did not read.");
        Assert.Equal(BodyBytes, await response.Body.ReadPatternAsync().Within("the rest of the body"));
    }

    [Theory, EachDriver(false), EachDriver(true)]
    public async Task An_endpoint_that_stops_reading_stops_the_client(Driver driver, bool chunked)
    {
        var readNow = new Gate();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/reluctant", async exchange =>
        {
            await readNow.WaitAsync("the test to let the endpoint read");
            long length = await exchange.Request.Body.ReadPatternAsync();
            await exchange.ReplyAsync($"{length}");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();
        await client.GetAsync("/");
        long before = proxy.Process.ResidentBytes;
        long sent = 0;

        await client.SendAsync($"POST /reluctant HTTP/1.1\r\nHost: a\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {BodyBytes}")}\r\n\r\n");
        Task sending = client.SendPatternAsync(BodyBytes, chunked, total => Volatile.Write(ref sent, total));
        long stalledAt = await Flow.StandstillAsync(() => Volatile.Read(ref sent));

        Assert.True(stalledAt < Flow.MostInSocketBuffers, $"The client could send {stalledAt / MiB} MiB to an endpoint that does not read.");
        Assert.True(proxy.Process.PeakResidentBytes - before < 32 * MiB, "Memory grew while the endpoint did not read.");
        readNow.Open();
        await sending.Within("the rest of the body to be taken");
        Assert.Equal($"{BodyBytes}", await (await client.ReadResponseAsync()).TextAsync());
    }
}
