using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>A reload changes a listening address into another that overlaps with it.</summary>
public sealed class OverlappingListenerTests : IDisposable
{
    private const int HangUp = 1;
    private const int Continue = 18;
    private const int Stop = 19;
    private const int Workers = 2;

    private readonly TemporaryDirectory _directory = new();
    private readonly string _file;
    private readonly int _port = HeldPort.Free();

    public OverlappingListenerTests() => _file = Path.Combine(_directory.Path, "gyr.yaml");

    public void Dispose() => _directory.Dispose();

    private IPEndPoint Loopback => new(IPAddress.Loopback, _port);

    [Theory, EachDriver("", "127.0.0.1", "0.0.0.0"), EachDriver("127.0.0.1", "", "0.0.0.0"), EachDriver("0.0.0.0", "127.0.0.1", "")]
    public async Task Nobody_notices_under_load(Driver driver, string first, string second, string third)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin, first));
        await using LoopingClients clients = LoopingClients.Start(Loopback, keeping: 4, connecting: 8);
        await clients.GoOnAsync(200);
        foreach (string next in new[] { second, third })
        {
            await ReloadAsync(gyr, Plan(origin, next), "listener web no longer listens on ");
            await clients.GoOnAsync(200);
            await Deadline.Until(() => ListeningSockets(_port) == Workers, "the old sockets are closed");
            await clients.GoOnAsync(200);
        }

        await clients.StopAsync();
    }

    [Theory, EachDriver("", "127.0.0.1"), EachDriver("127.0.0.1", "")]
    public async Task Whoever_the_kernel_has_let_in_is_answered(Driver driver, string before, string after)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin, before));
        await File.WriteAllTextAsync(_file, GyrYaml.Render(Plan(origin, after)));
        gyr.Process.Signal(Stop);
        await using var queued = new Crowd();
        await using var silent = new Crowd();
        for (int i = 0; i < 100; i++) await queued.AddAsync(Loopback, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        for (int i = 0; i < 20; i++) await silent.AddAsync(Loopback, "");
        gyr.Process.Signal(HangUp);
        gyr.Process.Signal(Continue);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("no longer listens", StringComparison.Ordinal), "the reload");

        // They are connected as far as they know; the kernel waits for their first bytes before it lets anybody accept them.
        foreach (RawClient client in silent) await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        foreach (RawClient client in queued.Concat(silent)) Assert.Equal(200, (await client.ReadResponseAsync()).Status);
    }

    [Theory, EachDriver]
    public async Task Whoever_is_connected_and_silent_when_a_listener_goes_is_answered(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin, "127.0.0.1"));
        await using var silent = new Crowd();
        for (int i = 0; i < 20; i++) await silent.AddAsync(Loopback, "");
        await ReloadAsync(gyr, Plan(origin, "127.0.0.1") with { Listener = new ListenerPlan { Address = $"127.0.0.1:{HeldPort.Free()}" } }, "listener web no longer listens on ");
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => RawClient.ConnectAsync(Loopback));
        foreach (RawClient client in silent)
        {
            (WireResponse response, string body) = await client.GetAsync("/");
            Assert.Equal((200, "origin", true), (response.Status, body, response.Fields.HasMember("Connection", "close")));
        }

        await Deadline.Until(() => ListeningSockets(_port) == 0, "the sockets are closed");
    }

    [Theory, EachDriver]
    public async Task The_old_address_goes_on_if_the_new_one_cannot_be_had(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin, "127.0.0.1"));
        await using LoopingClients clients = LoopingClients.Start(Loopback, keeping: 2, connecting: 4);
        await clients.GoOnAsync(50);

        // It has SO_REUSEPORT and is the same user's, so the kernel would let both listen.
        await using (TestOrigin neighbour = TestOrigin.StartAt("neighbour", "127.0.0.2", _port))
        {
            await ReloadAsync(gyr, Plan(origin, ""), "is already in use by another process");
            await clients.GoOnAsync(50);
        }

        string yaml = GyrYaml.Render(Plan(origin, "")).Replace("listeners:\n", $"listeners:\n  taken: {{ address: \"127.0.0.1:{origin.Port}\" }}\n", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_file, yaml);
        gyr.Process.Signal(HangUp);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("listener taken", StringComparison.Ordinal) && line.Contains("already in use", StringComparison.Ordinal), "the refusal");
        await clients.GoOnAsync(50);
        Assert.Equal(Workers, ListeningSockets(_port));

        await ReloadAsync(gyr, Plan(origin, ""), "listener web no longer listens on ");
        await clients.GoOnAsync(50);
        await clients.StopAsync();
    }

    [Theory, EachDriver]
    public async Task The_more_particular_address_may_come_and_go_beside_the_other(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = Plan(origin, "");
        string both = GyrYaml.Render(plan).Replace("listeners:\n", $"listeners:\n  more: {{ address: \"127.0.0.1:{_port}\" }}\n", StringComparison.Ordinal);
        await using GyrProcess gyr = await StartAsync(driver, plan);
        await using LoopingClients clients = LoopingClients.Start(Loopback, keeping: 2, connecting: 4);
        await clients.GoOnAsync(50);
        await File.WriteAllTextAsync(_file, both);
        gyr.Process.Signal(HangUp);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("listener more listening", StringComparison.Ordinal), "the other listener");
        Assert.Equal(2 * Workers, ListeningSockets(_port));
        await clients.GoOnAsync(50);
        await ReloadAsync(gyr, plan, "listener more no longer listens on ");
        await clients.GoOnAsync(50);
        await Deadline.Until(() => ListeningSockets(_port) == Workers, "its sockets are closed");
        await clients.GoOnAsync(50);
        await clients.StopAsync();
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());

        // What a reload does, a start does.
        await File.WriteAllTextAsync(_file, both);
        await using GyrProcess again = await GyrProcess.StartAsync(["run", "--config", _file], driver);
        await using RawClient client = await RawClient.ConnectAsync(Loopback);
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        Assert.Equal(2 * Workers, ListeningSockets(_port));
    }

    [Theory, EachDriver]
    public async Task There_and_back_at_once(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin, ""));
        foreach (string host in new[] { "127.0.0.1", "", "127.0.0.1" })
        {
            string told = $"listener web changed: {host}:{_port} instead of ";
            await ReloadAsync(gyr, Plan(origin, host), told);
            await using RawClient client = await RawClient.ConnectAsync(Loopback);
            Assert.Equal("origin", (await client.GetAsync("/")).Body);
        }

        await Deadline.Until(() => ListeningSockets(_port) == Workers, "the old sockets are closed");
        await using RawClient last = await RawClient.ConnectAsync(Loopback);
        Assert.Equal("origin", (await last.GetAsync("/")).Body);
    }

    /// <summary>As the kernel tells (proc_pid_net(5)).</summary>
    private static int ListeningSockets(int port)
    {
        string end = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return new[] { "/proc/net/tcp", "/proc/net/tcp6" }.SelectMany(File.ReadAllLines).Count(line =>
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var local, _, "0A", ..] && local.EndsWith(end, StringComparison.Ordinal));
    }

    private ProxyPlan Plan(TestOrigin origin, string host) => ProxyPlan.To(origin.Url) with { Workers = Workers, Drain = TimeSpan.FromSeconds(2), Listener = new ListenerPlan { Address = $"{host}:{_port}" } };

    private async Task<GyrProcess> StartAsync(Driver driver, ProxyPlan plan)
    {
        Proxies.OnlyGyr(driver);
        await File.WriteAllTextAsync(_file, GyrYaml.Render(plan));
        return await GyrProcess.StartAsync(["run", "--config", _file], driver);
    }

    private async Task ReloadAsync(GyrProcess gyr, ProxyPlan plan, string told)
    {
        await File.WriteAllTextAsync(_file, GyrYaml.Render(plan));
        int before = gyr.Process.Errors.Lines.Count(line => line.Contains(told, StringComparison.Ordinal));
        gyr.Process.Signal(HangUp);
        await Deadline.Until(() => gyr.Process.Errors.Lines.Count(line => line.Contains(told, StringComparison.Ordinal)) > before, $"the log's line: {told}; so far: {gyr.Process.Errors.Text}");
    }
}
