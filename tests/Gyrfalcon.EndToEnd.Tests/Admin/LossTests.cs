using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Admin;

/// <summary>What was changed by the API is not lost without a word, and can be had again.</summary>
public sealed class LossTests : IDisposable
{
    private const int HangUp = 1;
    private const string One = "/v1/clusters/app/endpoints/127.0.0.1:1";
    private const string Drained = "endpoint app/http://127.0.0.1:1 is drained: repair";

    private readonly TemporaryDirectory _directory = new();

    private string State => Path.Combine(_directory.Path, "state");

    private string Text { get; } = GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1", "http://127.0.0.1:2"));

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reload_tells_that_it_gives_up_what_the_API_had_made_and_it_can_be_had_again(bool isKept)
    {
        string text = isKept ? $"state: {State}\n{Text}" : Text;
        await using GyrProcess gyr = await StartAsync(text);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        await PatchAsync(admin);
        JsonNode change = (await ReloadAsync(admin))["changes"]![0]!;
        Assert.Equal(("configuration", "of revision 2", "given up"), ((string?)change["thing"], (string?)change["name"], (string?)change["change"]));
        Assert.StartsWith("in force since ", (string?)change["meaning"], StringComparison.Ordinal);
        Assert.Contains(", by 127.0.0.1:", (string?)change["meaning"], StringComparison.Ordinal);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains(" warn configuration of revision 2 given up: ", StringComparison.Ordinal) && line.Contains("/v1/revisions/2/rollback", StringComparison.Ordinal), "what is given up");
        Assert.Equal(isKept, Aside().Any(static each => each.Contains("2s", StringComparison.Ordinal)));

        // Of what is not there, nothing is given up.
        Assert.Empty((await ReloadAsync(admin))["changes"]!.AsArray());
        Assert.Equal(200, (await admin.AskAsync("POST", "/v1/revisions/2/rollback")).Status);
        Assert.Contains("2s", (await admin.AskTextAsync("GET", "/v1/config")).Text, StringComparison.Ordinal);
        gyr.Process.Signal(HangUp);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains(" warn configuration of revision 5 given up: ", StringComparison.Ordinal), "the second loss");
    }

    [Fact]
    public async Task What_was_written_into_the_file_is_not_given_up()
    {
        await using GyrProcess gyr = await StartAsync(Text);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        await PatchAsync(admin);
        _directory.Write("gyr.yaml", $"# now here\n{Text.Replace("drain: 10s\n", "", StringComparison.Ordinal)}drain: 2s\n");
        Assert.Empty((await ReloadAsync(admin))["changes"]!.AsArray());
        Assert.Empty(await DriftAsync(admin));
    }

    [Fact]
    public async Task A_state_directory_that_the_file_no_longer_names_is_told_of_at_the_reload_and_at_the_end()
    {
        await using GyrProcess gyr = await StartAsync($"state: {State}\n{Text}");
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        await DrainAsync(admin);
        _directory.Write("gyr.yaml", Text);
        JsonNode change = (await ReloadAsync(admin))["changes"]!.AsArray().Single(static each => (string?)each!["name"] == "state")!;
        Assert.Equal("waits for a restart", (string?)change["change"]);
        Assert.Contains("is kept where it was", (string?)change["meaning"], StringComparison.Ordinal);
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());
        Assert.Contains(gyr.Process.Errors.Lines, line => line.Contains($" warn state: this is lost, for it is kept in `{State}`, and the next process does not look there: {Drained}; ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_upgrade_under_another_file_keeps_the_text_of_what_the_API_had_made_and_says_so()
    {
        await using GyrProcess gyr = await StartAsync($"admin: {{ listen: \"127.0.0.1:{HeldPort.Free()}\" }}\n{Text.Replace("admin:", "# admin:", StringComparison.Ordinal)}");
        string made;
        using (AdminPeer admin = await AdminPeer.ConnectAsync(gyr))
        {
            await PatchAsync(admin);
            made = (await admin.AskTextAsync("GET", "/v1/config")).Text;
        }

        await File.AppendAllTextAsync(Path.Combine(_directory.Path, "gyr.yaml"), "# changed\n", TestContext.Current.CancellationToken);
        (int code, string output, string errors) = await GyrProcess.RunToEndAsync("upgrade", "--config", Path.Combine(_directory.Path, "gyr.yaml"));
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("is not used, for the file has been changed since; it is revision 1 of the new process", output, StringComparison.Ordinal);
        using AdminPeer next = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal(made, (await next.AskTextAsync("GET", "/v1/revisions/1")).Text);
        Assert.Equal(2, (int)(await next.GetAsync("/v1/status"))["revision"]!);
        Assert.Equal(200, (await next.AskAsync("POST", "/v1/revisions/1/rollback")).Status);
        Assert.Equal(made, (await next.AskTextAsync("GET", "/v1/config")).Text);
    }

    [Fact]
    public async Task A_state_directory_that_cannot_be_written_to_is_refused_at_the_start()
    {
        Directory.CreateDirectory(Path.Combine(State, "state.json.next"));
        (int code, _, string errors) = await GyrProcess.RunToEndAsync("run", "--config", _directory.Write("gyr.yaml", $"state: {State}\n{Text}"));
        Assert.Equal(1, code);
        Assert.Contains($"error state: the directory `{State}` cannot be used: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_cannot_be_kept_is_told_until_it_is_and_at_the_end()
    {
        await using GyrProcess gyr = await StartAsync($"state: {State}\n{Text}");
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Null((string?)(await admin.GetAsync("/v1/status"))["notKept"]);
        string next = Path.Combine(State, "state.json.next");
        Directory.CreateDirectory(next);
        await DrainAsync(admin);
        Assert.NotEmpty((string)(await admin.GetAsync("/v1/status"))["notKept"]!);
        Directory.Delete(next);
        Assert.Equal(200, (await admin.AskAsync("PATCH", One, """{"weight":2}""")).Status);
        Assert.Null((string?)(await admin.GetAsync("/v1/status"))["notKept"]);
        Directory.CreateDirectory(next);
        Assert.Equal(200, (await admin.AskAsync("PATCH", One, """{"weight":3}""")).Status);
        (_, string output, _) = await GyrProcess.RunToEndAsync("status", "--admin", new Uri(gyr.Process.Errors.Lines.First(static line => line.Contains("admin listening", StringComparison.Ordinal)).Split(' ')[^1].Insert(0, "http://")).Authority);
        Assert.Contains("not kept ", output, StringComparison.Ordinal);
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());
        Assert.Contains(gyr.Process.Errors.Lines, line => line.Contains($" warn state: this is lost, for it could not be kept in `{State}`: ", StringComparison.Ordinal) && line.Contains(Drained, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disk_that_has_room_again_at_the_end_keeps_everything()
    {
        await using (GyrProcess gyr = await StartAsync($"state: {State}\n{Text}"))
        {
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            string next = Path.Combine(State, "state.json.next");
            Directory.CreateDirectory(next);
            await DrainAsync(admin);
            Directory.Delete(next);
            gyr.Terminate();
            Assert.Equal(0, await gyr.Process.ExitAsync());
            Assert.DoesNotContain(gyr.Process.Errors.Lines, static line => line.Contains("this is lost", StringComparison.Ordinal));
        }

        await using GyrProcess again = await StartAsync($"state: {State}\n{Text}");
        using AdminPeer other = await AdminPeer.ConnectAsync(again);
        Assert.Equal([Drained], await DriftAsync(other));
    }

    [Fact]
    public async Task A_state_directory_is_one_processs_over_upgrades_too()
    {
        string text = $"state: {State}\nadmin: {{ listen: \"127.0.0.1:{HeldPort.Free()}\" }}\n{Text.Replace("admin:", "# admin:", StringComparison.Ordinal)}";
        string second = _directory.Write("second.yaml", $"state: {State}\n{Text}");
        await using (GyrProcess gyr = await StartAsync(text))
        {
            await AssertRefusedAsync();
            for (int i = 0; i < 2; i++)
            {
                (int code, _, string errors) = await GyrProcess.RunToEndAsync("upgrade", "--config", Path.Combine(_directory.Path, "gyr.yaml"));
                Assert.Equal((0, ""), (code, errors));
                await Deadline.Until(() => gyr.Successors.Count == i + 1, "the log tells of it");
                await AssertRefusedAsync();
            }

            await Deadline.Until(() => gyr.Process.HasExited && !Directory.Exists($"/proc/{gyr.Successors[0]}"), "those before have ended");
            await AssertRefusedAsync();
        }

        await using GyrProcess free = await GyrProcess.StartAsync(["run", "--config", second]);

        async Task AssertRefusedAsync()
        {
            (int code, _, string errors) = await GyrProcess.RunToEndAsync("run", "--config", second);
            Assert.Equal(1, code);
            Assert.Contains($"error state: the directory `{State}` belongs to another process that runs; ", errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_API_made_of_a_proxy_without_a_file_is_told_and_the_options_come_back()
    {
        await using TestOrigin origin = TestOrigin.Start("origin");
        await using GyrProcess gyr = await GyrProcess.StartAsync(["proxy", "--listen", "127.0.0.1:0", "--to", origin.Url, "--admin", "127.0.0.1:0"]);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Empty(await DriftAsync(admin));
        Assert.Equal(404, (await admin.AskTextAsync("GET", "/v1/revisions/1")).Status);
        string other = $"listeners: {{ web: {{ address: \"{gyr.Address}\" }} }}\nroutes: [ {{ respond: {{ status: 418 }} }} ]\n";
        Assert.Equal(200, (await admin.AskAsync("PUT", "/v1/config", other, "application/yaml", "*")).Status);
        const string Drift = "the configuration in force is not that of the command line: it was changed by the API";
        string drift = (await DriftAsync(admin)).Single()!;
        Assert.StartsWith(Drift, drift, StringComparison.Ordinal);
        Assert.Equal(200, (await admin.AskAsync("POST", "/v1/revisions/1/rollback")).Status);
        Assert.Empty(await DriftAsync(admin));
        Assert.Contains("(listener web, route ", drift, StringComparison.Ordinal);
        Assert.Equal(200, (await admin.AskAsync("POST", "/v1/revisions/2/rollback")).Status);
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());
        Assert.Contains(gyr.Process.Errors.Lines, static line => line.Contains($" warn state: this is lost, for without `state` it ends with the process: {Drift}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Why_a_kept_configuration_is_not_used_is_its_error_and_no_warning()
    {
        await using (GyrProcess gyr = await StartAsync($"state: {State}\n{Text}"))
        {
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            await PatchAsync(admin);
        }

        // A warning stands before the error.
        string kept = Path.Combine(State, "state.json");
        JsonNode state = JsonNode.Parse(await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken))!;
        state["configuration"] = """
            clusters: { unused: { endpoints: [ "http://127.0.0.1:1" ] } }
            listeners: { web: { address: "127.0.0.1:0" } }
            routes: [ { cluster: nowhere } ]
            """;
        await File.WriteAllTextAsync(kept, state.ToJsonString(), TestContext.Current.CancellationToken);
        await using GyrProcess next = await StartAsync($"state: {State}\n{Text}");
        string told = (await next.Process.Errors.WaitForAsync(static line => line.Contains("is not used: ", StringComparison.Ordinal), "why it is not used"))[0];
        Assert.Contains("error ", told, StringComparison.Ordinal);
        Assert.Contains("nowhere", told, StringComparison.Ordinal);
    }

    private static async Task DrainAsync(AdminPeer admin) => Assert.Equal(200, (await admin.AskAsync("POST", $"{One}/drain", """{"reason":"repair"}""")).Status);

    private static async Task PatchAsync(AdminPeer admin) => Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/config", """{"drain":"2s"}""", "application/merge-patch+json", "*")).Status);

    private static async Task<JsonNode> ReloadAsync(AdminPeer admin)
    {
        (int status, JsonNode? answer, _) = await admin.AskAsync("POST", "/reload");
        Assert.Equal(200, status);
        return answer!;
    }

    private static async Task<string?[]> DriftAsync(AdminPeer admin) => [.. (await admin.GetAsync("/v1/status"))["drift"]!.AsArray().Select(static each => (string?)each)];

    private string[] Aside() => Directory.Exists(State) ? [.. Directory.GetFiles(State, "state.json.2*").Select(File.ReadAllText)] : [];

    private Task<GyrProcess> StartAsync(string text) => GyrProcess.StartAsync(["run", "--config", _directory.Write("gyr.yaml", text)]);
}
