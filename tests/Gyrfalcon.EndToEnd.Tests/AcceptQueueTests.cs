using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Whoever the kernel has let in before a listening socket is closed is answered.</summary>
public sealed class AcceptQueueTests : IDisposable
{
    private const int HangUp = 1;
    private const int Continue = 18;
    private const int Stop = 19;
    private const int Many = 150;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory, EachDriver(1), EachDriver(2)]
    public async Task Clients_in_the_queue_are_answered_when_the_process_stops(Driver driver, int workers)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(origin.Url) with { Workers = workers }, driver);
        gyr.Process.Signal(Stop);
        await using var queued = new Crowd();
        for (int i = 0; i < Many; i++) await queued.AddAsync(gyr, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        gyr.Terminate();
        gyr.Process.Signal(Continue);

        // Who is accepted before the signal is acted upon keeps the connection until then.
        foreach (RawClient client in queued) Assert.Equal((200, "origin"), await AnswerAsync(client));
        foreach (RawClient client in queued) Assert.Equal(ConnectionEnd.Closed, await client.ReadNothingButEndAsync());
        Assert.Equal(0, await gyr.Process.ExitAsync());
    }

    [Theory, EachDriver(1), EachDriver(2)]
    public async Task Clients_in_the_queue_of_a_listener_that_is_removed_are_answered(Driver driver, int workers)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        string file = Path.Combine(_directory.Path, "gyr.yaml");
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Workers = workers, Listener = new ListenerPlan { Address = $"127.0.0.1:{HeldPort.Free()}" } };
        await File.WriteAllTextAsync(file, GyrYaml.Render(plan));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", file], driver);
        await File.WriteAllTextAsync(file, GyrYaml.Render(plan with { Listener = new ListenerPlan { Address = $"127.0.0.1:{HeldPort.Free()}" } }));
        gyr.Process.Signal(Stop);
        await using var queued = new Crowd();
        for (int i = 0; i < Many; i++) await queued.AddAsync(gyr, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        gyr.Process.Signal(HangUp);
        gyr.Process.Signal(Continue);

        // Who was accepted before the reload keeps the connection until then.
        foreach (RawClient client in queued) Assert.Equal((200, "origin"), await AnswerAsync(client));
        foreach (RawClient client in queued) Assert.Equal(ConnectionEnd.Closed, await client.ReadNothingButEndAsync());
    }

    [Theory, EachDriver(false), EachDriver(true)]
    public async Task Clients_who_wait_at_the_connection_limit_are_answered_as_others_leave(Driver driver, bool stops)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        string file = Path.Combine(_directory.Path, "gyr.yaml");
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new ListenerPlan { Address = $"127.0.0.1:{HeldPort.Free()}", ConnectionsLimit = 3 } };
        await File.WriteAllTextAsync(file, GyrYaml.Render(plan));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", file], driver);
        await using var inside = new Crowd();
        for (int i = 0; i < 3; i++) await inside.AddAsync(gyr);
        await using var waiting = new Crowd();
        for (int i = 0; i < 30; i++) await waiting.AddAsync(gyr, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("all 3 connections (limits.connections) are in use", StringComparison.Ordinal), "the line about the limit");

        await File.WriteAllTextAsync(file, GyrYaml.Render(plan with { Listener = plan.Listener with { Address = $"127.0.0.1:{HeldPort.Free()}" } }));
        gyr.Process.Signal(stops ? 15 : HangUp);

        foreach (RawClient client in inside) Assert.Equal(ConnectionEnd.Closed, await client.ReadNothingButEndAsync());
        List<Task> answers = [.. waiting.Select(AssertIsLastAnswerAsync)];
        await Task.WhenAll(answers);
        if (stops) Assert.Equal(0, await gyr.Process.ExitAsync());
    }

    [Theory, EachDriver]
    public async Task Clients_who_find_no_room_until_the_drain_time_ends_are_reset(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(connection => connection.HangAsync());
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(peer.Url) with { Drain = TimeSpan.FromSeconds(1), Listener = new ListenerPlan { ConnectionsLimit = 1 } }, driver);
        await using RawClient busy = await gyr.ConnectAsync();
        await busy.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await peer.ConnectionAsync(0);
        await using RawClient waiting = await gyr.ConnectAsync();
        await waiting.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("all 1 connections (limits.connections) are in use", StringComparison.Ordinal), "the line about the limit");

        gyr.Terminate();

        Assert.Equal(ConnectionEnd.Reset, await waiting.ReadNothingButEndAsync());
        Assert.Equal(0, await gyr.Process.ExitAsync());
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("2 connections were still busy", StringComparison.Ordinal), "their number");
    }

    private static async Task AssertIsLastAnswerAsync(RawClient client)
    {
        WireResponse response = await client.ReadResponseAsync();
        Assert.Equal((200, "origin"), (response.Status, await response.TextAsync()));
        Assert.True(response.Fields.HasMember("Connection", "close"), "A client that may not ask again must be told.");
        client.HalfClose();
        Assert.Equal(ConnectionEnd.Closed, await client.ReadNothingButEndAsync());
    }

    private static async Task<(int Status, string Body)> AnswerAsync(RawClient client)
    {
        WireResponse response = await client.ReadResponseAsync();
        return (response.Status, await response.TextAsync());
    }
}
