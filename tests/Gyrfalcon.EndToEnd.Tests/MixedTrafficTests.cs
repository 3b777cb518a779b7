using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Requests of all kinds in random order, many at a time, each answer checked to the byte.</summary>
public sealed class MixedTrafficTests
{
    private const int Clients = 12;
    private const int RequestsPerClient = 150;
    private static readonly int[] Sizes = [0, 1, 13, 500, 4096, 16_384, 70_000, 300_000];

    [Theory, EachDriver(1, 1), EachDriver(2, 2)]
    public async Task Every_answer_is_the_right_one(Driver driver, int workers, int seed)
    {
        await using var origins = new Origins(3);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origins.Urls) with { Workers = workers }, driver);

        Task[] clients = [.. Enumerable.Range(0, Clients).Select(number => Task.Run(() => AskAsync(proxy, new Random(seed * 1000 + number))))];
        await Task.WhenAll(clients).Within("all clients to be served", TimeSpan.FromMinutes(2));

        Assert.Equal(Clients * RequestsPerClient, origins.RequestCounts.Sum());
        Assert.All(origins.RequestCounts, count => Assert.Equal(Clients * RequestsPerClient / 3, count));
    }

    private static async Task AskAsync(IProxyUnderTest proxy, Random random)
    {
        int left = RequestsPerClient;
        while (left > 0)
        {
            await using RawClient client = await proxy.ConnectAsync();
            for (int onThisConnection = random.Next(1, 30); onThisConnection > 0 && left > 0; onThisConnection--, left--)
            {
                bool close = onThisConnection == 1;
                await AskOnceAsync(client, random, close ? "Connection: close\r\n" : "");
            }
        }
    }

    private static Task AskOnceAsync(RawClient client, Random random, string fields) => random.Next(7) switch
    {
        0 => UploadAsync(client, Size(random), chunked: false, fields),
        1 => UploadAsync(client, Size(random), chunked: true, fields),
        2 => DownloadAsync(client, "bytes", Size(random), fields),
        3 => DownloadAsync(client, "chunked", Size(random), fields),
        4 => HeadAsync(client, Size(random), fields),
        5 => EchoAsync(client, random.Next(), fields),
        _ => NoContentAsync(client, fields),
    };

    private static int Size(Random random) => Sizes[random.Next(Sizes.Length)];

    private static async Task UploadAsync(RawClient client, int size, bool chunked, string fields)
    {
        await client.SendAsync($"PUT /upload HTTP/1.1\r\nHost: a\r\n{fields}{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {size}")}\r\n\r\n");
        await client.SendPatternAsync(size, chunked);
        WireResponse response = await client.ReadResponseAsync();
        Assert.StartsWith(size.ToString(CultureInfo.InvariantCulture) + " ", await response.TextAsync(), StringComparison.Ordinal);
    }

    private static async Task DownloadAsync(RawClient client, string kind, int size, string fields)
    {
        await client.SendAsync($"GET /{kind}/{size} HTTP/1.1\r\nHost: a\r\n{fields}\r\n");
        WireResponse response = await client.ReadResponseAsync();
        Assert.Equal((200, size), (response.Status, await response.Body.ReadPatternAsync().Within("a body")));
    }

    private static async Task HeadAsync(RawClient client, int size, string fields)
    {
        (WireResponse response, _) = await client.GetAsync($"/bytes/{size}", fields, "HEAD");
        Assert.Equal((200, size.ToString(CultureInfo.InvariantCulture)), (response.Status, response.Fields["Content-Length"]));
    }

    private static async Task EchoAsync(RawClient client, int number, string fields)
    {
        var body = new StringBuilder().Insert(0, $"{number} ", 1 + number % 50).ToString();
        await client.SendAsync($"POST /echo/{number} HTTP/1.1\r\nHost: a\r\n{fields}X-Number: {number}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        string echo = await (await client.ReadResponseAsync()).TextAsync();
        Assert.StartsWith($"POST /echo/{number}\n", echo, StringComparison.Ordinal);
        Assert.Contains($"\nX-Number: {number}\n", echo, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith($"\n\n{body}", echo, StringComparison.Ordinal);
    }

    private static async Task NoContentAsync(RawClient client, string fields) =>
        Assert.Equal(204, (await client.GetAsync("/status/204", fields, "DELETE")).Response.Status);
}
