using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Another configuration for the running program.</summary>
public sealed class ReloadTests : IDisposable
{
    private const int HangUp = 1;

    private readonly TestAuthority _authority = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly string _file;

    public ReloadTests() => _file = Path.Combine(_directory.Path, "gyr.yaml");

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Theory, EachDriver]
    public async Task What_changed_applies_to_the_next_exchange_and_what_did_not_goes_on(Driver driver)
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using GyrProcess gyr = await StartAsync(driver, Plan(a.Url));
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("a", (await client.GetAsync("/")).Body);

        await ReloadAsync(gyr, Plan(a.Url, b.Url), $"endpoint app/{b.Url} added");
        string[] both = [(await client.GetAsync("/")).Body, (await client.GetAsync("/")).Body];
        Assert.Equal(["a", "b"], both.Order());
        Assert.Equal(1, a.ConnectionCount);

        await ReloadAsync(gyr, Plan(b.Url), $"endpoint app/{a.Url} removed: 0 requests under way there go on");
        for (int i = 0; i < 3; i++) Assert.Equal("b", (await client.GetAsync("/")).Body);
        Assert.Equal(1, b.ConnectionCount);

        await ReloadAsync(gyr, Plan(b.Url) with { Routes = [new RoutePlan { Name = "closed", RespondStatus = 410 }] }, "route closed added");
        Assert.Equal(410, (await client.GetAsync("/")).Response.Status);
        await ReloadAsync(gyr, Plan(b.Url) with { Routes = [new RoutePlan { Name = "closed", RespondStatus = 410 }] }, "the configuration is the same");
    }

    [Theory, EachDriver]
    public async Task A_configuration_with_mistakes_changes_nothing_and_every_mistake_is_told(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin.Url));
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("origin", (await client.GetAsync("/")).Body);

        await File.WriteAllTextAsync(_file, "listeners: { web: { address: \":http\" } }\nroutes: [ { cluster: nowhere } ]\n");
        gyr.Process.Signal(HangUp);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("error the configuration is refused, and nothing has changed; put right ", StringComparison.Ordinal), "the refusal");

        Assert.Contains(gyr.Process.Errors.Lines, static line => line.Contains("gyr.yaml:1:", StringComparison.Ordinal));
        Assert.Contains(gyr.Process.Errors.Lines, static line => line.Contains("gyr.yaml:2:", StringComparison.Ordinal));
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        Assert.Equal(1, origin.ConnectionCount);
    }

    [Theory, EachDriver]
    public async Task Listeners_open_and_close_and_keep_their_connections(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        int port = HeldPort.Free();
        int other = HeldPort.Free();
        ProxyPlan plan = Plan(origin.Url) with { Listener = new ListenerPlan { Address = $"127.0.0.1:{port}" }, Drain = TimeSpan.FromSeconds(20) };
        await using GyrProcess gyr = await StartAsync(driver, plan);
        await using RawClient stays = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        Assert.Equal("origin", (await stays.GetAsync("/")).Body);

        // Limits change without a new socket: the open connection goes on, and is held to them from its next exchange on.
        await ReloadAsync(gyr, plan with { Listener = plan.Listener with { BodyLimit = "10" } }, "listener web changed: in force from each connection's next exchange on");
        await stays.SendAsync("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n");
        Assert.Equal(413, (await stays.ReadResponseAsync()).Status);

        await using RawClient idle = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        Assert.Equal("origin", (await idle.GetAsync("/")).Body);
        await using RawClient busy = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await busy.SendAsync("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234");
        await Deadline.Until(() => busy.OtherSideHasReadEverything, "the beginning is read");
        await ReloadAsync(gyr, plan with { Listener = new ListenerPlan { Address = $"127.0.0.1:{other}" } }, $"instead of 127.0.0.1:{port}");
        await using RawClient moved = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, other));
        Assert.Equal("origin", (await moved.GetAsync("/")).Body);
        Assert.Equal(ConnectionEnd.Closed, await idle.ReadToEndOfConnectionAsync());
        await busy.SendAsync("56789");
        Assert.Equal(200, (await busy.ReadResponseAsync()).Status);
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port)));
    }

    [Theory, EachDriver]
    public async Task A_plain_connection_is_not_served_once_its_listener_speaks_TLS(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        int port = HeldPort.Free();
        ProxyPlan plan = Plan(origin.Url) with { Listener = new ListenerPlan { Address = $"127.0.0.1:{port}" } };
        await using GyrProcess gyr = await StartAsync(driver, plan);
        await using RawClient plain = await gyr.ConnectAsync();
        Assert.Equal("origin", (await plain.GetAsync("/")).Body);

        await ReloadAsync(gyr, plan with { Listener = plan.Listener with { Tls = "{ certificates: auto }" }, Workers = 7 }, "setting workers waits for a restart");
        Assert.Equal(400, (await plain.GetAsync("/")).Response.Status);
        Assert.Equal(ConnectionEnd.Closed, await plain.ReadToEndOfConnectionAsync());
        Assert.Single(origin.Exchanges);
        await ReloadAsync(gyr, plan with { Listener = plan.Listener with { Tls = "{ certificates: auto }" } }, "the configuration is the same");
    }

    [Theory, EachDriver]
    public async Task An_address_that_is_taken_refuses_the_whole(Driver driver)
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using GyrProcess gyr = await StartAsync(driver, Plan(a.Url));
        string yaml = GyrYaml.Render(Plan(b.Url)).Replace("listeners:\n", $"listeners:\n  taken: {{ address: \"127.0.0.1:{a.Port}\" }}\n", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_file, yaml);
        gyr.Process.Signal(HangUp);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("listener taken", StringComparison.Ordinal) && line.Contains("already in use", StringComparison.Ordinal), "the refusal");
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("a", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task Certificates_are_swapped_by_themselves_and_a_broken_pair_keeps_the_old_one(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        string pair = _authority.WriteIssued(_directory.Path, "live", ["old.example"]);
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin.Url) with { Listener = new ListenerPlan { Tls = $"{{ certificates: [ {{ {pair} }} ] }}" } });
        await using RawClient open = await ConnectAsync(gyr, "old.example");
        Assert.Equal("CN=old.example", open.Tls!.RemoteCertificate!.Subject);

        _authority.WriteIssued(_directory.Path, "live", ["new.example"]);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("certificate web changed", StringComparison.Ordinal), "the new certificate");
        await using (RawClient client = await ConnectAsync(gyr, "new.example")) Assert.Equal("CN=new.example", client.Tls!.RemoteCertificate!.Subject);
        Assert.Equal("origin", (await open.GetAsync("/", host: "old.example")).Body);

        string key = Path.Combine(_directory.Path, "live.key");
        await File.WriteAllTextAsync(key, "-----BEGIN PRIVATE KEY-----\nbroken\n-----END PRIVATE KEY-----\n");
        await gyr.Process.Errors.WaitForAsync(line => line.Contains($"the key `{key}` holds no private key", StringComparison.Ordinal), "the refusal");
        await using (RawClient client = await ConnectAsync(gyr, "new.example")) Assert.Equal("CN=new.example", client.Tls!.RemoteCertificate!.Subject);
    }

    [Theory, EachDriver]
    public async Task A_key_and_its_passphrase_may_change_one_after_the_other(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        string pair = _authority.WriteIssued(_directory.Path, "live", ["old.example"], passphrase: "one");
        string passphrase = _directory.Write("live.pass", "one\n");
        await using GyrProcess gyr = await StartAsync(driver, Plan(origin.Url) with { Listener = new ListenerPlan { Tls = $"{{ certificates: [ {{ {pair}, passphrase-file: {passphrase} }} ] }}" } });
        _authority.WriteIssued(_directory.Path, "live", ["new.example"], passphrase: "two");
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("cannot be decrypted with its passphrase", StringComparison.Ordinal), "the refusal");
        await using (RawClient client = await ConnectAsync(gyr, "old.example")) Assert.Equal("CN=old.example", client.Tls!.RemoteCertificate!.Subject);
        _directory.Write("live.pass", "two\n");
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("certificate web changed", StringComparison.Ordinal), "the new certificate");
        await using (RawClient client = await ConnectAsync(gyr, "new.example")) Assert.Equal("CN=new.example", client.Tls!.RemoteCertificate!.Subject);
    }

    [Theory, EachDriver]
    public async Task The_file_is_watched_if_asked_for(Driver driver)
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using GyrProcess gyr = await StartAsync(driver, Plan(a.Url), "--watch");
        await File.WriteAllTextAsync(_file, GyrYaml.Render(Plan(b.Url)));
        await gyr.Process.Errors.WaitForAsync(line => line.EndsWith($"endpoint app/{b.Url} added", StringComparison.Ordinal), "the change");
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("b", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task The_command_tells_what_changed(Driver driver)
    {
        await using TestOrigin a = TestOrigin.Start("a");
        string socket = Path.Combine(_directory.Path, "admin.sock");
        ProxyPlan plan = Plan(a.Url) with { Admin = $"{{ listen: \"unix:{socket}\" }}" };
        await using GyrProcess gyr = await StartAsync(driver, plan);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening", StringComparison.Ordinal), "the admin address");

        Assert.Equal((0, "The configuration is the same.", ""), await GyrProcess.RunToEndAsync("reload", "--config", _file));
        await File.WriteAllTextAsync(_file, GyrYaml.Render(plan with { Routes = [new RoutePlan { Name = "teapot", RespondStatus = 418 }] }));
        (int code, string output, _) = await GyrProcess.RunToEndAsync("reload", "--config", _file);
        Assert.Equal(0, code);
        Assert.Contains("route teapot added", output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_file, "routes: 7\n");
        if (OperatingSystem.IsLinux()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(socket));
        (code, _, string errors) = await GyrProcess.RunToEndAsync("reload", "--admin", "unix:" + socket);
        Assert.Equal(1, code);
        Assert.Contains("The configuration is refused, and nothing has changed.", errors, StringComparison.Ordinal);
        (code, string json, _) = await GyrProcess.RunToEndAsync("reload", "--admin", "unix:" + socket, "--json");
        Assert.Equal(1, code);
        JsonNode refused = JsonNode.Parse(json)!;
        Assert.Equal((false, 0), ((bool)refused["applied"]!, refused["changes"]!.AsArray().Count));
        Assert.NotEmpty(refused["errors"]!.AsArray());
    }

    [Theory, EachDriver]
    public async Task A_connection_by_TLS_outlives_the_TLS_of_its_listener(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        string pair = _authority.WriteIssued(_directory.Path, "a", ["a.example"]);
        ProxyPlan plan = Plan(origin.Url) with { Listener = new ListenerPlan { Address = $"127.0.0.1:{HeldPort.Free()}", Tls = $"{{ certificates: [ {{ {pair} }} ] }}" } };
        await using GyrProcess gyr = await StartAsync(driver, plan);
        await using RawClient client = await ConnectAsync(gyr, "a.example");
        Assert.Equal("origin", (await client.GetAsync("/", host: "a.example")).Body);

        await ReloadAsync(gyr, plan with { Listener = plan.Listener with { Tls = null } }, "listener web changed");
        Assert.Equal("origin", (await client.GetAsync("/", host: "a.example")).Body);
        Assert.Equal(421, (await client.GetAsync("/", host: "b.example")).Response.Status);
    }

    [Theory, EachDriver]
    public async Task Nothing_is_opened_while_the_process_stops(Driver driver)
    {
        var finish = new Gate();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/late", async exchange =>
        {
            await finish.WaitAsync();
            await exchange.ReplyAsync("late");
        });
        int port = HeldPort.Free();
        string socket = Path.Combine(_directory.Path, "admin.sock");
        ProxyPlan plan = Plan(origin.Url) with { Admin = $"{{ listen: \"unix:{socket}\" }}", Drain = TimeSpan.FromSeconds(30) };
        await using GyrProcess gyr = await StartAsync(driver, plan);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening", StringComparison.Ordinal), "the admin address");
        await using RawClient waiting = await gyr.ConnectAsync();
        await waiting.SendAsync("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
        await Deadline.Until(() => origin.RequestCount == 1, "the request is at the endpoint");
        gyr.Terminate();
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("stopping: ", StringComparison.Ordinal), "the drain");

        await File.WriteAllTextAsync(_file, GyrYaml.Render(plan).Replace("listeners:\n", $"listeners:\n  more: {{ address: \"127.0.0.1:{port}\" }}\n", StringComparison.Ordinal));
        (int code, _, string errors) = await GyrProcess.RunToEndAsync("reload", "--admin", "unix:" + socket);
        Assert.Equal(1, code);
        Assert.Contains("the process is stopping", errors, StringComparison.Ordinal);
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port)));
        finish.Open();
        Assert.Equal(200, (await waiting.ReadResponseAsync()).Status);
        Assert.Equal(0, await gyr.Process.ExitAsync());
    }

    [Theory, EachDriver]
    public async Task A_public_key_in_place_of_the_private_one_is_refused_and_the_next_reload_is_heard(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        string pair = _authority.WriteIssued(_directory.Path, "a", ["a.example"]);
        ProxyPlan plan = Plan(origin.Url) with { Listener = new ListenerPlan { Tls = $"{{ certificates: [ {{ {pair} }} ] }}" } };
        await using GyrProcess gyr = await StartAsync(driver, plan);
        string key = Path.Combine(_directory.Path, "a.key");
        string own = await File.ReadAllTextAsync(key);
        using (var half = System.Security.Cryptography.ECDsa.Create())
        {
            half.ImportFromPem(own);
            await File.WriteAllTextAsync(key, half.ExportSubjectPublicKeyInfoPem());
        }

        gyr.Process.Signal(HangUp);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("error the configuration is refused, and nothing has changed; put right ", StringComparison.Ordinal), "the refusal");
        Assert.Contains("holds no private key", gyr.Process.Errors.Text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(key, own);
        await ReloadAsync(gyr, plan with { Routes = [new RoutePlan { Name = "closed", RespondStatus = 410 }] }, "route closed added");
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());
    }

    [Theory, EachDriver]
    public async Task Nobody_notices_that_a_new_endpoint_has_a_name_to_be_resolved_first(Driver driver)
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        string named = b.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await using GyrProcess gyr = await StartAsync(driver, Plan(a.Url));
        using var stop = new CancellationTokenSource();
        Task[] clients = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using RawClient client = await gyr.ConnectAsync();
            while (!stop.IsCancellationRequested) Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        }))];
        for (int i = 0; i < 4; i++)
        {
            await ReloadAsync(gyr, Plan(named), $"endpoint app/{named} added");
            await ReloadAsync(gyr, Plan(a.Url), $"endpoint app/{a.Url} added");
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients).Within("the clients");
    }

    [Theory, EachDriver]
    public async Task Nobody_notices_reloads_under_load(Driver driver)
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        ProxyPlan[] plans =
        [
            Plan(a.Url, b.Url),
            Plan(b.Url) with { Routes = [new RoutePlan { Name = "first", Path = "/none", RespondStatus = 404 }, new RoutePlan { Cluster = "app" }] },
            Plan(a.Url) with { Listener = new ListenerPlan { BodyLimit = "1MiB" } },
            Plan(a.Url, b.Url) with { Clusters = [new ClusterPlan { Endpoints = [a.Url, b.Url], Balancer = "least-requests" }] },
        ];
        await using GyrProcess gyr = await StartAsync(driver, plans[0] with { Workers = 2 });
        using var stop = new CancellationTokenSource();
        int answered = 0;
        Task[] clients = [.. Enumerable.Range(0, 16).Select(number => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await using RawClient client = await gyr.ConnectAsync();
                for (int i = 0; i < 50 && !stop.IsCancellationRequested; i++)
                {
                    Assert.Equal(200, (await client.GetAsync($"/bytes/{(number * 37) + i}")).Response.Status);
                    Interlocked.Increment(ref answered);
                }
            }
        }))];
        await using RawClient download = await gyr.ConnectAsync();
        await download.SendAsync("GET /bytes/100000000 HTTP/1.1\r\nHost: a\r\n\r\n");
        WireResponse body = await download.ReadResponseAsync();
        for (int i = 1; i <= 24; i++)
        {
            string yaml = i % 3 == 0 ? "broken: [" : GyrYaml.Render(plans[i % plans.Length] with { Workers = 2 });
            await File.WriteAllTextAsync(_file, yaml);
            int before = Volatile.Read(ref answered);
            int told = gyr.Process.Errors.Lines.Count(IsOutcome);
            gyr.Process.Signal(HangUp);
            await Deadline.Until(() => gyr.Process.Errors.Lines.Count(IsOutcome) > told && Volatile.Read(ref answered) > before + 50, "the reload, and requests after it");
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients).Within("the clients");
        Assert.Equal(100_000_000, await body.Body.ReadPatternAsync().Within("the download"));
    }

    /// <summary>Of each reload there is a line of its own.</summary>
    [Theory, EachDriver]
    public async Task A_cluster_with_other_settings_knows_which_endpoint_is_ill(Driver driver)
    {
        await using TestOrigin well = TestOrigin.Start("well");
        await using TestOrigin ill = TestOrigin.Start("ill");
        ill.Handle("/healthz", static exchange => exchange.ReplyAsync("no", status: 500));
        ProxyPlan plan = Plan(well.Url, ill.Url);
        ClusterPlan cluster = plan.Clusters[0] with { Health = "{ panic-below: 0%, active: { path: /healthz, interval: 50ms, unhealthy-after: 2 } }" };
        await using GyrProcess gyr = await StartAsync(driver, plan with { Clusters = [cluster] });
        await gyr.Process.Errors.WaitForAsync(line => line.Contains($"endpoint {ill.Url} is unhealthy", StringComparison.Ordinal), "the line about the ill one");

        // It is probed so seldom now that nothing but memory can tell.
        await ReloadAsync(gyr, plan with { Clusters = [cluster with { Health = "{ panic-below: 0%, active: { path: /healthz, interval: 1h, fast-interval: 1h, unhealthy-after: 2 } }" }] }, "cluster app changed: its connections begin anew");
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 6; i++) Assert.Equal("well", (await client.GetAsync("/")).Body);

        await ReloadAsync(gyr, plan, "cluster app changed: its connections begin anew");
        string[] both = [(await client.GetAsync("/")).Body, (await client.GetAsync("/")).Body];
        Assert.Equal(["ill", "well"], both.Order());
    }

    [Theory, EachDriver]
    public async Task A_cluster_with_other_settings_goes_on_trying_an_endpoint_that_is_away(Driver driver)
    {
        await using TestOrigin here = TestOrigin.Start("here");
        int port = HeldPort.Free();
        ProxyPlan plan = Plan(here.Url, $"http://127.0.0.1:{port}");
        await using GyrProcess gyr = await StartAsync(driver, plan);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 2; i++) Assert.Equal("here", (await client.GetAsync("/")).Body);
        await gyr.Process.Errors.WaitForAsync(line => line.Contains($":{port} cannot be connected to", StringComparison.Ordinal), "the line about the one that is away");

        await ReloadAsync(gyr, plan with { Clusters = [plan.Clusters[0] with { SlowStart = TimeSpan.FromHours(1) }] }, "cluster app changed: its connections begin anew");
        for (int i = 0; i < 4; i++) Assert.Equal("here", (await client.GetAsync("/")).Body);
        await using TestOrigin back = TestOrigin.StartAt("back", "127.0.0.1", port);
        await gyr.Process.Errors.WaitForAsync(line => line.Contains($":{port} accepts connections again", StringComparison.Ordinal), "the line about its return");
        Assert.Single(gyr.Process.Errors.Lines, line => line.Contains($":{port} cannot be connected to", StringComparison.Ordinal));
    }

    private static bool IsOutcome(string line) => line.Contains("HUP: ", StringComparison.Ordinal);

    private static ProxyPlan Plan(params string[] endpoints) => ProxyPlan.To(endpoints);

    private static Task<RawClient> ConnectAsync(GyrProcess gyr, string name) => RawClient.ConnectAsync(gyr.Address, new System.Net.Security.SslClientAuthenticationOptions
    {
        TargetHost = name,
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
    });

    private async Task<GyrProcess> StartAsync(Driver driver, ProxyPlan plan, params string[] arguments)
    {
        Proxies.OnlyGyr(driver);
        await File.WriteAllTextAsync(_file, GyrYaml.Render(plan));
        return await GyrProcess.StartAsync(["run", "--config", _file, .. arguments], driver);
    }

    private async Task ReloadAsync(GyrProcess gyr, ProxyPlan plan, string told)
    {
        await File.WriteAllTextAsync(_file, GyrYaml.Render(plan));
        int before = gyr.Process.Errors.Lines.Count(line => line.EndsWith(told, StringComparison.Ordinal) || line.Contains(told, StringComparison.Ordinal));
        gyr.Process.Signal(HangUp);
        await Deadline.Until(() => gyr.Process.Errors.Lines.Count(line => line.EndsWith(told, StringComparison.Ordinal) || line.Contains(told, StringComparison.Ordinal)) > before, $"the log's line: {told}; so far: {gyr.Process.Errors.Text}");
    }
}
