using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Admin;

/// <summary>The whole configuration, looked at and changed by the admin API.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_is_read_replaced_patched_planned_and_rolled_back()
    {
        await using TestOrigin origin = TestOrigin.Start("origin");
        string text = "# kept\n" + GyrYaml.Render(MetricsTests.PlanFor(origin.Url));
        await using GyrProcess gyr = await StartAsync(text);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        (int status, string read, string? tag) = await admin.AskTextAsync("GET", "/v1/config");
        Assert.Equal((200, text), (status, read));

        string teapot = GyrYaml.Render(MetricsTests.PlanFor(origin.Url) with { Routes = [new RoutePlan { Name = "tea", RespondStatus = 418 }] });
        (status, JsonNode? plan, _) = await admin.AskAsync("POST", "/v1/config/plan", teapot, "application/yaml");
        Assert.Equal((200, true), (status, (bool)plan!["applied"]!));
        Assert.Contains(plan["changes"]!.AsArray(), static change => (string?)change!["name"] == "tea" && (string?)change["change"] == "added");
        Assert.Equal("origin", (await client.GetAsync("/")).Body);

        Assert.Equal(428, (await admin.AskAsync("PUT", "/v1/config", teapot, "application/yaml")).Status);
        Assert.Equal(412, (await admin.AskAsync("PUT", "/v1/config", teapot, "application/yaml", "\"99\"")).Status);
        (status, _, string? next) = await admin.AskAsync("PUT", "/v1/config", teapot, "application/yaml", tag);
        Assert.Equal(200, status);
        Assert.Equal(418, (await client.GetAsync("/")).Response.Status);
        Assert.Equal(412, (await admin.AskAsync("PUT", "/v1/config", text, "application/yaml", tag)).Status);
        Assert.Contains("not that of the file", (string?)(await admin.GetAsync("/v1/status"))["drift"]![0], StringComparison.Ordinal);

        JsonNode json = JsonNode.Parse((await admin.AskTextAsync("GET", "/v1/config", fields: ("Accept", "application/json"))).Text)!;
        Assert.Equal("tea", (string?)json["routes"]![0]!["name"]);
        (status, _, next) = await admin.AskAsync("PATCH", "/v1/config", """{"routes":[{"name":"gone","respond":{"status":410}}],"drain":"1s"}""", "application/merge-patch+json", next);
        Assert.Equal(200, status);
        Assert.Equal(410, (await client.GetAsync("/")).Response.Status);

        JsonArray revisions = (await admin.GetAsync("/v1/revisions")).AsArray();
        Assert.Equal([1, 2, 3], revisions.Select(static each => (int)each!["number"]!));
        Assert.Equal([false, false, true], revisions.Select(static each => (bool)each!["inForce"]!));
        Assert.Equal(teapot, (await admin.AskTextAsync("GET", "/v1/revisions/2")).Text);
        Assert.Equal(200, (await admin.AskAsync("POST", "/v1/revisions/2/rollback", ifMatch: next)).Status);
        Assert.Equal(418, (await client.GetAsync("/")).Response.Status);
        Assert.Equal(404, (await admin.AskAsync("POST", "/v1/revisions/77/rollback")).Status);

        Assert.Equal(200, (await admin.AskAsync("POST", "/reload")).Status);
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        Assert.Empty((await admin.GetAsync("/v1/status"))["drift"]!.AsArray());
        Assert.Equal(text, (await admin.AskTextAsync("GET", "/v1/config")).Text);
    }

    [Theory]
    [InlineData("PUT", "listeners: { web: { adress: x } }\nroutes: [ { cluster: nowhere } ]\n", 422, 2)]
    [InlineData("PUT", "{{{", 422, 1)]
    [InlineData("PUT", "", 422, 1)]
    [InlineData("PATCH", "{\"clusters\":{\"app\":{\"endpoints\":[\"ftp://x\"]}}}", 422, 1)]
    [InlineData("PATCH", "{\"clusters\":null}", 422, 1)]
    [InlineData("PATCH", "null", 422, 1)]
    [InlineData("PATCH", "{", 400, 0)]
    [InlineData("PATCH", "{\"drain\":\"1s\",\"drain\":\"2s\"}", 400, 0)]
    public async Task A_mistake_changes_nothing_and_every_mistake_is_told(string method, string body, int expected, int errors)
    {
        await using TestOrigin origin = TestOrigin.Start("origin");
        string text = GyrYaml.Render(MetricsTests.PlanFor(origin.Url));
        await using GyrProcess gyr = await StartAsync(text);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        (int status, JsonNode? answer, _) = await admin.AskAsync(method, "/v1/config", body, method == "PUT" ? "application/yaml" : "application/merge-patch+json", "*");
        Assert.Equal(expected, status);
        if (errors > 0) Assert.InRange(answer!["errors"]!.AsArray().Count, errors, int.MaxValue);
        Assert.Equal(text, (await admin.AskTextAsync("GET", "/v1/config")).Text);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
    }

    [Fact]
    public async Task What_says_the_same_changes_nothing()
    {
        string text = GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1"));
        await using GyrProcess gyr = await StartAsync(text);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        string tag = await admin.TagAsync();
        string json = (await admin.AskTextAsync("GET", "/v1/config", fields: ("Accept", "application/json"))).Text;
        (int status, JsonNode? answer, string? next) = await admin.AskAsync("PATCH", "/v1/config", "{}", "application/merge-patch+json", tag);
        Assert.Equal((200, 0, tag), (status, answer!["changes"]!.AsArray().Count, next));
        Assert.Equal(200, (await admin.AskAsync("PUT", "/v1/config", json, "application/json", tag)).Status);
        Assert.Equal(200, (await admin.AskAsync("PUT", "/v1/config", text, "application/yaml", tag)).Status);
        Assert.Single((await admin.GetAsync("/v1/revisions")).AsArray());
        Assert.Empty(await DriftAsync(admin));
        Assert.Equal((text, tag), ((await admin.AskTextAsync("GET", "/v1/config")).Text, await admin.TagAsync()));

        // What was changed and is as before is the file's again.
        Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/config", """{"drain":"2s"}""", "application/merge-patch+json", "*")).Status);
        Assert.EndsWith("(drain), and the next reload puts the file's into its place", (await DriftAsync(admin)).Single(), StringComparison.Ordinal);
        Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/config", """{"drain":null}""", "application/merge-patch+json", "*")).Status);
        Assert.Empty(await DriftAsync(admin));
    }

    [Theory]
    [InlineData("PUT", "image/png", 415)]
    [InlineData("PUT", "application/x-www-form-urlencoded", 415)]
    [InlineData("PUT", "application/yaml; charset=utf-16", 415)]
    [InlineData("PUT", "no type", 415)]
    [InlineData("PUT", "application/x-yaml", 200)]
    [InlineData("PUT", "text/yaml; charset=UTF-8", 200)]
    [InlineData("PUT", "text/plain", 200)]
    [InlineData("PUT", "APPLICATION/JSON", 200)]
    [InlineData("PUT", null, 200)]
    [InlineData("PATCH", "application/yaml", 415)]
    public async Task The_type_of_a_configuration_is_looked_at(string method, string? type, int expected)
    {
        string text = GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1"));
        await using GyrProcess gyr = await StartAsync(text);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        (int status, string answer) = await admin.SendAsync(method, "/v1/config", Encoding.UTF8.GetBytes(text), type, "*");
        Assert.True(status == expected, answer);
    }

    [Fact]
    public async Task A_body_in_UTF_16_is_refused_and_a_mark_of_UTF_8_is_no_part_of_it()
    {
        string text = GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1"));
        await using GyrProcess gyr = await StartAsync(text);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        (int status, string answer) = await admin.SendAsync("PUT", "/v1/config", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)], "application/yaml", "*");
        Assert.Equal(400, status);
        Assert.Contains("not UTF-8", answer, StringComparison.Ordinal);
        Assert.Equal(200, (await admin.SendAsync("PUT", "/v1/config", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text + "drain: 2s\n")], "application/yaml", "*")).Status);
        Assert.Equal(text + "drain: 2s\n", (await admin.AskTextAsync("GET", "/v1/config")).Text);
    }

    [Fact]
    public async Task A_list_of_versions_that_has_the_one_in_force_is_right()
    {
        await using GyrProcess gyr = await StartAsync(GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1")));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/config", """{"drain":"2s"}""", "application/merge-patch+json", $"\"1\", {await admin.TagAsync()}")).Status);
        Assert.Equal(412, (await admin.AskAsync("PATCH", "/v1/config", """{"drain":"3s"}""", "application/merge-patch+json", "\"1\", \"2\"")).Status);
    }

    [Theory]
    [InlineData("PUT", "/v1/config", "routes: 7")]
    [InlineData("POST", "/v1/config/plan", "routes: 7")]
    [InlineData("PATCH", "/v1/config", """{"routes":7}""")]
    [InlineData("POST", "/reload", null)]
    [InlineData("POST", "/upgrade", null)]
    public async Task What_is_refused_is_a_problem_with_every_mistake(string method, string path, string? body)
    {
        await using GyrProcess gyr = await StartAsync(GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1")));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        if (body is null) _directory.Write("gyr.yaml", "routes: 7\n");
        (int status, string text) = await admin.SendAsync(method, path, body is null ? [] : Encoding.UTF8.GetBytes(body), method == "PATCH" ? "application/merge-patch+json" : body is null ? null : "application/yaml", path == "/v1/config" ? "*" : null, "application/problem+json");
        JsonNode problem = JsonNode.Parse(text)!;
        Assert.Equal((422, 422, false), (status, (int)problem["status"]!, (bool)problem[path == "/upgrade" ? "upgraded" : "applied"]!));
        Assert.Contains(problem["errors"]!.AsArray(), static each => ((string)each!).Contains("routes", StringComparison.Ordinal));
        Assert.NotEmpty((string)problem["detail"]!);
    }

    [Fact]
    public async Task Values_of_headers_are_hidden_and_what_was_read_can_be_sent_back()
    {
        await using TestOrigin origin = TestOrigin.Start("origin");
        ProxyPlan plan = MetricsTests.PlanFor(origin.Url);
        plan = plan with { Clusters = [plan.Clusters[0] with { Health = "{ active: { path: /probe, interval: 50ms, headers: [ 'Authorization: Bearer s3cret' ] } }" }] };
        await using GyrProcess gyr = await StartAsync("# kept\n" + GyrYaml.Render(plan));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        (_, string text, string? tag) = await admin.AskTextAsync("GET", "/v1/config");
        string json = (await admin.AskTextAsync("GET", "/v1/config", fields: ("Accept", "application/json"))).Text;
        foreach (string told in new[] { text, json, (await admin.AskTextAsync("GET", "/v1/revisions/1")).Text })
        {
            Assert.DoesNotContain("s3cret", told, StringComparison.Ordinal);
            Assert.Contains("Authorization: <hidden>", told, StringComparison.Ordinal);
        }

        Assert.StartsWith("# kept\n", text, StringComparison.Ordinal);
        (int status, _, tag) = await admin.AskAsync("PUT", "/v1/config", text + "drain: 2s\n", "application/yaml", tag);
        Assert.Equal(200, status);
        Assert.Equal(200, (await admin.AskAsync("PUT", "/v1/config", json, "application/json", tag)).Status);
        Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/config", """{"clusters":{"app":{"health":{"active":{"path":"/other","headers":["Authorization: <hidden>"]}}}}}""", "application/merge-patch+json", "*")).Status);
        (status, JsonNode? refusal, _) = await admin.AskAsync("PATCH", "/v1/config", """{"clusters":{"app":{"health":{"active":{"headers":["X-Other: <hidden>"]}}}}}""", "application/merge-patch+json", "*");
        Assert.Equal(422, status);
        Assert.Contains("x-other: `<hidden>` stands for a value", (string?)refusal!["errors"]![0], StringComparison.Ordinal);

        // The endpoint still gets what was written at the start.
        await Deadline.Until(() => origin.Exchanges.Any(static each => each.Request.Target == "/other"), "a probe of the configuration that was patched");
        Assert.All(origin.Exchanges, static each => Assert.Equal("Bearer s3cret", each.Request.Fields["Authorization"]));
    }

    [Fact]
    public async Task What_was_changed_is_kept_over_a_restart_until_the_file_is_changed()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        string state = Path.Combine(_directory.Path, "state");
        string text = $"state: {state}\n" + GyrYaml.Render(MetricsTests.PlanFor(a.Url, b.Url) with { Routes = [new RoutePlan { Name = "all", Cluster = "app" }] });
        string? since;
        await using (GyrProcess gyr = await StartAsync(text))
        {
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            (int status, JsonNode? drained, _) = await admin.AskAsync("POST", $"/v1/clusters/app/endpoints/{new Uri(a.Url).Authority}/drain", """{"reason":"repair"}""");
            Assert.Equal(200, status);
            since = drained!["reasons"]![0]!["since"]!.ToJsonString();
            Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/config", """{"drain":"2s"}""", "application/merge-patch+json", "*")).Status);
        }

        await using (GyrProcess gyr = await StartAsync(text))
        {
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            Assert.Equal(2, (await admin.GetAsync("/v1/status"))["drift"]!.AsArray().Count);
            Assert.Equal(since, (await admin.GetAsync("/v1/endpoints"))[0]!["reasons"]![0]!["since"]!.ToJsonString());
            Assert.Contains("2s", (await admin.AskTextAsync("GET", "/v1/config")).Text, StringComparison.Ordinal);
            await using RawClient client = await gyr.ConnectAsync();
            for (int i = 0; i < 4; i++) Assert.Equal("b", (await client.GetAsync("/")).Body);
        }

        await using (GyrProcess gyr = await StartAsync(text + "# changed\n"))
        {
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            Assert.Equal([$"endpoint app/{a.Url} is drained: repair"], await DriftAsync(admin));
            Assert.Contains(gyr.Process.Errors.Lines, static line => line.Contains("is not used, for the file has been changed since", StringComparison.Ordinal));
            await Deadline.Until(() => !Kept(state).Contains("2s", StringComparison.Ordinal), "the configuration is no longer kept");
            string aside = await File.ReadAllTextAsync(Directory.GetFiles(state, "state.json.2*").Single(), TestContext.Current.CancellationToken);
            Assert.Equal((true, false), (aside.Contains("2s", StringComparison.Ordinal), aside.Contains("repair", StringComparison.Ordinal)));
        }

        // Nothing was changed meanwhile.
        await using (GyrProcess gyr = await StartAsync(text + "# changed\n"))
        {
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            Assert.Equal([$"endpoint app/{a.Url} is drained: repair"], await DriftAsync(admin));
            Assert.Equal(since, (await admin.GetAsync("/v1/endpoints"))[0]!["reasons"]![0]!["since"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Endpoints_that_were_added_removed_and_weighed_are_so_after_a_restart()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using TestOrigin c = TestOrigin.Start("c");
        string text = $"state: {Path.Combine(_directory.Path, "state")}\n" + GyrYaml.Render(MetricsTests.PlanFor(a.Url, b.Url));
        await using (GyrProcess gyr = await StartAsync(text))
        {
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            Assert.Equal(201, (await admin.AskAsync("POST", "/v1/clusters/app/endpoints", $$"""{"url":"{{c.Url}}","weight":3}""")).Status);
            Assert.Equal(204, (await admin.AskAsync("DELETE", $"/v1/clusters/app/endpoints/{new Uri(a.Url).Authority}")).Status);
            Assert.Equal(200, (await admin.AskAsync("PATCH", $"/v1/clusters/app/endpoints/{new Uri(b.Url).Authority}", """{"weight":2}""")).Status);
            await AssertAsync(gyr, admin);
        }

        // The second restart finds what the first has read.
        for (int i = 0; i < 2; i++)
        {
            await using GyrProcess gyr = await StartAsync(text);
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            await AssertAsync(gyr, admin);
        }

        // What is taken back is not kept either.
        await using (GyrProcess gyr = await StartAsync(text))
        {
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            Assert.Equal(204, (await admin.AskAsync("DELETE", $"/v1/clusters/app/endpoints/{new Uri(c.Url).Authority}")).Status);
            Assert.Equal(201, (await admin.AskAsync("POST", "/v1/clusters/app/endpoints", $$"""{"url":"{{a.Url}}"}""")).Status);
            Assert.Equal(200, (await admin.AskAsync("PATCH", $"/v1/clusters/app/endpoints/{new Uri(b.Url).Authority}", """{"weight":null}""")).Status);
        }

        await using (GyrProcess gyr = await StartAsync(text))
        {
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            Assert.Equal(new[] { (a.Url, 1), (b.Url, 1) }.OrderBy(static each => each.Item1, StringComparer.Ordinal), await WeightsAsync(admin));

            Assert.Empty(await DriftAsync(admin));
        }

        async Task AssertAsync(GyrProcess gyr, AdminPeer admin)
        {
            Assert.Equal([(b.Url, 2), (c.Url, 3)], await WeightsAsync(admin));
            Assert.Equal(
                new[] { $"endpoint app/{c.Url} was added", $"endpoint app/{a.Url} was removed", $"endpoint app/{b.Url} was given the weight 2" }.Order(StringComparer.Ordinal),
                (await DriftAsync(admin)).Order(StringComparer.Ordinal));
            await using RawClient client = await gyr.ConnectAsync();
            string[] bodies = new string[10];
            for (int i = 0; i < bodies.Length; i++) bodies[i] = (await client.GetAsync("/")).Body;
            Assert.Equal((4, 6), (bodies.Count(static body => body == "b"), bodies.Count(static body => body == "c")));
        }

        static async Task<(string, int)[]> WeightsAsync(AdminPeer admin)
            => [.. (await admin.GetAsync("/v1/endpoints")).AsArray().Select(static each => ((string)each!["url"]!, (int)each["weight"]!)).OrderBy(static each => each.Item2).ThenBy(static each => each.Item1, StringComparer.Ordinal)];
    }

    [Fact]
    public async Task A_kept_configuration_that_is_refused_takes_nothing_else_with_it()
    {
        string state = Path.Combine(_directory.Path, "state");
        string text = $"state: {state}\n" + GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1"));
        Directory.CreateDirectory(state);
        string digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        const string Clusters = """{"app":{"drained":{"http://127.0.0.1:1":"repair"}}}""";
        await File.WriteAllTextAsync(Path.Combine(state, "state.json"), $$"""{"configuration":"routes: 7","fileDigest":"{{digest}}","clusters":{{Clusters}} }""", TestContext.Current.CancellationToken);
        for (int i = 0; i < 2; i++)
        {
            await using GyrProcess gyr = await StartAsync(text);
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            Assert.Equal(["endpoint app/http://127.0.0.1:1 is drained: repair"], await DriftAsync(admin));
            await Deadline.Until(() => !Kept(state).Contains("routes: 7", StringComparison.Ordinal), "the configuration is no longer kept");
        }

        Assert.Contains("routes: 7", await File.ReadAllTextAsync(Directory.GetFiles(state, "state.json.2*").Single(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upgrade_that_fails_leaves_what_is_kept_to_the_old_process()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        string state = Path.Combine(_directory.Path, "state");
        string text = $"state: {state}\n" + GyrYaml.Render(MetricsTests.PlanFor(a.Url));
        await using (GyrProcess gyr = await StartAsync(text))
        {
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            Assert.Equal(200, (await admin.AskAsync("POST", $"/v1/clusters/app/endpoints/{new Uri(a.Url).Authority}/drain", """{"reason":"repair"}""")).Status);
            Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/config", """{"drain":"2s"}""", "application/merge-patch+json", "*")).Status);
            string kept = Kept(state);

            // The new process finds the file changed, and then that it cannot serve.
            _directory.Write("gyr.yaml", text.Replace("listeners:\n", $"listeners:\n  taken: {{ address: \"127.0.0.1:{a.Port}\" }}\n", StringComparison.Ordinal));
            (int status, JsonNode? answer, _) = await admin.AskAsync("POST", "/upgrade");
            Assert.Equal((422, false), (status, (bool)answer!["upgraded"]!));
            Assert.Contains(gyr.Process.Errors.Lines, static line => line.Contains("is not used, for the file has been changed since", StringComparison.Ordinal));
            Assert.Equal([kept], Directory.GetFiles(state, "state.json*").Select(File.ReadAllText));
        }

        await using (GyrProcess gyr = await StartAsync(text))
        {
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            Assert.Equal(2, (await DriftAsync(admin)).Length);
        }
    }

    [Fact]
    public async Task A_cluster_that_a_reload_removes_is_told_with_what_was_changed_in_it()
    {
        string text = GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1"));
        await using GyrProcess gyr = await StartAsync(text);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal(200, (await admin.AskAsync("POST", "/v1/clusters/app/endpoints/127.0.0.1:1/drain", """{"reason":"repair"}""")).Status);
        Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:1", """{"weight":7}""")).Status);
        _directory.Write("gyr.yaml", text.Replace("app", "shop", StringComparison.Ordinal));
        const string Lost = "what was changed in it by the API is dropped: endpoint app/http://127.0.0.1:1 was given the weight 7; endpoint app/http://127.0.0.1:1 is drained: repair";
        (int status, JsonNode? answer, _) = await admin.AskAsync("POST", "/reload");
        Assert.Equal(200, status);
        Assert.Equal(Lost, (string?)answer!["changes"]!.AsArray().Single(static change => (string?)change!["name"] == "app")!["meaning"]);
        await gyr.Process.Errors.WaitForAsync(static line => line.EndsWith($" warn cluster app removed: {Lost}; if it comes back, make these changes again", StringComparison.Ordinal), "what is lost");
    }

    [Fact]
    public async Task A_file_that_could_not_be_applied_is_not_taken_for_the_one_in_force()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        string state = Path.Combine(_directory.Path, "state");
        string text = $"state: {state}\n" + GyrYaml.Render(MetricsTests.PlanFor(a.Url));
        await using GyrProcess gyr = await StartAsync(text);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        _directory.Write("gyr.yaml", text.Replace("listeners:\n", $"listeners:\n  taken: {{ address: \"127.0.0.1:{a.Port}\" }}\n", StringComparison.Ordinal));
        (int status, JsonNode? answer, _) = await admin.AskAsync("POST", "/reload");
        Assert.Equal(422, status);
        Assert.Contains("already in use", (string?)answer!["errors"]![0], StringComparison.Ordinal);
        Assert.Empty(await DriftAsync(admin));

        // What is kept now stands in for no file.
        Assert.Equal(200, (await admin.AskAsync("POST", $"/v1/clusters/app/endpoints/{new Uri(a.Url).Authority}/drain", """{"reason":"repair"}""")).Status);
        Assert.Equal((null, null), ((string?)JsonNode.Parse(Kept(state))!["configuration"], (string?)JsonNode.Parse(Kept(state))!["fileDigest"]));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"clusters\":{\"app\":{},\"gone\":null}}")]
    [InlineData("{\"clusters\":{\"app\":{\"added\":[null,{\"weight\":1}],\"removed\":[null],\"weights\":{\"http://127.0.0.1:1\":-1}}}}", "the endpoint  of cluster app is dropped: it has no url", "the weight -1 of http://127.0.0.1:1 in cluster app is dropped")]
    public async Task A_state_with_little_in_it_is_taken_for_what_it_says(string kept, params string[] told)
    {
        string state = Path.Combine(_directory.Path, "state");
        Directory.CreateDirectory(state);
        await File.WriteAllTextAsync(Path.Combine(state, "state.json"), kept, TestContext.Current.CancellationToken);
        await using GyrProcess gyr = await StartAsync($"state: {state}\n" + GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1")));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Empty(await DriftAsync(admin));
        Assert.DoesNotContain(gyr.Process.Errors.Lines, static line => line.Contains(" error ", StringComparison.Ordinal));
        foreach (string sentence in told) Assert.Contains(gyr.Process.Errors.Lines, line => line.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_state_that_cannot_be_read_is_set_aside_and_told()
    {
        string state = Path.Combine(_directory.Path, "state");
        Directory.CreateDirectory(state);
        await File.WriteAllTextAsync(Path.Combine(state, "state.json"), "{ broken", TestContext.Current.CancellationToken);
        await using GyrProcess gyr = await StartAsync($"state: {state}\n" + GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1")));
        Assert.Contains(gyr.Process.Errors.Lines, static line => line.Contains("error state: ", StringComparison.Ordinal));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("what was kept is now in `", StringComparison.Ordinal), "it is set aside");
        Assert.Equal("{ broken", await File.ReadAllTextAsync(Directory.GetFiles(state, "state.json.2*").Single(), TestContext.Current.CancellationToken));
    }

    private static string Kept(string state) => File.ReadAllText(Path.Combine(state, "state.json"));

    private static async Task<string?[]> DriftAsync(AdminPeer admin) => [.. (await admin.GetAsync("/v1/status"))["drift"]!.AsArray().Select(static each => (string?)each)];

    private Task<GyrProcess> StartAsync(string text) => GyrProcess.StartAsync(["run", "--config", _directory.Write("gyr.yaml", text)]);
}
