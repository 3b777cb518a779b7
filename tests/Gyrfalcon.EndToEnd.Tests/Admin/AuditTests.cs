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

    [Theory]
    [InlineData("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:1", "{\"weight\":2}", "\"nonsense\"", 412, "changed since")]
    [InlineData("POST", "/v1/clusters/app/endpoints/127.0.0.1:2/drain", "{}", null, 404, "no endpoint 127.0.0.1:2")]
    [InlineData("DELETE", "/v1/clusters/none/endpoints/127.0.0.1:1", null, null, 404, "no cluster none")]
    [InlineData("POST", "/v1/clusters/app/endpoints", "{\"url\":", null, 400, "not what is wanted")]
    [InlineData("POST", "/v1/clusters/app/endpoints", "{\"url\":\"10.0.0.1:80\"}", null, 400, "no scheme")]
    [InlineData("PUT", "/v1/config", "routes: 7", null, 428, "If-Match")]
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
