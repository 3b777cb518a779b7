using System;
using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

public sealed class DrainTests
{
    [Theory, EachDriver(1), EachDriver(2)]
    public async Task Term_without_traffic_exits_0_at_once(Driver driver, int workers)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(origin.Url) with { Workers = workers }, driver);
        await using RawClient idle = await gyr.ConnectAsync();
        await idle.GetAsync("/");
        await using RawClient silent = await gyr.ConnectAsync();

        long start = Stopwatch.GetTimestamp();
        gyr.Terminate();

        Assert.Equal(0, await gyr.Process.ExitAsync());
        // An idle connection is nothing in flight: the 30 s of the default are not for it.
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(15), "An idle client held the program up.");
        await idle.ReadNothingButEndAsync();
    }

    [Theory, EachDriver(1), EachDriver(2)]
    public async Task Term_refuses_newcomers_and_finishes_what_is_in_flight(Driver driver, int workers)
    {
        var finish = new Gate();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/late", async exchange =>
        {
            await finish.WaitAsync();
            await exchange.ReplyAsync("late");
        });
        origin.Handle("/half", async exchange =>
        {
            await exchange.SendHeadAsync(200, "Content-Length: 100000\r\n");
            await exchange.Stream.WriteAsync(Pattern.At(0, 40_000));
            await finish.WaitAsync();
            await exchange.Stream.WriteAsync(Pattern.At(40_000, 60_000));
        });
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(origin.Url) with { Workers = workers }, driver);
        await using RawClient waiting = await gyr.ConnectAsync();
        await waiting.SendAsync("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
        await using RawClient reading = await gyr.ConnectAsync();
        await reading.SendAsync("GET /half HTTP/1.1\r\nHost: a\r\n\r\n");
        WireResponse half = await reading.ReadResponseAsync();
        await Deadline.Until(() => origin.RequestCount == 2, "both requests are at the endpoint");

        gyr.Terminate();

        await Deadline.Until(() => IsRefused(gyr), "newcomers are refused");
        // Longer than the two seconds that command-line libraries leave a process after a signal.
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        Assert.False(gyr.Process.HasExited);
        finish.Open();
        WireResponse late = await waiting.ReadResponseAsync();
        Assert.Equal((200, "late"), (late.Status, await late.TextAsync()));
        Assert.True(late.Fields.HasMember("Connection", "close"), "A client that may not ask again must be told.");
        Assert.Equal(100_000, await half.Body.ReadPatternAsync().Within("the second half"));
        Assert.Equal(0, await gyr.Process.ExitAsync());
    }

    [Theory, EachDriver]
    public async Task The_drain_time_is_an_end(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(connection => connection.HangAsync());
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url) with { Drain = TimeSpan.FromMilliseconds(500) }, driver);
        await using RawClient client = await gyr.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await peer.ConnectionAsync(0);

        gyr.Terminate();

        Assert.Equal(0, await gyr.Process.ExitAsync(TimeSpan.FromSeconds(20)));
        await client.ReadToEndOfConnectionAsync();
    }

    [Theory, EachDriver]
    public async Task A_second_interrupt_stops_at_once(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(connection => connection.HangAsync());
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url) with { Drain = TimeSpan.FromMinutes(5) }, driver);
        await using RawClient client = await gyr.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await peer.ConnectionAsync(0);

        gyr.Interrupt();
        await Deadline.Until(() => IsRefused(gyr), "the first interrupt has begun the drain");
        Assert.False(gyr.Process.HasExited);
        gyr.Interrupt();

        await gyr.Process.ExitAsync(TimeSpan.FromSeconds(20));
    }

    private static bool IsRefused(GyrProcess gyr)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(gyr.Address);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
