using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>What goes wrong in one exchange must not reach another: found by an adversarial review, each was once wrong.</summary>
public sealed class IsolationTests
{
    private const int LongBody = 100_000;

    private static readonly string Body = new('b', LongBody);

    [Theory, EachDriver]
    public async Task The_rest_of_an_unwanted_body_is_not_taken_for_part_of_the_next_request(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            WireRequest head = await connection.ExpectHeadAsync();
            await connection.SendAsync(head.Method == "POST"
                ? "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync($"POST /upload HTTP/1.1\r\nHost: test.example\r\nContent-Length: {LongBody}\r\n\r\n");
        Assert.Equal(413, (await client.ReadResponseAsync("POST")).Status);
        await client.SendAsync(Body);

        (WireResponse next, string content) = await client.GetAsync("/next");
        Assert.Equal((200, "ok"), (next.Status, content));
    }

    [Theory, EachDriver]
    public async Task A_body_sent_after_its_endpoint_is_gone_reaches_nobody_else(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            WireRequest head = await connection.ExpectHeadAsync();
            if (head.Method == "POST")
            {
                await connection.SendAsync("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                return;
            }

            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
            await connection.Stream.FlushAsync();
            await connection.SendAsync("mine");
        });
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient intruder = await gyr.ConnectAsync();
        await intruder.SendAsync($"POST /upload HTTP/1.1\r\nHost: test.example\r\nContent-Length: {LongBody}\r\n\r\n");
        Assert.Equal(413, (await intruder.ReadResponseAsync("POST")).Status);

        // These take over the descriptor number that the endpoint's connection had.
        var others = new RawClient[8];
        for (int i = 0; i < others.Length; i++)
        {
            others[i] = await gyr.ConnectAsync();
            Assert.Equal("mine", (await others[i].GetAsync("/other")).Body);
        }

        await intruder.SendAsync(Body);
        foreach (RawClient other in others)
        {
            Assert.Equal("mine", (await other.GetAsync("/other")).Body);
            await other.DisposeAsync();
        }
    }

    [Theory, EachDriver]
    public async Task A_request_pipelined_behind_a_long_body_is_answered(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);
        for (int i = 0; i < 5; i++)
        {
            await using RawClient client = await proxy.ConnectAsync();
            await client.SendAsync($"POST /first HTTP/1.1\r\nHost: test.example\r\nContent-Length: {LongBody}\r\n\r\n{Body}GET /second HTTP/1.1\r\nHost: test.example\r\n\r\n");
            WireResponse first = await client.ReadResponseAsync("POST");
            Assert.Equal(200, first.Status);
            await first.Body.ReadToEndAsync();
            Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        }
    }

    [Theory, EachDriver]
    public async Task A_fault_of_one_client_is_not_answered_to_another(Driver driver)
    {
        // All but the attacker's connection are closed when they are used again, as an endpoint may do with any kept connection.
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            if (connection.Number == 0)
            {
                await connection.ExpectEndAsync();
                return;
            }

            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            await connection.ExpectHeadAsync();
        });
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url), driver);
        await using (RawClient attacker = await gyr.ConnectAsync())
        {
            await attacker.SendAsync("POST / HTTP/1.1\r\nHost: test.example\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
            await peer.ConnectionAsync(0);
            await attacker.SendAsync("not a chunk\r\n");
            Assert.Equal(400, (await attacker.ReadResponseAsync("POST")).Status);
        }

        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/first")).Response.Status);
        Assert.Equal(200, (await client.GetAsync("/over-a-stale-connection")).Response.Status);
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_closes_during_an_upload_is_reported_at_once(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            connection.Reset();
        });
        ProxyPlan plan = ProxyPlan.To(peer.Url) with { Listener = new() { RequestBodyIdleTimeout = System.TimeSpan.FromMinutes(10) } };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();

        // The body never comes, and the client is told all the same.
        await client.SendAsync($"PUT / HTTP/1.1\r\nHost: test.example\r\nContent-Length: {LongBody}\r\n\r\n");
        Assert.Equal(502, (await client.ReadResponseAsync("PUT")).Status);
    }
}
