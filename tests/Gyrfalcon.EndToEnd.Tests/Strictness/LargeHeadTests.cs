using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>Heads that no single buffer of the program holds, in both directions, within limits that the configuration raises.</summary>
public sealed class LargeHeadTests
{
    private static readonly string[] Forwarding = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-ID", "Via"];
    private static readonly string ManyFields = string.Concat(Enumerable.Range(0, 1500).Select(number => $"X-{number}: {new string('v', number % 97)}\r\n"));
    private static readonly string OneField = $"X-Large: {new string('w', 100_000)}\r\n";
    private static readonly string LongTarget = $"/{new string('t', 50_000)}?{new string('q', 10_000)}";
    private static readonly string LongBody = new('b', 200_000);

    [Theory, EachDriver]
    public async Task Request_heads_arrive_unchanged(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using var origin = new RecordingOrigin(_ => new OriginReply(["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"]));
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new() { RequestLineLimit = "64KiB", HeaderBytesLimit = "512KiB", HeaderFieldsLimit = 2000 } };
        await using GyrProcess gyr = await GyrProcess.RunAsync(plan, driver);
        using LoopbackClient client = await LoopbackClient.ConnectAsync(gyr.Address);
        string[] requests =
        [
            $"GET {LongTarget} HTTP/1.1\r\nHost: a\r\n\r\n",
            $"GET / HTTP/1.1\r\nHost: a\r\n{OneField}\r\n",
            $"GET / HTTP/1.1\r\nHost: a\r\n{ManyFields}\r\n",
            $"POST {LongTarget} HTTP/1.1\r\nHost: a\r\n{ManyFields}{OneField}Content-Length: 5\r\n\r\nhello",
            $"POST {LongTarget} HTTP/1.1\r\nHost: a\r\n{ManyFields}{OneField}Content-Length: {LongBody.Length}\r\n\r\n{LongBody}",
            $"POST / HTTP/1.1\r\nHost: a\r\n{OneField}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
            $"GET / HTTP/1.1\r\nHost: {new string('h', 60_000)}\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ];

        for (int i = 0; i < requests.Length; i++)
        {
            int number = i + 1;
            Task sending = client.SendAsync(RandomMessage.Cut(requests[i], seed: i));
            await client.ReadUntilAsync(received => received.Split("\r\n\r\nok").Length > number);
            await sending;
            Assert.Null(client.End);
        }

        Assert.Equal(requests.Select(request => StrictParser.Request(request, 0)!.Shown()), origin.RequestsOf(client.Address).Select(request => request.Shown(Forwarding)));
        Assert.Empty(origin.Violations);
    }

    [Theory, EachDriver]
    public async Task An_authority_that_is_written_twice_fits(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using var origin = new RecordingOrigin(_ => new OriginReply(["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"]));
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new() { RequestLineLimit = "64KiB", HeaderBytesLimit = "1KiB" } };
        await using GyrProcess gyr = await GyrProcess.RunAsync(plan, driver);
        using LoopbackClient client = await LoopbackClient.ConnectAsync(gyr.Address);
        string host = new('h', 60_000);

        await client.SendAsync([$"GET http://{host}/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"]);
        await client.ReadToEndAsync();

        StrictMessage request = Assert.Single(origin.RequestsOf(client.Address));
        Assert.Equal((host, host), (request.Fields["Host"], request.Fields["X-Forwarded-Host"]));
    }

    [Theory, EachDriver]
    public async Task Response_heads_arrive_unchanged(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        string reason = new('r', 15_000);
        string fields = $"X-Large: {new string('w', 40_000)}\r\n" + string.Concat(Enumerable.Range(0, 200).Select(number => $"X-{number}: {new string('v', 100)}\r\n"));
        Dictionary<string, string> responses = new()
        {
            ["/nothing"] = $"HTTP/1.1 204 {reason}\r\n{fields}\r\n",
            ["/short"] = $"HTTP/1.1 200 {reason}\r\n{fields}Content-Length: 5\r\n\r\nhello",
            ["/long"] = $"HTTP/1.1 200 OK\r\n{fields}Content-Length: {LongBody.Length}\r\n\r\n{LongBody}",
            ["/chunks"] = $"HTTP/1.1 200 {reason}\r\n{fields}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
            ["/small"] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        };
        await using var origin = new RecordingOrigin(request => new OriginReply(RandomMessage.Cut(responses[request.Target], seed: request.Target.Length)));
        await using GyrProcess gyr = await GyrProcess.RunAsync(ProxyPlan.To(origin.Url), driver);
        using LoopbackClient client = await LoopbackClient.ConnectAsync(gyr.Address);

        int start = 0;
        foreach ((string target, string response) in responses)
        {
            await client.SendAsync([$"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n"]);
            await client.ReadUntilAsync(received => StrictParser.Response(received, start, "GET", ended: false) is not null);
            StrictMessage seen = StrictParser.Response(client.Received, start, "GET", ended: false)!;
            Assert.Equal(StrictParser.Response(response, 0, "GET", ended: true)!.Shown(), seen.Shown("Via"));
            start = seen.End;
        }
    }

    [Theory, EachDriver]
    public async Task A_client_that_reads_slowly_gets_the_whole_of_a_large_head(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        string fields = $"X-Large: {new string('w', 60_000)}\r\n";
        await using var origin = new RecordingOrigin(_ => new OriginReply([$"HTTP/1.1 200 OK\r\n{fields}Content-Length: 2\r\n\r\nok"]));
        await using GyrProcess gyr = await GyrProcess.RunAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync(receiveBufferBytes: 2048);

        const int Requests = 100;
        Task sending = client.SendAsync(string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\nHost: a\r\n\r\n", Requests)));
        for (int i = 0; i < Requests; i++)
        {
            WireResponse response = await client.ReadResponseAsync();
            Assert.Equal((60_000, "ok"), (response.Fields["X-Large"]!.Length, await response.TextAsync()));
        }

        await sending.Within("the requests to be taken");
    }
}
