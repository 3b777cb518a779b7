using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.EndToEnd.Tests.Admin;
using Gyrfalcon.EndToEnd.Tests.Tunnels;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Another process takes over from the running one.</summary>
public sealed class BinaryUpgradeTests : IDisposable
{
    /// <summary>The beginning of a program that is told what it inherits and says at once that it is ready.</summary>
    private const string SaysReady = "#!/bin/bash\nprintf 'ready\\n' >&$GYR_UPGRADE_FD\n";

    private const int HangUp = 1;
    private const int User2 = 12;
    private const int Term = 15;

    private readonly TestAuthority _authority = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly string _file;
    private readonly string _socket;
    private readonly string _link;

    public BinaryUpgradeTests()
    {
        _file = Path.Combine(_directory.Path, "gyr.yaml");
        _socket = Path.Combine(_directory.Path, "admin.sock");
        _link = Path.Combine(_directory.Path, "gyr");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Theory, EachDriver]
    public async Task Nobody_notices_three_upgrades_under_load(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin.Url) with { Workers = 2 });
        await using LoopingClients clients = LoopingClients.Start(gyr.Address, keeping: 8, connecting: 4);
        await clients.GoOnAsync(200);
        int first = await UpgradeAsync(gyr);
        await clients.GoOnAsync(200);
        int second = await UpgradeAsync(gyr);
        await clients.GoOnAsync(200);
        ProgramProcess.Signal(second, User2);
        await Deadline.Until(() => gyr.Successors.Count == 3, "the third has taken over");
        await clients.GoOnAsync(200);

        await Deadline.Until(() => gyr.Process.HasExited && !IsRunning(first) && !IsRunning(second), "those before have ended");
        await clients.GoOnAsync(200);
        await clients.StopAsync();
        Assert.DoesNotContain(gyr.Process.Errors.Lines, static line => line.Contains("still busy", StringComparison.Ordinal) || line.Contains(" error ", StringComparison.Ordinal));
        await EndAsync(gyr);
    }

    [Theory, EachDriver]
    public async Task What_is_open_goes_on_in_the_old_process_for_the_drain_time(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using ScriptedPeer peer = OpenTunnel.StartEndpoint();
        ProxyPlan plan = Plan(origin.Url) with
        {
            Drain = TimeSpan.FromSeconds(4),
            Routes = [new RoutePlan { Path = "/tunnel", Cluster = "peer" }, new RoutePlan { Cluster = "app" }],
            Clusters = [new ClusterPlan { Endpoints = [origin.Url] }, new ClusterPlan { Name = "peer", Endpoints = [peer.Url] }],
        };
        await using GyrProcess gyr = await StartAsync(driver, plan);
        await using OpenTunnel tunnel = await OpenTunnel.ThroughAsync(gyr, peer);
        await using RawClient download = await gyr.ConnectAsync(receiveBufferBytes: 64 * 1024);
        await download.SendAsync("GET /bytes/20000000 HTTP/1.1\r\nHost: a\r\n\r\n");
        WireResponse body = await download.ReadResponseAsync();
        await using RawClient idle = await gyr.ConnectAsync();
        Assert.Equal("origin", (await idle.GetAsync("/")).Body);

        // The new process is told apart by its configuration.
        await File.WriteAllTextAsync(_file, GyrYaml.Render(plan with { Routes = [new RoutePlan { RespondStatus = 410 }], Clusters = [] }));
        await UpgradeAsync(gyr);

        // Until its socket is closed the old process takes who comes to it, or their connections would be lost.
        await MetricsTests.UntilAsync(async () => await NewcomersStatusAsync(gyr) == 410, "newcomers meet the new process");
        await tunnel.AssertWorksAsync();
        (WireResponse last, string text) = await idle.GetAsync("/");
        Assert.Equal(("origin", true), (text, last.Fields.HasMember("Connection", "close")));
        Assert.Equal(20_000_000, await body.Body.ReadPatternAsync().Within("the download"));
        await tunnel.AssertWorksAsync();
        Assert.False(gyr.Process.HasExited);

        Assert.Equal(ConnectionEnd.Reset, await tunnel.Client.ReadToEndOfConnectionAsync());
        await Deadline.Until(() => gyr.Process.HasExited, "the old process has ended");
        Assert.Equal(410, await NewcomersStatusAsync(gyr));
        await EndAsync(gyr);
    }

    private static async Task<int> NewcomersStatusAsync(GyrProcess gyr)
    {
        await using RawClient client = await gyr.ConnectAsync();
        return (await client.GetAsync("/")).Response.Status;
    }

    [Theory, EachDriver]
    public async Task An_idle_client_is_waited_for_half_of_the_drain_time_unless_the_old_process_is_told_to_stop(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin.Url) with { Drain = TimeSpan.FromMinutes(5) });
        await using RawClient idle = await gyr.ConnectAsync();
        Assert.Equal("origin", (await idle.GetAsync("/")).Body);
        int next = await UpgradeAsync(gyr);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("stopping", StringComparison.Ordinal), "the drain");
        Assert.False(gyr.Process.HasExited);
        gyr.Terminate();
        Assert.Equal(ConnectionEnd.Closed, await idle.ReadNothingButEndAsync());
        await Deadline.Until(() => gyr.Process.HasExited, "the old process has ended");
        Assert.True(IsRunning(next));
        await EndAsync(gyr);
    }

    [Theory, EachDriver]
    public async Task A_configuration_with_mistakes_keeps_the_old_process(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = Plan(origin.Url);
        await using GyrProcess gyr = await StartAsync(driver, plan);
        await using RawClient client = await gyr.ConnectAsync();
        await File.WriteAllTextAsync(_file, "routes: 7\n");
        (int code, _, string errors) = await GyrProcess.RunToEndAsync("upgrade", "--admin", "unix:" + _socket);
        Assert.Equal(1, code);
        Assert.Contains("gyr.yaml:1:9: error", errors, StringComparison.Ordinal);
        Assert.Contains("ended with exit code 1", errors, StringComparison.Ordinal);
        Assert.Contains("The upgrade failed, and the old process goes on as before.", errors, StringComparison.Ordinal);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("error upgrade: it failed, and this process goes on as before", StringComparison.Ordinal), "the failure");

        // An address that is taken is found only when it is bound.
        await File.WriteAllTextAsync(_file, GyrYaml.Render(plan).Replace("listeners:\n", $"listeners:\n  taken: {{ address: \"127.0.0.1:{origin.Port}\" }}\n", StringComparison.Ordinal));
        (code, _, errors) = await GyrProcess.RunToEndAsync("upgrade", "--admin", "unix:" + _socket);
        Assert.Equal(1, code);
        Assert.Contains("already in use", errors, StringComparison.Ordinal);

        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        await using (RawClient another = await gyr.ConnectAsync()) Assert.Equal("origin", (await another.GetAsync("/")).Body);
        await File.WriteAllTextAsync(_file, GyrYaml.Render(plan with { Routes = [new RoutePlan { Name = "closed", RespondStatus = 410 }] }));
        gyr.Process.Signal(HangUp);
        await gyr.Process.Errors.WaitForAsync(static line => line.EndsWith("route closed added", StringComparison.Ordinal), "a reload after all that");
        await UpgradeAsync(gyr);
        await EndAsync(gyr);
    }

    [Theory, EachDriver]
    public async Task A_program_that_fails_keeps_the_old_process_and_the_one_that_lies_there_next_takes_over(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        File.CreateSymbolicLink(_link, GyrProcess.Binary);
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin.Url), _link);
        await using LoopingClients clients = LoopingClients.Start(gyr.Address, keeping: 2, connecting: 2);

        await ReplaceAsync("#!/bin/sh\nexit 3\n");
        await AssertFailsAsync("ended with exit code 3");
        await ReplaceAsync("#!/bin/sh\nkill -SEGV $$\n");
        await AssertFailsAsync("was ended by signal 11");
        await ReplaceAsync("no program");
        await AssertFailsAsync("cannot be started");
        File.Delete(_link);
        await AssertFailsAsync("cannot be started: No such file or directory");
        await clients.GoOnAsync(50);
        Assert.Empty(gyr.Successors);

        File.CreateSymbolicLink(_link, GyrProcess.Binary);
        await UpgradeAsync(gyr);
        await clients.GoOnAsync(50);
        await clients.StopAsync();
        await EndAsync(gyr);
    }

    [Theory, EachDriver]
    public async Task A_program_that_dies_between_ready_and_serving_gives_everything_back(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        File.CreateSymbolicLink(_link, GyrProcess.Binary);
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin.Url), _link);
        await using LoopingClients clients = LoopingClients.Start(gyr.Address, keeping: 2, connecting: 2);
        await ReplaceAsync($"{SaysReady}while read -r line <&$GYR_UPGRADE_FD; do [ \"$line\" = admin-is-free ] && exit 3; done\n");

        // By the second time the admin address is served again.
        for (int i = 0; i < 2; i++) await AssertFailsAsync("ended with exit code 3");
        (int code, string output, _) = await GyrProcess.RunToEndAsync("reload", "--admin", "unix:" + _socket);
        Assert.Equal((0, "The configuration is the same."), (code, output));
        await clients.GoOnAsync(50);
        Assert.Empty(gyr.Successors);

        File.Delete(_link);
        File.CreateSymbolicLink(_link, GyrProcess.Binary);
        await UpgradeAsync(gyr);
        await clients.GoOnAsync(50);
        await clients.StopAsync();
        await EndAsync(gyr);
    }

    [Theory, EachDriver(""), EachDriver("ready")]
    public async Task A_program_that_says_nothing_more_is_ended(Driver driver, string said)
    {
        await using TestOrigin origin = TestOrigin.Start();
        File.CreateSymbolicLink(_link, GyrProcess.Binary);
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin.Url), _link, new() { ["GYR_UPGRADE_LIMIT"] = "300ms" });
        string number = Path.Combine(_directory.Path, "number");
        await ReplaceAsync($"{(said == "ready" ? SaysReady : "#!/bin/bash\n")}echo $$ > {number}\nexec sleep 300\n");
        await AssertFailsAsync($"the new process did not say `{(said == "ready" ? "serving" : "ready")}` within 0.3 s, and is ended");
        Assert.False(IsRunning(int.Parse(await File.ReadAllTextAsync(number), CultureInfo.InvariantCulture)));
        (int code, _, _) = await GyrProcess.RunToEndAsync("reload", "--admin", "unix:" + _socket);
        Assert.Equal(0, code);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
    }

    [Fact]
    public async Task A_limit_that_is_no_duration_is_refused_at_the_start()
    {
        await File.WriteAllTextAsync(_file, GyrYaml.Render(Plan("http://127.0.0.1:1")));
        await using ProgramProcess gyr = ProgramProcess.Start("env", ["GYR_UPGRADE_LIMIT=2h", GyrProcess.Binary, "run", "--config", _file], _directory.Path);
        Assert.Equal(1, await gyr.ExitAsync());
        Assert.Contains("GYR_UPGRADE_LIMIT is `2h`; it must be a duration such as `30s`, at most `1h`", gyr.Errors.Text, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task An_address_that_overlaps_with_the_old_one_is_had_by_the_new_process(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        int port = HeldPort.Free();
        var loopback = new IPEndPoint(IPAddress.Loopback, port);
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin.Url) with { Workers = 2, Listener = new ListenerPlan { Address = $":{port}" } });
        await using LoopingClients clients = LoopingClients.Start(loopback, keeping: 2, connecting: 4);
        await clients.GoOnAsync(50);
        await File.WriteAllTextAsync(_file, GyrYaml.Render(Plan(origin.Url) with { Workers = 2, Listener = new ListenerPlan { Address = $"127.0.0.1:{port}" } }));
        int next = await UpgradeAsync(gyr);
        await Deadline.Until(() => gyr.Process.HasExited, "the old process has ended");
        await clients.GoOnAsync(50);
        await clients.StopAsync();

        await File.WriteAllTextAsync(_file, GyrYaml.Render(Plan(origin.Url) with { Listener = new ListenerPlan { Address = $":{port}" } }));
        await UpgradeAsync(gyr);
        await Deadline.Until(() => !IsRunning(next), "the second has ended");
        await using RawClient client = await RawClient.ConnectAsync(loopback);
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        await EndAsync(gyr);
    }

    [Theory, EachDriver]
    public async Task While_one_upgrade_is_under_way_another_is_refused(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        File.CreateSymbolicLink(_link, GyrProcess.Binary);
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin.Url), _link);
        string gate = Path.Combine(_directory.Path, "gate");
        await ReplaceAsync($"#!/bin/sh\nwhile [ ! -e {gate} ]; do sleep 0.05; done\nexit 4\n");
        Task<(int ExitCode, string Output, string Errors)> first = GyrProcess.RunToEndAsync("upgrade", "--admin", "unix:" + _socket);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("upgrade: starting", StringComparison.Ordinal), "the first");
        await AssertFailsAsync("an upgrade is under way already");
        await File.WriteAllTextAsync(gate, "");
        Assert.Contains("ended with exit code 4", (await first).Errors, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task A_process_that_is_told_to_stop_ends_the_one_that_was_to_take_over(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        File.CreateSymbolicLink(_link, GyrProcess.Binary);
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin.Url), _link);
        string number = Path.Combine(_directory.Path, "number");
        await ReplaceAsync($"#!/bin/sh\necho $$ > {number}.new\nmv {number}.new {number}\nexec sleep 300\n");
        Task<(int ExitCode, string Output, string Errors)> upgrade = GyrProcess.RunToEndAsync("upgrade", "--admin", "unix:" + _socket);
        await Deadline.Until(() => File.Exists(number), "the new program runs");
        int next = int.Parse(await File.ReadAllTextAsync(number), CultureInfo.InvariantCulture);

        gyr.Terminate();

        Assert.Equal(0, await gyr.Process.ExitAsync());
        Assert.False(IsRunning(next));
        Assert.Contains("the process is stopping", (await upgrade).Errors, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task The_number_of_workers_may_change(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin.Url));
        await using LoopingClients clients = LoopingClients.Start(gyr.Address, keeping: 2, connecting: 4);
        int before = 0;
        foreach (int workers in new[] { 3, 4, 2, 1 })
        {
            await File.WriteAllTextAsync(_file, GyrYaml.Render(Plan(origin.Url) with { Workers = workers }));
            int next = await UpgradeAsync(gyr);
            await Deadline.Until(() => gyr.Process.HasExited && (before == 0 || !IsRunning(before)), "the one before has ended");

            // Nobody but the new process serves the queues now; one that it forgot would take a client that is never answered.
            await clients.GoOnAsync(300);
            before = next;
        }

        await clients.StopAsync();
        await EndAsync(gyr);
    }

    [Theory, EachDriver]
    public async Task Listeners_come_and_go_with_an_upgrade(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        int kept = HeldPort.Free();
        string yaml = GyrYaml.Render(Plan(origin.Url) with { Listener = new ListenerPlan { Address = $"127.0.0.1:{kept}" } });
        await File.WriteAllTextAsync(_file, yaml.Replace("listeners:\n", "listeners:\n  gone: { address: \"127.0.0.1:0\" }\n", StringComparison.Ordinal));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", _file], driver);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening", StringComparison.Ordinal), "the admin address");
        IPEndPoint gone = gyr.Addresses["gone"];
        await using var late = new Crowd();
        await File.WriteAllTextAsync(_file, yaml.Replace("listeners:\n", "listeners:\n  more: { address: \"127.0.0.1:0\" }\n", StringComparison.Ordinal));
        await UpgradeAsync(gyr);
        await gyr.Process.Errors.WaitForAsync(line => line.Contains($"({gone}) of the process before is of no listener's address any more", StringComparison.Ordinal), "the socket of no use");
        string more = (await gyr.Process.Errors.WaitForAsync(static line => line.Contains("listener more listening on ", StringComparison.Ordinal), "the new listener"))[0].Split(' ')[^1];
        await using (RawClient client = await RawClient.ConnectAsync(IPEndPoint.Parse(more))) Assert.Equal("origin", (await client.GetAsync("/")).Body);
        await using (RawClient client = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, kept))) Assert.Equal("origin", (await client.GetAsync("/")).Body);
        await Deadline.Until(() => gyr.Process.HasExited, "the old process has ended");
        await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(gone));
        await EndAsync(gyr);
    }

    [Theory, EachDriver]
    public async Task TLS_sessions_are_resumed_by_the_new_process(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        string pair = _authority.WriteIssued(_directory.Path, "a", ["a.example"]);
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin.Url) with { Drain = TimeSpan.FromSeconds(1), Listener = new ListenerPlan { Tls = $"{{ certificates: [ {{ {pair} }} ] }}" } });
        string session = Path.Combine(_directory.Path, "session");
        Assert.Contains("\nNew, TLS", await OpenSslAsync(gyr, "-sess_out", session), StringComparison.Ordinal);
        await UpgradeAsync(gyr);
        await Deadline.Until(() => gyr.Process.HasExited, "the old process has ended");
        Assert.Contains("\nReused, TLS", await OpenSslAsync(gyr, "-sess_in", session), StringComparison.Ordinal);
        await EndAsync(gyr);
    }

    [Theory, EachDriver]
    public async Task The_admin_address_is_the_new_processs(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        int port = HeldPort.Free();
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin.Url) with { Admin = $"{{ listen: \"127.0.0.1:{port}\" }}" });
        for (int i = 0; i < 3; i++)
        {
            (int code, string output, string errors) = await GyrProcess.RunToEndAsync("upgrade", "--config", _file);
            Assert.Equal((0, ""), (code, errors));
            Assert.Equal($"Process {gyr.Successors[^1]} has taken over.", output.Trim());
        }

        await File.WriteAllTextAsync(_file, GyrYaml.Render(Plan(origin.Url) with { Admin = $"{{ listen: \"127.0.0.1:{port}\" }}", Routes = [new RoutePlan { Name = "closed", RespondStatus = 410 }] }));
        (int reloaded, string changes, _) = await GyrProcess.RunToEndAsync("reload", "--config", _file);
        Assert.Equal(0, reloaded);
        Assert.Contains("route closed added", changes, StringComparison.Ordinal);
        await EndAsync(gyr);
    }

    [Fact]
    public async Task What_operators_changed_is_handed_over_and_is_told_when_it_ends()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using GyrProcess gyr = await StartAsync(Driver.Epoll, Plan(a.Url) with { Admin = $"{{ listen: \"127.0.0.1:{HeldPort.Free()}\" }}" });
        using (AdminPeer admin = await AdminPeer.ConnectAsync(gyr))
        {
            Assert.Equal(201, (await admin.AskAsync("POST", "/v1/clusters/app/endpoints", $$"""{"url":"{{b.Url}}"}""")).Status);
            Assert.Equal(200, (await admin.AskAsync("POST", $"/v1/clusters/app/endpoints/{new Uri(a.Url).Authority}/drain", """{"reason":"repair"}""")).Status);
            Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/config", """{"drain":"3s"}""", "application/merge-patch+json", "*")).Status);
        }

        string[] changes = [$"endpoint app/{b.Url} was added", $"endpoint app/{a.Url} is drained: repair"];
        for (int i = 0; i < 2; i++)
        {
            (int code, _, string errors) = await GyrProcess.RunToEndAsync("upgrade", "--config", _file);
            Assert.Equal((0, ""), (code, errors));
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            JsonNode status = await admin.GetAsync("/v1/status");
            Assert.Equal(gyr.Successors[i], (int)status["processId"]!);
            Assert.Equal(changes, status["drift"]!.AsArray().Skip(1).Select(static each => (string?)each));
            Assert.Contains("3s", (await admin.AskTextAsync("GET", "/v1/config")).Text, StringComparison.Ordinal);
        }

        await Deadline.Until(() => gyr.Process.HasExited && !IsRunning(gyr.Successors[0]), "those before have ended");
        await using (RawClient client = await gyr.ConnectAsync())
        {
            for (int i = 0; i < 4; i++) Assert.Equal("b", (await client.GetAsync("/")).Body);
        }

        Assert.DoesNotContain(gyr.Process.Errors.Lines, IsOfLoss);
        await EndAsync(gyr);
        Assert.Equal(3, gyr.Process.Errors.Lines.Count(IsOfLoss));
        foreach (string change in changes) Assert.Contains(gyr.Process.Errors.Lines, line => IsOfLoss(line) && line.Contains($": {change}; make it again ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_that_takes_over_without_what_operators_changed_is_told_of()
    {
        await using TestOrigin origin = TestOrigin.Start();
        File.CreateSymbolicLink(_link, GyrProcess.Binary);
        await using GyrProcess gyr = await StartAsync(Driver.Epoll, Plan(origin.Url), _link);
        Assert.Equal(0, (await GyrProcess.RunToEndAsync("drain", $"app/{new Uri(origin.Url).Authority}", "--reason", "repair", "--admin", "unix:" + _socket)).ExitCode);
        await ReplaceAsync($"{SaysReady}while read -r line <&$GYR_UPGRADE_FD; do [ \"$line\" = admin-is-free ] && printf 'serving\\n' >&$GYR_UPGRADE_FD && exit 0; done\n");
        await UpgradeAsync(gyr);
        await gyr.Process.Errors.WaitForAsync(line => IsOfLoss(line) && line.Contains($"endpoint app/{origin.Url} is drained: repair; make it again ", StringComparison.Ordinal), "what is lost");
    }

    [Theory, EachDriver]
    public async Task A_proxy_without_a_file_is_upgraded_too(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await GyrProcess.StartAsync(["proxy", "--admin", "off", "--listen", "127.0.0.1:0", "--to", origin.Url, "--drain", "1s"], driver);
        gyr.Process.Signal(User2);
        await Deadline.Until(() => gyr.Successors.Count == 1 && gyr.Process.HasExited, "another has taken over");
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        await EndAsync(gyr);
    }

    private static bool IsOfLoss(string line) => line.Contains(" warn state: this is lost, for without `state` it ends with the process: ", StringComparison.Ordinal);

    private ProxyPlan Plan(string endpoint) => ProxyPlan.To(endpoint) with { Drain = TimeSpan.FromSeconds(4), Admin = $"{{ listen: \"unix:{_socket}\" }}" };

    private async Task<GyrProcess> StartAsync(Driver driver, ProxyPlan plan, string? binary = null, Dictionary<string, string>? environment = null)
    {
        Proxies.OnlyGyr(driver);
        await File.WriteAllTextAsync(_file, GyrYaml.Render(plan));
        GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", _file], driver, binary, environment);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening", StringComparison.Ordinal), "the admin address");
        return gyr;
    }

    /// <summary>Upgrades by the command; the new process's id.</summary>
    private async Task<int> UpgradeAsync(GyrProcess gyr)
    {
        int before = gyr.Successors.Count;
        (int code, _, string errors) = await GyrProcess.RunToEndAsync("upgrade", "--admin", "unix:" + _socket);
        Assert.Equal((0, ""), (code, errors));
        await Deadline.Until(() => gyr.Successors.Count > before, "the log tells of it");
        return gyr.Successors[^1];
    }

    private async Task AssertFailsAsync(string reason)
    {
        (int code, _, string errors) = await GyrProcess.RunToEndAsync("upgrade", "--admin", "unix:" + _socket);
        Assert.Equal(1, code);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    /// <summary>Puts a file in the program's place as an installation does: beside it first, then over it.</summary>
    private async Task ReplaceAsync(string text)
    {
        string beside = _link + ".new";
        await File.WriteAllTextAsync(beside, text);
        await using (ProgramProcess chmod = ProgramProcess.Start("chmod", ["+x", beside])) await chmod.ExitAsync();
        File.Move(beside, _link, overwrite: true);
    }

    /// <summary>The last process stops in order when it is told to.</summary>
    private static async Task EndAsync(GyrProcess gyr)
    {
        int last = gyr.Successors[^1];
        ProgramProcess.Signal(last, Term);
        await Deadline.Until(() => !IsRunning(last), "the last process has ended");
        await gyr.Process.ExitAsync();
    }

    private static bool IsRunning(int process)
    {
        try
        {
            // The state comes after the name in brackets; Z is one that nobody has asked about (proc_pid_stat(5)).
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Task<string> OpenSslAsync(GyrProcess gyr, params string[] arguments)
        => OpenSslClient.AskAsync(gyr, "GET / HTTP/1.0\r\nHost: a.example\r\n\r\n", ["-ign_eof", "-servername", "a.example", .. arguments]);
}
