using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Admin;

/// <summary>The commands that ask a running process.</summary>
public sealed class AdminCommandTests
{
    [Fact]
    public async Task An_operator_looks_drains_weighs_and_enables()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor(a.Url, b.Url));
        string admin = await AddressAsync(gyr);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 4; i++) await client.GetAsync("/");

        (int code, string output, _) = await GyrProcess.RunToEndAsync("status", "--admin", admin);
        Assert.Equal(0, code);
        Assert.Contains("2 of 2 up", output, StringComparison.Ordinal);
        Assert.Contains("requests     4, of which 0 went wrong", output, StringComparison.Ordinal);

        string name = $"app/{new Uri(a.Url).Authority}";
        (code, output, _) = await GyrProcess.RunToEndAsync("drain", name, "--reason", "new kernel", "--admin", admin);
        Assert.Equal(0, code);
        Assert.Contains($"app/{a.Url}: drained, weight 1, 0 requests under way (drained since ", output, StringComparison.Ordinal);
        for (int i = 0; i < 4; i++) Assert.Equal("b", (await client.GetAsync("/")).Body);

        (code, output, _) = await GyrProcess.RunToEndAsync("endpoints", "--admin", admin);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((0, 3), (code, lines.Length));
        Assert.Contains("new kernel", lines.Single(line => line.Contains(a.Url, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(["app", b.Url, "up", "1", "0", "6", "0"], lines.Single(line => line.Contains(b.Url, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(0, (await GyrProcess.RunToEndAsync("enable", $"app/{a.Url}", "--admin", admin)).ExitCode);
        (code, output, _) = await GyrProcess.RunToEndAsync("weight", $"app/{a.Url}", "3", "--admin", admin, "--json");
        Assert.Equal((0, 3), (code, (int)JsonNode.Parse(output)!["weight"]!));
        string[] bodies = new string[8];
        for (int i = 0; i < bodies.Length; i++) bodies[i] = (await client.GetAsync("/")).Body;
        Assert.Equal(6, bodies.Count(static body => body == "a"));
        Assert.Equal(0, (await GyrProcess.RunToEndAsync("weight", $"app/{a.Url}", "default", "--admin", admin)).ExitCode);
        (code, output, _) = await GyrProcess.RunToEndAsync("endpoints", "app", "--admin", admin, "--json");
        Assert.Equal([1, 1], JsonNode.Parse(output)!.AsArray().Select(static each => (int)each!["weight"]!));
    }

    [Fact]
    public async Task Top_tells_rates_as_a_table_and_in_JSON()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor(a.Url));
        string admin = await AddressAsync(gyr);
        Task<(int ExitCode, string Output, string Errors)> looking = GyrProcess.RunToEndAsync("top", "--admin", admin, "--json", "--count", "2", "--interval", "0.5");
        await using RawClient client = await gyr.ConnectAsync();
        int sent = 0;
        for (; !looking.IsCompleted; sent++) await client.GetAsync("/");
        (int code, string output, _) = await looking;
        JsonNode[] looks = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!)];
        Assert.Equal((0, 2), (code, looks.Length));
        foreach (JsonNode look in looks)
        {
            double rate = (double)look["requestsPerSecond"]!;
            Assert.InRange(rate, 1, 100_000);
            Assert.InRange((double)look["routes"]![0]!["requestsPerSecond"]!, rate / 2, rate * 2);
            Assert.InRange((double)look["routes"]![0]!["meanSeconds"]!, 1e-6, 1);
            Assert.InRange((double)look["clusters"]![0]!["requestsPerSecond"]!, rate / 2, rate * 2);
            Assert.Equal(("app", 1, 1), ((string?)look["clusters"]![0]!["name"], (int)look["clusters"]![0]!["usable"]!, (int)look["clusters"]![0]!["endpoints"]!));
            Assert.InRange((double)look["endpoints"]![0]!["requestsPerSecond"]!, rate / 2, rate * 2);
        }

        (code, output, _) = await GyrProcess.RunToEndAsync("top", "--admin", admin, "--count", "1", "--interval", "0.1");
        Assert.Equal(0, code);
        Assert.Contains("1 of 1 endpoints up", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_tells_that_a_cluster_refuses_what_comes()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        Task<(int ExitCode, string Output, string Errors)> looking = GyrProcess.RunToEndAsync("top", "--admin", await AddressAsync(gyr), "--json", "--count", "2", "--interval", "0.5");
        await using RawClient client = await gyr.ConnectAsync();
        while (!looking.IsCompleted) Assert.Equal(503, (await client.GetAsync("/")).Response.Status);
        foreach (JsonNode look in (await looking).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!))
        {
            double rate = (double)look["clusters"]![0]!["requestsPerSecond"]!;
            Assert.InRange(rate, 1, 100_000);
            Assert.InRange((double)look["clusters"]![0]!["failedPerSecond"]!, rate / 2, rate * 2);
        }
    }

    [Fact]
    public async Task Drain_and_reload_tell_in_JSON_what_they_did()
    {
        using var directory = new TemporaryDirectory();
        ProxyPlan plan = MetricsTests.PlanFor("http://127.0.0.1:1");
        string file = directory.Write("gyr.yaml", GyrYaml.Render(plan));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", file]);
        string admin = await AddressAsync(gyr);
        (int code, string output, string errors) = await GyrProcess.RunToEndAsync("drain", "app/127.0.0.1:1", "--reason", "new kernel", "--admin", admin, "--json");
        JsonNode endpoint = JsonNode.Parse(output)!;
        Assert.Equal((0, "", "http://127.0.0.1:1", "drained", "new kernel"), (code, errors, (string?)endpoint["url"], (string?)endpoint["state"], (string?)endpoint["reasons"]![0]!["why"]));

        (code, output, errors) = await GyrProcess.RunToEndAsync("reload", "--admin", admin, "--json");
        Assert.Equal((0, "", "{\"applied\":true,\"changes\":[],\"errors\":[]}"), (code, errors, output.Trim()));
        directory.Write("gyr.yaml", GyrYaml.Render(plan with { Routes = [new RoutePlan { Name = "teapot", RespondStatus = 418 }] }));
        (code, output, errors) = await GyrProcess.RunToEndAsync("reload", "--admin", admin, "--json");
        JsonNode answer = JsonNode.Parse(output)!;
        Assert.Equal((0, "", true), (code, errors, (bool)answer["applied"]!));
        Assert.Contains(answer["changes"]!.AsArray(), static change => ((string?)change!["thing"], (string?)change["name"], (string?)change["change"]) == ("route", "teapot", "added"));
    }

    [Fact]
    public async Task Top_shows_clusters_and_what_is_down_on_a_screen_too_small_for_the_routes()
    {
        await using TestOrigin up = TestOrigin.Start("up");
        ProxyPlan plan = MetricsTests.PlanFor(up.Url, "http://127.0.0.1:1", "http://127.0.0.1:2") with
        {
            Clusters = [new ClusterPlan { Endpoints = [up.Url, "http://127.0.0.1:2"] }, new ClusterPlan { Name = "idle", Endpoints = [up.Url] }, new ClusterPlan { Name = "lost", Endpoints = ["http://127.0.0.1:1"] }],
            Routes = [.. Enumerable.Range(0, 60).Select(static i => new RoutePlan { Name = $"route{i}", Path = $"/{i}", Cluster = i == 0 ? "lost" : i == 1 ? "idle" : "app" })],
        };
        await using GyrProcess gyr = await GyrProcess.RunAsync(plan);
        string admin = await AddressAsync(gyr);
        Assert.Equal(0, (await GyrProcess.RunToEndAsync("drain", "lost/127.0.0.1:1", "--admin", admin)).ExitCode);
        Assert.Equal(0, (await GyrProcess.RunToEndAsync("drain", "app/127.0.0.1:2", "--admin", admin)).ExitCode);

        // Not on a terminal: everything.
        (_, string output, _) = await GyrProcess.RunToEndAsync("top", "--admin", admin, "--count", "1", "--interval", "0.1");
        string[] lines = output.Split('\n');
        Assert.Equal(["cluster", "lost", "app", "idle"], lines.Skip(3).Take(4).Select(static line => line.Split(' ')[0]));
        Assert.Equal(["lost", "0", "1", "0.0", "0.0", "0", "0", "down"], lines[4].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["endpoint", "app/http://127.0.0.1:2", "lost/http://127.0.0.1:1"], lines.Skip(8).Take(3).Select(static line => line.Split(' ')[0]).Order(StringComparer.Ordinal).OrderBy(static word => word != "endpoint"));
        Assert.Equal(60, lines.Count(static line => line.StartsWith("route", StringComparison.Ordinal) && !line.StartsWith("route ", StringComparison.Ordinal)));

        // On a terminal of 20 lines.
        await using ProgramProcess script = ProgramProcess.Start("script", ["-qec", $"stty rows 20 cols 120; {GyrProcess.Binary} top --admin {admin} --count 3 --interval 0.1", "/dev/null"], System.IO.Path.GetTempPath());
        Assert.Equal(0, await script.ExitAsync());

        // Each look is written over the one before: home, every line with its end cleared, and what was below.
        string[] screens = script.Output.Text.Split("\e[H")[1..];
        Assert.Equal(3, screens.Length);
        Assert.All(screens, static each => Assert.Contains("\e[K", each, StringComparison.Ordinal));
        Assert.All(screens, static each => Assert.Contains("\e[J", each, StringComparison.Ordinal));
        string screen = screens[^1];
        foreach (string part in new[] { "lost ", "lost/http://127.0.0.1:1", "app/http://127.0.0.1:2", "route0 ", " more" }) Assert.Contains(part, screen, StringComparison.Ordinal);
        Assert.InRange(screen.Trim().Split('\n').Length, 15, 20);
    }

    [Theory]
    [InlineData(1, "has no endpoint 10.0.0.1:1", "drain", "app/10.0.0.1:1")]
    [InlineData(1, "There is no cluster none.", "enable", "none/10.0.0.1:1")]
    [InlineData(1, "There is no cluster none.", "endpoints", "none")]
    [InlineData(2, "is not CLUSTER/ENDPOINT", "drain", "app")]
    [InlineData(2, "is no weight", "weight", "app/10.0.0.1:1", "1001")]
    [InlineData(2, "is no weight", "weight", "app/10.0.0.1:1", "much")]
    public async Task What_cannot_be_done_is_told(int expected, string told, params string[] arguments)
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        (int code, _, string errors) = await GyrProcess.RunToEndAsync([.. arguments, "--admin", await AddressAsync(gyr)]);
        Assert.Equal(expected, code);
        Assert.Contains(told, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_tells_the_way_of_a_request_offline_and_live()
    {
        using var directory = new TemporaryDirectory();
        ProxyPlan plan = MetricsTests.PlanFor("http://127.0.0.1:1", "http://127.0.0.1:2") with
        {
            Routes = [new RoutePlan { Name = "api", Hosts = ["api.test"], Path = "/v1/*", Cluster = "app" }, new RoutePlan { Name = "gone", RespondStatus = 410 }],
        };
        string file = directory.Write("gyr.yaml", GyrYaml.Render(plan));
        (int code, string output, string errors) = await GyrProcess.RunToEndAsync("explain", "GET", "http://api.test/v1/x", "-H", "x-beta: 1", "--config", file);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("route     api: taken", output, StringComparison.Ordinal);
        Assert.Contains("endpoint  http://127.0.0.1:2: 50 % by weight (1 of 2)", output, StringComparison.Ordinal);
        (code, output, _) = await GyrProcess.RunToEndAsync("explain", "GET", "http://other.test/v1/x", "--config", file, "--json");
        Assert.Equal((0, "410, by the route itself"), (code, (string?)JsonNode.Parse(output)!["answer"]));
        (code, output, _) = await GyrProcess.RunToEndAsync("explain", "GET", "/v1/x", "--http1.0", "--config", file, "--json");
        Assert.Equal((0, "gone"), (code, (string?)JsonNode.Parse(output)!["route"]));
        foreach (string[] wrong in (string[][])[["-H", ""], ["-H", "a: b\r\nc: d"], ["--client", "garbage"]]) Assert.Equal(2, (await GyrProcess.RunToEndAsync(["explain", "GET", "http://api.test/v1/x", "--config", file, .. wrong])).ExitCode);

        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", file]);
        string admin = await AddressAsync(gyr);
        Assert.Equal(0, (await GyrProcess.RunToEndAsync("drain", "app/127.0.0.1:2", "--reason", "repair", "--admin", admin)).ExitCode);
        (code, output, _) = await GyrProcess.RunToEndAsync("explain", "GET", "http://api.test/v1/x", "--live", "--admin", admin);
        Assert.Equal(0, code);
        Assert.Contains("endpoint  http://127.0.0.1:1: 100 % by weight (1 of 1), 0 under way", output, StringComparison.Ordinal);
        Assert.Contains("endpoint  http://127.0.0.1:2: out, drained since ", output, StringComparison.Ordinal);
        (code, _, errors) = await GyrProcess.RunToEndAsync("explain", "GET", "nonsense", "--live", "--admin", admin);
        Assert.Equal(1, code);
        Assert.Contains("neither a URL nor a path", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_slow_is_for_the_route_to_say_and_is_kept()
    {
        await using TestOrigin origin = TestOrigin.Start("a");
        ProxyPlan plan = MetricsTests.PlanFor(origin.Url) with
        {
            Routes = [new RoutePlan { Name = "touchy", Path = "/touchy", Cluster = "app", Slow = TimeSpan.FromMilliseconds(1) }, new RoutePlan { Name = "patient", Cluster = "app" }],
        };
        await using GyrProcess gyr = await GyrProcess.RunAsync(plan);
        using AdminPeer peer = await AdminPeer.ConnectAsync(gyr);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 20; i++)
        {
            // Begun before half of it is sent, and ended after the other half.
            await client.SendAsync($"GET /{(i % 2 == 0 ? "touchy" : "patient")} HTTP/1.1\r\n");
            long requests = 0;
            while (requests <= i) requests = (long)(await peer.GetAsync("/v1/status"))["requests"]!;
            var watch = Stopwatch.StartNew();
            await Deadline.Until(() => watch.ElapsedMilliseconds >= 3, "three milliseconds");
            await client.SendAsync("Host: a\r\n\r\n");
            Assert.Equal("a", await (await client.ReadResponseAsync()).TextAsync());
        }

        ILookup<string, JsonNode?> kept = (await peer.GetAsync("/v1/exchanges")).AsArray().ToLookup(static each => (string)each!["route"]!);
        Assert.Equal(10, kept["touchy"].Count());
        Assert.InRange(kept["patient"].Count(), 0, 9);
    }

    [Fact]
    public async Task Explain_tells_what_happened_to_a_request_that_failed()
    {
        await using TestOrigin origin = TestOrigin.Start("a");
        origin.Handle("/broken", static exchange => exchange.ReplyAsync("no", 500));
        int away = HeldPort.Free();
        ProxyPlan plan = MetricsTests.PlanFor(origin.Url) with
        {
            Routes = [new RoutePlan { Name = "away", Path = "/away", Cluster = "gone" }, new RoutePlan { Name = "all", Cluster = "app" }],
            Clusters = [new ClusterPlan { Endpoints = [origin.Url] }, new ClusterPlan { Name = "gone", Endpoints = [$"http://127.0.0.1:{away}"] }],
        };
        await using GyrProcess gyr = await GyrProcess.RunAsync(plan);
        string admin = await AddressAsync(gyr);
        using AdminPeer peer = await AdminPeer.ConnectAsync(gyr);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(500, (await client.GetAsync("/broken")).Response.Status);
        Assert.Equal(503, (await client.GetAsync("/away")).Response.Status);
        for (int i = 0; i < 500; i++) await client.GetAsync("/");

        JsonArray kept = (await peer.GetAsync("/v1/exchanges")).AsArray();
        JsonNode broken = kept.Single(static each => (string?)each!["path"] == "/broken")!;
        JsonNode unreachable = kept.Single(static each => (string?)each!["path"] == "/away")!;
        Assert.Equal(("all", origin.Url, 500), ((string?)broken["route"], (string?)broken["endpoint"], (int)broken["status"]!));
        JsonNode attempt = broken["tries"]!.AsArray().Single()!;
        Assert.Equal((origin.Url, 500, null), ((string?)attempt["endpoint"], (int)attempt["status"]!, (string?)attempt["fault"]));
        Assert.InRange((long)attempt["ended_us"]!, (long)attempt["connected_us"]!, (long)broken["total_us"]!);
        Assert.Equal("connection-refused", (string?)unreachable["tries"]![0]!["fault"]);
        Assert.InRange(kept.Count - 2, 0, 40);
        (int code, string output, _) = await GyrProcess.RunToEndAsync("explain", "--id", (string)unreachable["request_id"]!, "--admin", admin);
        Assert.Equal(0, code);
        Assert.Contains("request   GET /away for ", output, StringComparison.Ordinal);
        Assert.Contains("route     away", output, StringComparison.Ordinal);
        Assert.Contains(", no connection, connection-refused at ", output, StringComparison.Ordinal);
        Assert.Contains("answer    503 no-endpoint", output, StringComparison.Ordinal);
        (code, output, _) = await GyrProcess.RunToEndAsync("explain", "--id", (string)broken["request_id"]!, "--admin", admin, "--json");
        Assert.Equal((0, 1), (code, (int)JsonNode.Parse(output)![0]!["attempts"]!));
        (code, _, string errors) = await GyrProcess.RunToEndAsync("explain", "--id", "unknown", "--admin", admin);
        Assert.Equal(1, code);
        Assert.Contains("No exchange with the id unknown is kept", errors, StringComparison.Ordinal);
        Assert.Equal(2, (await GyrProcess.RunToEndAsync("explain")).ExitCode);
        Assert.Equal(2, (await GyrProcess.RunToEndAsync("explain", "GET", "/x", "--id", "y")).ExitCode);
        Assert.Equal(2, (await GyrProcess.RunToEndAsync("explain", "--id", "", "--admin", admin)).ExitCode);
        (code, _, errors) = await GyrProcess.RunToEndAsync("explain", "--id", "a/b", "--admin", admin);
        Assert.Equal(1, code);
        Assert.Contains("No exchange with the id a/b is kept", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_tells_of_every_try_of_a_request_and_of_one_that_was_slow()
    {
        await using var origins = new Origins(2);
        origins[0].Handle("/reset", static exchange =>
        {
            exchange.CloseAfterwards = true;
            return Task.CompletedTask;
        });
        origins[1].Handle("/slow", static async exchange =>
        {
            var watch = Stopwatch.StartNew();
            await Deadline.Until(() => watch.ElapsedMilliseconds >= 3, "three milliseconds");
            await exchange.ReplyAsync("late");
        });
        await using TestOrigin busy = TestOrigin.Start("busy");
        busy.Handle("/busy", static exchange => exchange.ReplyAsync("busy", 503));
        ProxyPlan plan = MetricsTests.PlanFor() with
        {
            Clusters = [new ClusterPlan { Endpoints = origins.Urls }, new ClusterPlan { Name = "picky", Endpoints = [busy.Url, origins.Urls[1]] }, new ClusterPlan { Name = "second", Endpoints = [origins.Urls[1]] }],
            Routes =
            [
                new RoutePlan { Name = "touchy", Path = "/slow", Cluster = "second", Slow = TimeSpan.FromMilliseconds(1) },
                new RoutePlan { Name = "picky", Path = "/busy", Cluster = "picky", Retry = "{ on: [ 503 ] }" },
                new RoutePlan { Name = "all", Cluster = "app" },
            ],
        };
        await using GyrProcess gyr = await GyrProcess.RunAsync(plan);
        string admin = await AddressAsync(gyr);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("b", (await client.GetAsync("/reset")).Body);
        Assert.Equal("b", (await client.GetAsync("/busy")).Body);
        Assert.Equal("late", (await client.GetAsync("/slow")).Body);

        string[] lines = await ExplainAsync("/reset");
        Assert.Contains($"cluster   app, 2 attempts, the last at {origins.Urls[1]}", lines);
        Assert.Collection(
            lines.Where(static line => line.StartsWith("  try ", StringComparison.Ordinal)),
            line => Assert.Matches($@"^  try     {origins.Urls[0]}: from [\d.]+ ms, connection at [\d.]+ ms, connection-reset at [\d.]+ ms$", line),
            line => Assert.Matches($@"^  try     {origins.Urls[1]}: from [\d.]+ ms, connection at [\d.]+ ms, 200 at [\d.]+ ms$", line));
        Assert.Contains("answer    200", lines);

        lines = await ExplainAsync("/busy");
        Assert.Collection(
            lines.Where(static line => line.StartsWith("  try ", StringComparison.Ordinal)),
            line => Assert.Matches($@"^  try     {busy.Url}: from [\d.]+ ms, connection at [\d.]+ ms, 503 at [\d.]+ ms$", line),
            line => Assert.Matches($@"^  try     {origins.Urls[1]}: from [\d.]+ ms, connection at [\d.]+ ms, 200 at [\d.]+ ms$", line));

        lines = await ExplainAsync("/slow");
        Assert.Contains("route     touchy", lines);
        Assert.Contains($"cluster   second, 1 attempts, the last at {origins.Urls[1]}", lines);
        string attempt = Assert.Single(lines, static line => line.StartsWith("  try ", StringComparison.Ordinal));
        Match times = Regex.Match(attempt, $@"^  try     {origins.Urls[1]}: from ([\d.]+) ms, connection at ([\d.]+) ms, 200 at ([\d.]+) ms$");
        Assert.True(times.Success, attempt);
        double[] at = [.. Enumerable.Range(1, 3).Select(group => double.Parse(times.Groups[group].Value, CultureInfo.InvariantCulture))];
        Assert.Equal(at.Order(), at);
        Assert.InRange(at[2] - at[1], 3, 30_000);

        // By the id in the access log.
        async Task<string[]> ExplainAsync(string path)
        {
            string id = (await gyr.AccessLogAsync(line => line.Path == path))[0].Text("request_id")!;
            (int code, string output, string errors) = await GyrProcess.RunToEndAsync("explain", "--id", id, "--admin", admin);
            Assert.Equal((0, ""), (code, errors));
            return output.Split('\n');
        }
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told()
    {
        int port = HeldPort.Free();
        (int code, _, string errors) = await GyrProcess.RunToEndAsync("status", "--admin", $"127.0.0.1:{port}");
        Assert.Equal((1, $"gyr: nobody answers at the admin address 127.0.0.1:{port} (Connection refused); see whether gyr runs with this configuration, or name another address with --admin"), (code, errors.TrimEnd()));
        (code, _, errors) = await GyrProcess.RunToEndAsync("status", "--admin", "unix:/nowhere/admin.sock");
        Assert.Equal(1, code);
        Assert.Contains("unix:/nowhere/admin.sock (there is no such socket)", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_and_TLS_are_those_of_the_configuration()
    {
        using var directory = new TemporaryDirectory();
        using var authority = new TestAuthority();
        string token = directory.Write("token", "0123456789abcdefghijklmnopqrstuvwxyz");
        int port = HeldPort.Free();
        string file = directory.Write("gyr.yaml", GyrYaml.Render(ProxyPlan.To("http://127.0.0.1:1") with { Admin = $"{{ listen: \"127.0.0.1:{port}\", token-file: {token}, tls: {{ {authority.WriteIssued(directory.Path, "admin", ["admin.example"])} }} }}" }));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", file]);
        await AddressAsync(gyr);
        (int code, string output, string errors) = await GyrProcess.RunToEndAsync("status", "--config", file, "--json");
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(1, (int)JsonNode.Parse(output)!["endpoints"]!);

        // Somebody else at the address, or somebody without the token.
        string other = directory.Write("other.yaml", GyrYaml.Render(ProxyPlan.To("http://127.0.0.1:1") with { Admin = $"{{ listen: \"127.0.0.1:{port}\", token-file: {token}, tls: {{ {authority.WriteIssued(directory.Path, "other", ["admin.example"])} }} }}" }));
        Assert.Equal(1, (await GyrProcess.RunToEndAsync("status", "--config", other)).ExitCode);
        (code, _, errors) = await GyrProcess.RunToEndAsync("status", "--config", file, "--token-file", directory.Write("wrong", "z123456789abcdefghijklmnopqrstuvwxyz"));
        Assert.Equal(1, code);
        Assert.Equal("gyr: This token is not one of those in admin.token-file. A file of tokens is named with --token-file.", errors.TrimEnd());
        (_, _, errors) = await GyrProcess.RunToEndAsync("status", "--config", other);
        Assert.Contains("shows another certificate than that of the configuration", errors, StringComparison.Ordinal);
        (_, _, errors) = await GyrProcess.RunToEndAsync("status", "--admin", $"127.0.0.1:{port}");
        Assert.Contains("if it speaks TLS, name its configuration with --config", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_missing_refused_or_vouched_for_by_others_is_told_and_used()
    {
        using var directory = new TemporaryDirectory();
        using var authority = new TestAuthority();
        using var intermediate = new TestAuthority(authority);
        using var strangers = new TestAuthority();
        int port = HeldPort.Free();
        string files = $"{authority.WriteIssued(directory.Path, "admin", ["localhost"])}, client-authorities: {authority.WritePem(directory.Path)}";
        string file = directory.Write("gyr.yaml", GyrYaml.Render(ProxyPlan.To("http://127.0.0.1:1") with { Admin = $"{{ listen: \"127.0.0.1:{port}\", tls: {{ {files} }} }}" }));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", file]);
        await AddressAsync(gyr);

        string BundleOf(TestAuthority from, string name)
        {
            from.WriteIssued(directory.Path, name, [name], client: true);
            return directory.Write($"{name}.pem", System.IO.File.ReadAllText(System.IO.Path.Combine(directory.Path, $"{name}.crt")) + "\n" + System.IO.File.ReadAllText(System.IO.Path.Combine(directory.Path, $"{name}.key")));
        }

        (int code, _, string errors) = await GyrProcess.RunToEndAsync("status", "--config", file, "--client-certificate", BundleOf(intermediate, "known"));
        Assert.Equal((0, ""), (code, errors));
        (code, _, errors) = await GyrProcess.RunToEndAsync("status", "--config", file);
        Assert.Equal(1, code);
        Assert.Contains("it asks for a certificate, which is named with --client-certificate", errors, StringComparison.Ordinal);
        (code, _, errors) = await GyrProcess.RunToEndAsync("status", "--config", file, "--client-certificate", BundleOf(strangers, "stranger"));
        Assert.Equal(1, code);
        Assert.Contains("it may have refused the certificate, and its log tells why", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_can_be_asked_it_is_told_why()
    {
        using var directory = new TemporaryDirectory();
        await using TestOrigin other = TestOrigin.Start("<html>");
        foreach ((string[] arguments, string told) in new (string[], string)[]
        {
            (["-c", "/nowhere/gyr.yaml"], "from /nowhere/gyr.yaml, which does not exist; name it with --admin"),
            (["-c", directory.Path], $"from {directory.Path}, which is a directory; name it with --admin"),
            (["-c", directory.Write("bad.yaml", "listeners: 1")], "bad.yaml, which has mistakes (`gyr validate` tells them); name it with --admin"),
            (["--admin", "unix:run/admin.sock"], "--admin: the path `run/admin.sock` of a Unix socket is relative; write an absolute path"),
            (["--admin", new Uri(other.Url).Authority], $"what answers at {new Uri(other.Url).Authority} is not the admin address of gyr; name that with --admin or --config"),
        })
        {
            (int code, _, string errors) = await GyrProcess.RunToEndAsync(["status", .. arguments]);
            Assert.Equal(1, code);
            Assert.Contains(told, errors, StringComparison.Ordinal);
            Assert.Single(errors.TrimEnd().Split('\n'));
        }
    }

    [Fact]
    public async Task Commands_end_when_nobody_reads_and_tell_when_they_cannot_write()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        string admin = await AddressAsync(gyr);
        foreach (string format in new[] { "", "--json" })
        {
            await using ProgramProcess reader = ProgramProcess.Start("bash", ["-c", $"set -o pipefail; '{GyrProcess.Binary}' top {format} --admin {admin} --interval 0.1 | head -1"], System.IO.Path.GetTempPath());
            Assert.Equal(1, await reader.ExitAsync());
            Assert.Single(reader.Output.Lines);
            Assert.Equal("", reader.Errors.Text);
        }

        foreach (string command in new[] { $"status --admin {admin}", $"endpoints --json --admin {admin}", $"top --admin {admin}", "version", "--help" })
        {
            await using ProgramProcess full = ProgramProcess.Start("bash", ["-c", $"'{GyrProcess.Binary}' {command} > /dev/full"], System.IO.Path.GetTempPath());
            Assert.Equal(1, await full.ExitAsync());
            Assert.Equal("gyr: standard output cannot be written: No space left on device", full.Errors.Text.TrimEnd());
        }
    }

    [Theory]
    [InlineData(3, 10)]
    [InlineData(2, 4)]
    [InlineData(6, 30)]
    public async Task Top_scrolls_no_terminal_however_small(int rows, int columns)
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        string admin = await AddressAsync(gyr);
        await using ProgramProcess script = ProgramProcess.Start("script", ["-qec", $"stty rows {rows} cols {columns}; {GyrProcess.Binary} top --admin {admin} --count 2 --interval 0.1", "/dev/null"], System.IO.Path.GetTempPath());
        Assert.Equal(0, await script.ExitAsync());
        string[] screens = script.Output.Text.Split("\e[H")[1..];
        Assert.Equal(2, screens.Length);
        foreach (string screen in screens)
        {
            string[] lines = screen.Split("\e[J")[0].Split('\n')[..^1];
            Assert.InRange(lines.Length, 1, rows - 1);
            Assert.All(lines, line => Assert.InRange(line.TrimEnd('\r').Replace("\e[K", "", StringComparison.Ordinal).Length, 0, columns - 1));
        }
    }

    [Fact]
    public async Task Top_waits_for_a_process_that_is_started_anew()
    {
        int port = HeldPort.Free();
        ProxyPlan plan = MetricsTests.PlanFor("http://127.0.0.1:1") with { Admin = $"{{ listen: \"127.0.0.1:{port}\" }}" };
        ProgramProcess top;
        await using (GyrProcess first = await GyrProcess.RunAsync(plan))
        {
            await AddressAsync(first);
            top = ProgramProcess.Start(GyrProcess.Binary, ["top", "--json", "--admin", $"127.0.0.1:{port}", "--interval", "0.1"], System.IO.Path.GetTempPath());
            await top.Output.WaitForAsync(static line => line.StartsWith('{'), "a look");
        }

        await using ProgramProcess watching = top;
        await watching.Errors.WaitForAsync(static line => line == "gyr: nobody answers, trying again", "that nobody answers");
        int seen = watching.Output.Lines.Count;
        await using GyrProcess second = await GyrProcess.RunAsync(plan);
        await watching.Output.WaitForAsync(static line => line.StartsWith('{'), "another look", seen + 1);
        Assert.Single(watching.Errors.Lines);
        watching.Signal(2);
        Assert.Equal(0, await watching.ExitAsync());
    }

    private static async Task<string> AddressAsync(GyrProcess gyr)
        => (await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening on ", StringComparison.Ordinal), "the admin address"))[0].Split(' ')[^1];
}
