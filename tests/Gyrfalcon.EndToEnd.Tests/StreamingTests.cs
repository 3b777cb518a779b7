using System;
using System.Globalization;
using System.Net.Security;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>What an endpoint sends in pieces reaches the client piece by piece: nothing waits for more.</summary>
public sealed class StreamingTests : IDisposable
{
    private const int Events = 30;
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [EachDriver("chunked", false), EachDriver("until-close", false), EachDriver("length", false)]
    [EachDriver("chunked", true), EachDriver("until-close", true), EachDriver("length", true)]
    public async Task Each_event_arrives_before_the_endpoint_sends_the_next(Driver driver, string framing, bool tls)
    {
        Gate[] sendNext = NewGates();
        using var certificate = tls ? _authority.Issue(["127.0.0.1"]) : null;
        await using TestOrigin origin = TestOrigin.Start("events", certificate);
        origin.Handle("/events", async exchange =>
        {
            // So long a body with a length is one that the kernel moves.
            string fields = framing switch { "chunked" => "Transfer-Encoding: chunked\r\n", "length" => "Content-Length: 10000000\r\n", _ => "" };
            exchange.CloseAfterwards = framing != "chunked";
            await exchange.SendHeadAsync(200, "Content-Type: text/event-stream\r\nCache-Control: no-store\r\n" + fields);
            for (int i = 0; i < Events; i++)
            {
                await sendNext[i].WaitAsync($"the client to have event {i - 1}");
                await exchange.SendAsync(framing == "chunked" ? Chunk(Event(i)) : Event(i));
            }

            if (framing == "chunked")
                await exchange.SendAsync("0\r\n\r\n");
            else if (exchange.Stream is SslStream secure)
                await secure.ShutdownAsync();
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(new() { Clusters = [new() { Endpoints = [origin.Url], TlsVerify = tls ? false : null }] }, driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("GET /events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n");
        // The head comes before the first event.
        WireResponse response = await client.ReadResponseAsync();
        for (int i = 0; i < Events; i++)
        {
            sendNext[i].Open();
            await AssertNextAsync(response, Event(i));
        }

        Assert.Equal("text/event-stream", response.Fields["Content-Type"]);
        if (framing != "length")
            Assert.Equal(0, await response.Body.ReadAsync(new byte[1]).AsTask().Within("the end of the events"));
    }

    [Theory, EachDriver]
    public async Task Each_piece_of_a_request_arrives_before_the_client_sends_the_next(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/live", async exchange =>
        {
            // A conversation within one exchange: each piece is answered while more is to come.
            await exchange.SendHeadAsync(200, "Transfer-Encoding: chunked\r\n");
            byte[] piece = new byte[100];
            for (int read; (read = await exchange.Request.Body.ReadAsync(piece)) > 0;)
                await exchange.SendAsync(Chunk(Encoding.Latin1.GetString(piece, 0, read)));
            await exchange.SendAsync("0\r\n\r\n");
        });
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await proxy.ConnectAsync();

        await client.SendAsync("POST /live HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        WireResponse response = await client.ReadResponseAsync("POST");
        for (int i = 0; i < Events; i++)
        {
            await client.SendAsync(Chunk(Event(i)));
            await AssertNextAsync(response, Event(i));
        }

        await client.SendAsync("0\r\n\r\n");
        Assert.Equal(0, await response.Body.ReadAsync(new byte[1]).AsTask().Within("the end of the answer"));
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task Long_polls_wait_side_by_side_and_are_answered_at_once(Driver driver)
    {
        const int Polls = 50;
        Gate[] answer = NewGates(Polls);
        await using TestOrigin origin = TestOrigin.Start();
        for (int i = 0; i < Polls; i++)
        {
            Gate gate = answer[i];
            origin.Handle($"/poll/{i}", async exchange =>
            {
                await gate.WaitAsync();
                await exchange.ReplyAsync(exchange.Request.Target);
            });
        }

        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);
        var clients = new RawClient[Polls];
        for (int i = 0; i < Polls; i++)
        {
            clients[i] = await proxy.ConnectAsync();
            await clients[i].SendAsync(string.Create(CultureInfo.InvariantCulture, $"GET /poll/{i} HTTP/1.1\r\nHost: a\r\n\r\n"));
        }

        await Deadline.Until(() => origin.RequestCount == Polls, "all polls are at the endpoint");
        // The last first: none waits for another.
        for (int i = Polls - 1; i >= 0; i--)
        {
            answer[i].Open();
            Assert.Equal($"/poll/{i}", await (await clients[i].ReadResponseAsync()).TextAsync().Within("the answer to a poll"));
            await clients[i].DisposeAsync();
        }
    }

    private static Gate[] NewGates(int count = Events)
    {
        var gates = new Gate[count];
        for (int i = 0; i < count; i++)
            gates[i] = new Gate();
        return gates;
    }

    private static string Event(int number) => string.Create(CultureInfo.InvariantCulture, $"id: {number}\ndata: {new string('e', number * 7)}\n\n");

    private static string Chunk(string data) => string.Create(CultureInfo.InvariantCulture, $"{data.Length:x}\r\n{data}\r\n");

    private static async Task AssertNextAsync(WireResponse response, string expected)
    {
        byte[] bytes = new byte[expected.Length];
        for (int done = 0; done < bytes.Length;)
        {
            int read = await response.Body.ReadAsync(bytes.AsMemory(done)).AsTask().Within($"\"{expected}\"");
            Assert.True(read > 0, "The body ended early.");
            done += read;
        }

        Assert.Equal(expected, Encoding.Latin1.GetString(bytes));
    }
}
