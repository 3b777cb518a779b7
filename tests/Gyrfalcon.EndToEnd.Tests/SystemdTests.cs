using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>What systemd is told, and what it hands over, with the test in its place.</summary>
public sealed class SystemdTests : IDisposable
{
    private const int HangUp = 1;
    private const int User2 = 12;

    /// <summary>Listens on the addresses given, as descriptors from 3, and becomes the rest of its arguments: what systemd does with a socket unit.</summary>
    private const string Activate = """
        use Socket; BEGIN { $^F = 99 }
        my @names; my $fd = 3; my @keep;
        while (($_ = shift) ne '--') {
            my ($name, $port) = split /=/;
            socket(my $s, PF_INET, SOCK_STREAM, 0) or die; setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
            bind($s, sockaddr_in($port, INADDR_LOOPBACK)) or die "$!"; listen($s, 128) or die;
            push @keep, $s; push @names, $name;
        }
        $_->fileno >= 3 or die for @keep;
        require POSIX; my @copies = map { POSIX::dup2($_->fileno, 40 + $fd++) or die } @keep;
        close $_ for @keep; POSIX::dup2(43 + $_, 3 + $_) && POSIX::close(43 + $_) for 0 .. $#names;
        $ENV{LISTEN_PID} = $$; $ENV{LISTEN_FDS} = @names; $ENV{LISTEN_FDNAMES} = join ':', @names;
        exec @ARGV;
        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly string _file;

    public SystemdTests() => _file = Path.Combine(_directory.Path, "gyr.yaml");

    public void Dispose() => _directory.Dispose();

    [Theory, EachDriver("/"), EachDriver("@")]
    public async Task It_is_told_when_the_service_is_ready_reloads_changes_its_process_and_stops(Driver driver, string kind)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        string name = kind == "/" ? Path.Combine(_directory.Path, "notify") : $"@gyr-test-{Guid.NewGuid():N}";
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(name.Replace('@', '\0')));
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Drain = TimeSpan.FromSeconds(1) };
        await File.WriteAllTextAsync(_file, GyrYaml.Render(plan));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", _file], driver, environment: new Dictionary<string, string> { ["NOTIFY_SOCKET"] = name });
        Assert.StartsWith("READY=1\nSTATUS=", await HearAsync(manager), StringComparison.Ordinal);

        gyr.Process.Signal(HangUp);
        string[] reloading = (await HearAsync(manager)).Split('\n');
        Assert.Equal("RELOADING=1", reloading[0]);
        Assert.Matches("^MONOTONIC_USEC=[1-9][0-9]+$", reloading[1]);
        Assert.Equal("READY=1", await HearAsync(manager));

        gyr.Process.Signal(User2);
        string main = await HearAsync(manager);
        Assert.StartsWith("READY=1\nSTATUS=", await HearAsync(manager), StringComparison.Ordinal);
        await Deadline.Until(() => gyr.Successors.Count == 1 && gyr.Process.HasExited, "the old process has ended");
        Assert.Equal($"MAINPID={gyr.Successors[0]}", main);

        ProgramProcess.Signal(gyr.Successors[0], 15);
        Assert.StartsWith("STOPPING=1", await HearAsync(manager), StringComparison.Ordinal);
        await gyr.Process.ExitAsync();
        Assert.Equal(0, manager.Available);
    }

    [Theory, EachDriver]
    public async Task It_is_told_whose_the_service_is_after_an_upgrade_that_failed(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        string name = Path.Combine(_directory.Path, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(name));
        await File.WriteAllTextAsync(_file, GyrYaml.Render(ProxyPlan.To("http://127.0.0.1:1") with { Drain = TimeSpan.FromSeconds(1) }));
        string link = Path.Combine(_directory.Path, "gyr");
        File.CreateSymbolicLink(link, GyrProcess.Binary);
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", _file], driver, link, environment: new Dictionary<string, string> { ["NOTIFY_SOCKET"] = name });
        Assert.StartsWith("READY=1\nSTATUS=", await HearAsync(manager), StringComparison.Ordinal);
        File.Delete(link);
        await File.WriteAllTextAsync(link, "#!/bin/bash\nprintf 'ready\\n' >&$GYR_UPGRADE_FD\nwhile read -r line <&$GYR_UPGRADE_FD; do [ \"$line\" = admin-is-free ] && exit 3; done\n");
        File.SetUnixFileMode(link, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        gyr.Process.Signal(User2);

        Assert.StartsWith("MAINPID=", await HearAsync(manager), StringComparison.Ordinal);
        Assert.Equal($"MAINPID={gyr.Process.Id}", await HearAsync(manager));
    }

    [Theory, EachDriver]
    public async Task A_count_of_descriptors_that_is_too_high_costs_nothing(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        int port = HeldPort.Free();
        await File.WriteAllTextAsync(_file, GyrYaml.Render(ProxyPlan.To(origin.Url) with { Listener = new ListenerPlan { Address = $"127.0.0.1:{port}" } }));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", _file], driver, launcher: ["perl", "-e", Activate, $"web={port}", "--", "env", "LISTEN_FDS=2000000000"]);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("LISTEN_FDS is 2000000000, but descriptor ", StringComparison.Ordinal), "the warning");
        for (int i = 0; i < 3; i++)
        {
            await using RawClient client = await gyr.ConnectAsync();
            Assert.Equal("origin", (await client.GetAsync("/")).Body);
        }

        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());
    }

    [Theory, EachDriver]
    public async Task An_address_that_overlaps_with_a_socket_of_its_own_is_refused(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        int port = HeldPort.Free();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new ListenerPlan { Address = $"127.0.0.1:{port}" } };
        await File.WriteAllTextAsync(_file, GyrYaml.Render(plan));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", _file], driver, launcher: ["perl", "-e", Activate, $"web={port}", "--"]);
        await File.WriteAllTextAsync(_file, GyrYaml.Render(plan with { Listener = new ListenerPlan { Address = $":{port}" } }));
        gyr.Process.Signal(HangUp);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("overlaps with an address whose socket was opened by another user, or without SO_REUSEPORT", StringComparison.Ordinal), "the refusal");
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task Its_sockets_are_shared_by_all_workers_and_outlive_upgrades(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        int port = HeldPort.Free();
        int useless = HeldPort.Free();
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Workers = 2, Drain = TimeSpan.FromSeconds(1), Listener = new ListenerPlan { Address = $"127.0.0.1:{port}" } };
        await File.WriteAllTextAsync(_file, GyrYaml.Render(plan));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", _file], driver, launcher: ["perl", "-e", Activate, $"web={port}", $"other={useless}", "--"]);
        await gyr.Process.Errors.WaitForAsync(line => line.Contains($"warn descriptor 4 (127.0.0.1:{useless}), given by systemd, is of no listener's address", StringComparison.Ordinal), "the warning");
        await using LoopingClients clients = LoopingClients.Start(gyr.Address, keeping: 4, connecting: 4);
        await clients.GoOnAsync(400);

        foreach (int workers in new[] { 3, 1 })
        {
            await File.WriteAllTextAsync(_file, GyrYaml.Render(plan with { Workers = workers }));
            int before = gyr.Successors.Count;
            ProgramProcess.Signal(before == 0 ? gyr.Process.Id : gyr.Successors[^1], User2);
            await Deadline.Until(() => gyr.Successors.Count > before, "another has taken over");
            await clients.GoOnAsync(200);
        }

        await clients.StopAsync();
    }

    [Theory, EachDriver]
    public async Task Descriptors_that_are_meant_for_another_process_are_left_alone(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        await File.WriteAllTextAsync(_file, GyrYaml.Render(ProxyPlan.To(origin.Url)));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", _file], driver, environment: new Dictionary<string, string> { ["LISTEN_PID"] = "1", ["LISTEN_FDS"] = "500" });
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        Assert.DoesNotContain(gyr.Process.Errors.Lines, static line => line.Contains("given by systemd", StringComparison.Ordinal));
    }

    private static async Task<string> HearAsync(Socket manager)
    {
        byte[] message = new byte[4096];
        int length = await manager.ReceiveAsync(message).Within("a message to systemd");
        return Encoding.UTF8.GetString(message, 0, length);
    }
}
