using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Admin;

/// <summary>Who has changed what, or wanted to.</summary>
public sealed class AuditTests : IDisposable
{
    private const int HangUp = 1;
    private const int User2 = 12;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_signal_is_told_from_a_client_of_the_API_and_upgrades_are_told_too()
    {
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", _directory.Write("gyr.yaml", GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1")))]);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        gyr.Process.Signal(HangUp);
        await AuditedAsync(gyr, "HUP: read the configuration again: done, 0 changes");
        Assert.Equal(200, (await admin.AskAsync("POST", "/reload")).Status);
        await AuditedAsync(gyr, "127.0.0.1:");

        _directory.Write("gyr.yaml", "routes: 7\n");
        gyr.Process.Signal(User2);
        await AuditedAsync(gyr, "USR2: upgrade to the program that lies there now: failed");
        Assert.Equal(422, (await admin.AskAsync("POST", "/upgrade")).Status);

        JsonArray entries = (await admin.GetAsync("/v1/audit")).AsArray();
        Assert.Equal([true, true, false, false], entries.Select(static entry => (bool)entry!["applied"]!));
        Assert.Equal("HUP", (string?)(await admin.GetAsync("/v1/revisions"))[1]!["by"]);
        Assert.StartsWith("127.0.0.1:", (string?)entries[3]!["by"], StringComparison.Ordinal);
        Assert.StartsWith("upgrade", (string?)entries[3]!["what"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_asked_for_is_told_in_all()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal(200, (await admin.AskAsync("POST", "/v1/clusters/app/endpoints/127.0.0.1:1/drain", """{"reason":"new kernel"}""")).Status);
        Assert.Equal(201, (await admin.AskAsync("POST", "/v1/clusters/app/endpoints", """{"url":"http://127.0.0.1:2","weight":3,"backup":true,"maxRequests":9}""")).Status);
        Assert.Equal(201, (await admin.AskAsync("POST", "/v1/clusters/app/endpoints", """{"url":"http://127.0.0.1:3"}""")).Status);
        Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/config", """{"drain":"2s"}""", "application/merge-patch+json", "*")).Status);
        Assert.Equal(200, (await admin.AskAsync("POST", "/v1/revisions/1/rollback")).Status);
        Assert.Equal(
            [
                "drain http://127.0.0.1:1 (new kernel) in cluster app: done",
                "add http://127.0.0.1:2 (weight 3, backup, max-requests 9) in cluster app: done",
                "add http://127.0.0.1:3 in cluster app: done",
                "patch the configuration: done, 1 changes, revision 2: setting drain changed",
                "roll back to revision 1: done, 1 changes, revision 3: setting drain changed",
            ],
            (await admin.GetAsync("/v1/audit")).AsArray().Select(static entry => $"{entry!["what"]}: {entry["outcome"]}"));
    }

    [Fact]
    public async Task On_a_local_socket_the_process_and_the_user_are_told_and_of_several_tokens_which()
    {
        string socket = System.IO.Path.Combine(_directory.Path, "admin.sock"), tokens = _directory.Write("tokens", $"{new string('a', 40)}\n\n{new string('b', 40)}\n");
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", _directory.Write("gyr.yaml", GyrYaml.Render(ProxyPlan.To("http://127.0.0.1:1") with { Admin = $"{{ listen: \"unix:{socket}\", token-file: \"{tokens}\" }}" }))]);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening", StringComparison.Ordinal), "the admin address");
        string second = _directory.Write("second", $"{new string('b', 40)}\n");
        Assert.Equal(0, (await GyrProcess.RunToEndAsync("drain", "app/127.0.0.1:1", "--admin", $"unix:{socket}", "--token-file", second)).ExitCode);
        string line = (await AuditedAsync(gyr, "process "))[0];
        Assert.Matches(@"audit: process \d+ of user \d+ at a local socket with token 2 of the file: drain ", line);
    }

    [Theory]
    [InlineData("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:1", "{\"weight\":2}", "\"nonsense\"", 412, "changed since")]
    [InlineData("POST", "/v1/clusters/app/endpoints/127.0.0.1:2/drain", "{}", null, 404, "no endpoint 127.0.0.1:2")]
    [InlineData("DELETE", "/v1/clusters/none/endpoints/127.0.0.1:1", null, null, 404, "no cluster none")]
    [InlineData("POST", "/v1/clusters/app/endpoints", "{\"url\":", null, 400, "not what is wanted")]
    [InlineData("POST", "/v1/clusters/app/endpoints", "{\"url\":\"10.0.0.1:80\"}", null, 400, "no scheme")]
    [InlineData("PUT", "/v1/config", "routes: 7", null, 428, "If-Match")]
    [InlineData("PUT", "/v1/config", "routes: 7", "", 400, "in quotes")]
    [InlineData("PUT", "/v1/config", "routes: 7", "7", 400, "in quotes")]
    [InlineData("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:1", "{\"weight\":2}", "\"7", 400, "in quotes")]
    [InlineData("PATCH", "/v1/config", "{", "*", 400, "no JSON")]
    [InlineData("POST", "/v1/revisions/7/rollback", null, null, 404, "no revision 7")]
    public async Task What_is_refused_before_it_is_tried_is_told_once(string method, string path, string? body, string? ifMatch, int expected, string reason)
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal(expected, (await admin.AskAsync(method, path, body, ifMatch: ifMatch)).Status);
        JsonNode entry = (await admin.GetAsync("/v1/audit")).AsArray().Single()!;
        Assert.Equal((false, $"{method} {path}"), ((bool)entry["applied"]!, (string?)entry["what"]));
        Assert.StartsWith($"refused with {expected}: ", (string?)entry["outcome"], StringComparison.Ordinal);
        Assert.Contains(reason, (string?)entry["outcome"], StringComparison.Ordinal);
        await AuditedAsync(gyr, "127.0.0.1:");
    }

    [Fact]
    public async Task What_changes_nothing_is_not_told()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal(404, (await admin.AskAsync("GET", "/v1/clusters/none")).Status);
        Assert.Equal(422, (await admin.AskAsync("POST", "/v1/config/plan", "routes: 7", "application/yaml")).Status);
        Assert.Equal(400, (await admin.AskAsync("POST", "/v1/explain", "{\"url\":", "application/json")).Status);
        Assert.Empty((await admin.GetAsync("/v1/audit")).AsArray());
    }

    [Fact]
    public async Task A_name_in_a_path_cannot_put_a_line_into_the_log()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal(404, (await admin.AskAsync("POST", "/v1/clusters/x%0Aforged%1B%5B2J%C2%9B/endpoints", "{\"url\":\"http://10.0.0.1\"}")).Status);
        string line = (await AuditedAsync(gyr, "127.0.0.1:"))[0];
        Assert.EndsWith(": add http://10.0.0.1 in cluster x forged [2J : refused, there is no such cluster", line, StringComparison.Ordinal);
        Assert.DoesNotContain(gyr.Process.Errors.Lines, static each => each.StartsWith("forged", StringComparison.Ordinal));
    }

    private static Task<System.Collections.Generic.IReadOnlyList<string>> AuditedAsync(GyrProcess gyr, string entry)
        => gyr.Process.Errors.WaitForAsync(line => line.Contains($" info audit: {entry}", StringComparison.Ordinal), $"the entry {entry}");
}
