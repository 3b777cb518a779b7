using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

using Gyrfalcon.Testing;

namespace Gyrfalcon.Soak;

/// <summary>A client that keeps to the rules, and insists that what it gets is its own, to the byte.</summary>
internal sealed class GoodClient(IPEndPoint proxy, Tally tally, Random random, long firstId)
{
    private static readonly int[] Sizes = [0, 1, 14, 500, 4_000, 10_000, 16_400, 70_000, 300_000];
    private static readonly string[] Framings = ["length", "length", "chunked", "close"];
    private static readonly string[] Unruly = ["ok", "reset", "close", "half-reset", "half-close", "garbage", "early", "surplus", "slow", "stall"];

    private long _id = firstId;

    /// <summary>Asks until the time is over.</summary>
    internal async Task RunAsync(DateTime until)
    {
        while (DateTime.UtcNow < until)
        {
            int kind = random.Next(100);
            string what = kind < 70 ? "steady" : kind < 85 ? "unruly" : "mortal";
            try
            {
                await (kind < 3 ? TunnelAsync() : kind < 6 ? SlowReaderAsync() : ConnectionAsync(what));
            }
            catch (Exception exception) when (what != "steady" && exception is IOException or SocketException)
            {
                tally.Count($"{what}: broken off");
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                tally.Fail($"{what}, exchange {_id}", exception);
            }

            await Task.Delay(random.Next(20));
        }
    }

    /// <summary>A connection with a few exchanges, one after the other or in a pipeline.</summary>
    private async Task ConnectionAsync(string cluster)
    {
        await using RawClient client = await RawClient.ConnectAsync(proxy);
        bool keeps = true;
        for (int left = random.Next(1, 12); left > 0 && keeps; left--)
        {
            keeps = random.Next(8) == 0 && cluster == "steady"
                ? await PipelineAsync(client)
                : await ExchangeAsync(client, cluster, last: left == 1);
        }
    }

    private async Task<bool> PipelineAsync(RawClient client)
    {
        var requests = new StringBuilder();
        int count = random.Next(2, 9);
        for (int i = 1; i <= count; i++)
            requests.Append(CultureInfo.InvariantCulture, $"GET /steady/{_id + i}/length/{100 * i}/ok HTTP/1.1\r\nHost: soak\r\n\r\n");
        await client.SendAsync(requests.ToString());
        for (int i = 1; i <= count; i++)
            await VerifyAsync(await client.ReadResponseAsync(), "steady", ++_id, 100 * i, "pipelined");
        return true;
    }

    private async Task<bool> ExchangeAsync(RawClient client, string cluster, bool last)
    {
        long id = ++_id;
        int size = Sizes[random.Next(Sizes.Length)];
        string framing = Framings[random.Next(Framings.Length)];
        string conduct = cluster == "unruly" ? Unruly[random.Next(Unruly.Length)] : random.Next(10) == 0 ? "hints" : "ok";
        string method = random.Next(8) switch { 0 => "HEAD", 1 or 2 => "POST", 3 => "PUT", _ => "GET" };
        bool is10 = method == "GET" && random.Next(8) == 0;
        if (method == "PUT")
            (framing, size) = ("empty", 0);

        // Where only the end of the connection ends a body, nobody can tell these from a whole one.
        if (framing == "close" && conduct is "half-close" or "surplus")
            framing = "length";
        string connection = last ? "Connection: close\r\n" : is10 ? "Connection: keep-alive\r\n" : "";
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{method} /{cluster}/{id}/{framing}/{size}/{conduct} HTTP/1.{(is10 ? 0 : 1)}\r\nHost: soak\r\n{connection}");
        if (method is "POST" or "PUT")
            await UploadAsync(client, head, id, mayWait: cluster == "steady");
        else
            await client.SendAsync(head.Append("\r\n").ToString());
        WireResponse response = await client.ReadResponseAsync(method);
        await VerifyAsync(response, cluster, id, conduct == "early" ? 0 : size, $"{method}{(is10 ? " 1.0" : "")}");
        return !last && !response.Fields.HasMember("Connection", "close") && (!is10 || response.Fields.HasMember("Connection", "keep-alive"));
    }

    private async Task UploadAsync(RawClient client, StringBuilder head, long id, bool mayWait)
    {
        int size = Sizes[random.Next(Sizes.Length)];
        bool chunked = random.Next(2) == 0;
        bool waits = mayWait && size > 0 && random.Next(6) == 0;
        head.Append(CultureInfo.InvariantCulture, $"X-Size: {size}\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {size}")}\r\n{(waits ? "Expect: 100-continue\r\n" : "")}\r\n");
        await client.SendAsync(head.ToString());
        if (waits && await client.ReadHeadAsync("POST") is { Status: not 100 } response)
            throw new WireViolationException($"A client that waits for 100 got {response.Status}.");
        await SoakBody.SendAsync(client.SendAsync, id, size, chunked);
    }

    private async Task SlowReaderAsync()
    {
        const int Size = 1_500_000;
        long id = ++_id;
        await using RawClient client = await RawClient.ConnectAsync(proxy, receiveBufferBytes: 8 * 1024);
        await client.SendAsync($"GET /steady/{id}/{(random.Next(2) == 0 ? "length" : "chunked")}/{Size}/ok HTTP/1.1\r\nHost: soak\r\nConnection: close\r\n\r\n");
        await VerifyAsync(await client.ReadResponseAsync(), "steady", id, Size, "slow reader", TimeSpan.FromMilliseconds(random.Next(1, 8)));
    }

    private async Task TunnelAsync()
    {
        long id = ++_id;
        await using RawClient client = await RawClient.ConnectAsync(proxy);
        await client.SendAsync($"GET /steady/{id}/length/0/tunnel HTTP/1.1\r\nHost: soak\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
        WireResponse response = await client.ReadHeadAsync();
        if (response.Status != 101)
            throw new WireViolationException($"A client that asked for a tunnel got {response.Status}.");
        long size = random.Next(3) == 0 ? 400_000 : random.Next(1, 3_000);
        Task sending = SoakBody.SendAsync(client.SendAsync, id, size, chunked: false);
        await SoakBody.VerifyAsync(new MessageBody(client.Reader, BodyFraming.ContentLength, size), id, size);
        await sending;
        if (random.Next(4) == 0)
        {
            client.Reset();
        }
        else
        {
            client.HalfClose();
            await client.ReadNothingButEndAsync();
        }

        tally.Count("steady: tunnel");
    }

    private async Task VerifyAsync(WireResponse response, string cluster, long id, long size, string what, TimeSpan pause = default)
    {
        if (cluster != "steady" && response.Status is 502 or 503 or 504 && response.Fields["Proxy-Status"] is { } told && told.StartsWith("gyr;", StringComparison.Ordinal))
        {
            await response.TextAsync().Within("the text of a fault");
            tally.Count($"{cluster}: {response.Status}");
            return;
        }

        if (response.Status is not (200 or 204) || response.Fields["X-Id"] != id.ToString(CultureInfo.InvariantCulture))
            throw new WireViolationException($"Exchange {id} got {response.Status} with the id {response.Fields["X-Id"]}.");
        await SoakBody.VerifyAsync(response.Body, id, response.Body.Framing == BodyFraming.None ? 0 : size, pause);
        tally.Count($"{cluster}: {what}");
    }
}
