using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Admin;

/// <summary>The stream of events, on real connections.</summary>
public sealed class EventsTests
{
    /// <summary>As many as there may be.</summary>
    private const int Streams = 32;

    [Fact]
    public async Task There_are_so_many_streams_and_who_leaves_makes_room_for_the_next()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        IPEndPoint address = await AddressAsync(gyr);
        var watching = new List<RawClient>();
        try
        {
            for (int i = 0; i < Streams; i++)
            {
                watching.Add(await RawClient.ConnectAsync(address));
                Assert.Equal(200, await WatchAsync(watching[i]));
            }

            await using (RawClient further = await RawClient.ConnectAsync(address))
            {
                await AskAsync(further);
                WireResponse refusal = await further.ReadResponseAsync();
                Assert.Equal((503, "5"), (refusal.Status, refusal.Fields["Retry-After"]));
                Assert.Contains("32 streams already", await refusal.TextAsync(), StringComparison.Ordinal);
            }

            await watching[7].DisposeAsync();
            await EntersAsync(address).Within("the place of who has left");
        }
        finally
        {
            foreach (RawClient each in watching) await each.DisposeAsync();
        }
    }

    /// <summary>With as many endpoints the first message is larger than all buffers on its way.</summary>
    [Fact]
    public async Task Who_reads_nothing_loses_the_place()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor([.. Enumerable.Range(0, 16_000).Select(static i => string.Create(CultureInfo.InvariantCulture, $"http://127.1.{i / 250}.{(i % 250) + 1}:9"))]) with { Workers = 1 });
        IPEndPoint address = await AddressAsync(gyr);
        var idle = new List<RawClient>();
        try
        {
            for (int i = 0; i < Streams; i++)
            {
                idle.Add(await RawClient.ConnectAsync(address, receiveBufferBytes: 4096));
                await AskAsync(idle[i]);
                await idle[i].ReadHeadAsync();
            }

            await using (RawClient further = await RawClient.ConnectAsync(address)) Assert.Equal(503, await WatchAsync(further));
            await EntersAsync(address).Within("the place of who reads nothing", TimeSpan.FromSeconds(60));
        }
        finally
        {
            foreach (RawClient each in idle) each.Reset();
            foreach (RawClient each in idle) await each.DisposeAsync();
        }
    }

    private static async Task<IPEndPoint> AddressAsync(GyrProcess gyr)
        => IPEndPoint.Parse((await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening on ", StringComparison.Ordinal), "the admin address"))[0].Split(' ')[^1]);

    private static Task AskAsync(RawClient client) => client.SendAsync("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");

    private static async Task<int> WatchAsync(RawClient client)
    {
        await AskAsync(client);
        return (await client.ReadHeadAsync()).Status;
    }

    /// <summary>Asks again and again until it is let in.</summary>
    private static async Task EntersAsync(IPEndPoint address)
    {
        while (true)
        {
            await using RawClient client = await RawClient.ConnectAsync(address);
            if (await WatchAsync(client) == 200) return;
        }
    }
}
