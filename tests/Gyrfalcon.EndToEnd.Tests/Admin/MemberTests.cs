using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Admin;

/// <summary>Endpoints looked at and changed by the admin API.</summary>
public sealed class MemberTests
{
    [Fact]
    public async Task What_is_changed_counts_for_the_next_request_and_what_is_shown_is_what_happened()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor(a.Url));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("a", (await client.GetAsync("/")).Body);

        (int status, JsonNode? added, _) = await admin.AskAsync("POST", "/v1/clusters/app/endpoints", $$"""{"url":"{{b.Url}}","weight":3}""");
        Assert.Equal((201, "up", 3), (status, (string?)added!["state"], (int)added["weight"]!));
        string[] bodies = new string[8];
        for (int i = 0; i < bodies.Length; i++) bodies[i] = (await client.GetAsync("/")).Body;
        Assert.Equal((2, 6), (bodies.Count(static body => body == "a"), bodies.Count(static body => body == "b")));

        string bName = new Uri(b.Url).Authority;
        (status, JsonNode? drained, _) = await admin.AskAsync("POST", $"/v1/clusters/app/endpoints/{bName}/drain", """{"reason":"new\nkernel"}""");
        Assert.Equal((200, "drained", "new kernel"), (status, (string?)drained!["state"], (string?)drained["reasons"]![0]!["why"]));
        for (int i = 0; i < 4; i++) Assert.Equal("a", (await client.GetAsync("/")).Body);
        Assert.Equal(200, (await admin.AskAsync("POST", $"/v1/clusters/app/endpoints/{Uri.EscapeDataString(b.Url)}/enable")).Status);
        Assert.Equal(200, (await admin.AskAsync("PATCH", $"/v1/clusters/app/endpoints/{bName}", """{"weight":0}""")).Status);
        for (int i = 0; i < 4; i++) Assert.Equal("a", (await client.GetAsync("/")).Body);
        Assert.Equal(200, (await admin.AskAsync("PATCH", $"/v1/clusters/app/endpoints/{bName}", """{"weight":null}""")).Status);
        Assert.Equal(204, (await admin.AskAsync("DELETE", $"/v1/clusters/app/endpoints/{new Uri(a.Url).Authority}")).Status);
        for (int i = 0; i < 4; i++) Assert.Equal("b", (await client.GetAsync("/")).Body);

        JsonArray endpoints = (await admin.GetAsync("/v1/endpoints")).AsArray();
        Assert.Equal((b.Url, 10), ((string?)endpoints.Single()!["url"], (int)endpoints[0]!["requests"]!));
        JsonNode cluster = await admin.GetAsync("/v1/clusters/app");
        Assert.Equal([$"endpoint app/{b.Url} was added", $"endpoint app/{a.Url} was removed"], cluster["drift"]!.AsArray().Select(static each => (string?)each));
        JsonNode route = (await admin.GetAsync("/v1/routes")).AsArray().Single()!;
        foreach (JsonNode times in (JsonNode[])[route["times"]!, endpoints[0]!["times"]!, cluster["times"]!])
        {
            double[] quantiles = [.. ((string[])["p50", "p90", "p99", "p999", "max"]).Select(name => (double)times[name]!)];
            Assert.Equal(quantiles.Order(), quantiles);
            Assert.InRange(quantiles[0], 1e-6, 10);
        }

        Assert.Equal((21, 21), ((int)route["requests"]!, (int)route["statuses"]!["200"]!));
        JsonNode listener = (await admin.GetAsync("/v1/listeners")).AsArray().Single()!;
        Assert.Equal((1, 1, 21, gyr.Address.ToString()), ((int)listener["connections"]!, (int)listener["accepted"]!, (int)listener["requests"]!, (string?)listener["address"]));
        JsonNode shown = await admin.GetAsync("/v1/status");
        Assert.Equal((21, 1, 1, 1), ((int)shown["requests"]!, (int)shown["endpoints"]!, (int)shown["endpointsUp"]!, (int)shown["connections"]!));
        Assert.Equal(6, (await admin.GetAsync("/v1/audit")).AsArray().Count(static entry => (bool)entry!["applied"]!));
        Assert.Equal(6, gyr.Process.Errors.Lines.Count(static line => line.Contains(" info audit: 127.0.0.1:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("POST", "/v1/clusters/app/endpoints", "{\"url\":\"10.0.0.1:80\"}", 400, "no scheme")]
    [InlineData("POST", "/v1/clusters/app/endpoints", "{\"url\":\"http://10.0.0.1:80/path\"}", 400, "a path")]
    [InlineData("POST", "/v1/clusters/app/endpoints", "{\"url\":\"http://10.0.0.1\",\"weight\":1001}", 400, "0 to 1000")]
    [InlineData("POST", "/v1/clusters/app/endpoints", "{\"url\":\"http://10.0.0.1\",\"wieght\":1}", 400, "wieght")]
    [InlineData("POST", "/v1/clusters/app/endpoints", "{\"url\":", 400, "not what is wanted")]
    [InlineData("POST", "/v1/clusters/app/endpoints", "null", 400, "null")]
    [InlineData("POST", "/v1/clusters/app/endpoints", "{\"url\":null}", 400, "`url` is null")]
    [InlineData("POST", "/v1/clusters/app/endpoints", "{}", 400, "`url` is not there")]
    [InlineData("POST", "/v1/clusters/app/endpoints", "{\"url\":\"http://10.0.0.1\",\"url\":\"http://10.0.0.2\"}", 400, "url")]
    [InlineData("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:1", "{}", 400, "`weight` is not there")]
    [InlineData("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:1", null, 400, "`weight` is not there")]
    [InlineData("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:1", "{\"weight\":1,\"weight\":2}", 400, "weight")]
    [InlineData("POST", "/v1/explain", "{\"method\":null,\"url\":\"/\"}", 400, "`method` is null")]
    [InlineData("POST", "/v1/explain", "{\"url\":\"/\",\"headers\":[null]}", 400, "`headers` has null in place 0")]
    [InlineData("POST", "/v1/explain", "{\"url\":\"/\",\"headers\":null}", 400, "`headers` is null")]
    [InlineData("POST", "/v1/clusters/app/endpoints", "{\"url\":\"http://127.0.0.1:1\"}", 409, "a member already")]
    [InlineData("POST", "/v1/clusters/none/endpoints", "{\"url\":\"http://10.0.0.1\"}", 404, "no cluster none")]
    [InlineData("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:1", "{\"weight\":-1}", 400, "0 to 1000")]
    [InlineData("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:1", "{\"weight\":\"much\"}", 400, "not what is wanted")]
    [InlineData("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:2", "{\"weight\":1}", 404, "no endpoint 127.0.0.1:2")]
    [InlineData("POST", "/v1/clusters/app/endpoints/127.0.0.1:2/drain", "", 404, "no endpoint 127.0.0.1:2")]
    [InlineData("DELETE", "/v1/clusters/app/endpoints/http:%2F%2F127.0.0.1:2", null, 404, "no endpoint http://127.0.0.1:2")]
    [InlineData("PUT", "/v1/clusters/app/endpoints", "{}", 405, "GET, POST")]
    [InlineData("GET", "/v1/clusters/none", null, 404, "no cluster none")]
    [InlineData("GET", "/v2/status", null, 404, "openapi.json")]
    public async Task What_cannot_be_done_is_told_and_changes_nothing(string method, string path, string? body, int expected, string told)
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        string before = await admin.TagAsync();
        (int status, JsonNode? problem, _) = await admin.AskAsync(method, path, body);
        Assert.Equal((expected, expected), (status, (int)problem!["status"]!));
        Assert.Contains(told, (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(before, await admin.TagAsync());
    }

    [Fact]
    public async Task What_was_made_of_an_endpoint_can_be_taken_back_when_it_has_left()
    {
        using var directory = new TemporaryDirectory();
        string text = GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1", "http://127.0.0.1:2"));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", directory.Write("gyr.yaml", text)]);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        const string Two = "/v1/clusters/app/endpoints/127.0.0.1:2";
        Assert.Equal(200, (await admin.AskAsync("POST", $"{Two}/drain", "{}")).Status);
        Assert.Equal(200, (await admin.AskAsync("PATCH", Two, """{"weight":4}""")).Status);
        directory.Write("gyr.yaml", GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1")));
        Assert.Equal(200, (await admin.AskAsync("POST", "/reload")).Status);
        Assert.Equal(404, (await admin.AskAsync("GET", Two)).Status);
        Assert.Equal(404, (await admin.AskAsync("DELETE", Two)).Status);
        Assert.Equal(404, (await admin.AskAsync("PATCH", Two, """{"weight":5}""")).Status);
        Assert.Equal(404, (await admin.AskAsync("POST", $"{Two}/drain", "{}")).Status);
        Assert.Equal(2, (await admin.GetAsync("/v1/status"))["drift"]!.AsArray().Count);
        (int status, JsonNode? answer, _) = await admin.AskAsync("POST", $"{Two}/enable");
        Assert.Equal((200, "no member"), (status, (string?)answer!["state"]));
        Assert.Equal(200, (await admin.AskAsync("PATCH", Two, """{"weight":null}""")).Status);
        Assert.Empty((await admin.GetAsync("/v1/status"))["drift"]!.AsArray());
        Assert.Equal(404, (await admin.AskAsync("POST", $"{Two}/enable")).Status);
    }

    [Fact]
    public async Task One_that_the_file_has_and_that_was_removed_is_taken_back_by_adding_it()
    {
        string text = GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1", "http://127.0.0.1:2")).Replace("\"http://127.0.0.1:2\"", "{ url: \"http://127.0.0.1:2\", weight: 5 }", StringComparison.Ordinal);
        Assert.Contains("weight: 5", text, StringComparison.Ordinal);
        await using GyrProcess gyr = await GyrProcess.RunAsync(text);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal(204, (await admin.AskAsync("DELETE", "/v1/clusters/app/endpoints/127.0.0.1:2")).Status);
        (int status, JsonNode? answer, _) = await admin.AskAsync("POST", "/v1/clusters/app/endpoints", """{"url":"http://127.0.0.1:2"}""");
        Assert.Equal((201, 5), (status, (int)answer!["weight"]!));
        Assert.Empty((await admin.GetAsync("/v1/status"))["drift"]!.AsArray());
    }

    [Fact]
    public async Task Whoever_asks_is_told_the_same_of_who_is_up()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.Start("b");
        await using TestOrigin c = TestOrigin.Start("c");
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor(a.Url, b.Url, c.Url));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal(["up 1", "up 1", "up 1"], await ToldAsync());
        Assert.Equal(200, (await admin.AskAsync("PATCH", $"/v1/clusters/app/endpoints/{new Uri(a.Url).Authority}", "{\"weight\":0}")).Status);
        Assert.Equal(["weight 0 0", "up 1", "up 1"], await ToldAsync());
        Assert.Equal(200, (await admin.AskAsync("POST", $"/v1/clusters/app/endpoints/{new Uri(b.Url).Authority}/drain", "{}")).Status);
        Assert.Equal(["weight 0 0", "drained 0", "up 1"], await ToldAsync());
        Assert.Equal(200, (await admin.AskAsync("PATCH", $"/v1/clusters/app/endpoints/{new Uri(a.Url).Authority}", "{\"weight\":1}")).Status);
        Assert.Equal(["up 1", "drained 0", "up 1"], await ToldAsync());

        // The state in the API with the metric; the sums must agree, of the status, of the cluster, and of what the page is told.
        async Task<string[]> ToldAsync()
        {
            string metrics = (await admin.AskTextAsync("GET", "/metrics")).Text;
            string[] told = [.. (await admin.GetAsync("/v1/endpoints")).AsArray().Select(each => $"{each!["state"]} {Metric(metrics, (string)each["url"]!)}")];
            int up = told.Count(static each => each == "up 1");
            Assert.Equal(up, (int)(await admin.GetAsync("/v1/status"))["endpointsUp"]!);
            Assert.Equal(up, (int)(await admin.GetAsync("/v1/clusters/app"))["usable"]!);
            return told;
        }

        static string Metric(string text, string url) => text.Split('\n').Single(line => line.StartsWith($"gyr_endpoint_up{{cluster=\"app\",endpoint=\"{url}\"}} ", StringComparison.Ordinal)).Split(' ')[^1];
    }

    /// <summary>Without <c>state</c> it ends with the process, which takes its time for those it still serves.</summary>
    [Fact]
    public async Task What_is_changed_while_the_process_ends_is_told_of_as_well()
    {
        var finish = new Gate();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/late", async exchange =>
        {
            await finish.WaitAsync();
            await exchange.ReplyAsync("late");
        });
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor(origin.Url) with { Drain = TimeSpan.FromSeconds(30) });
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        string path = $"/v1/clusters/app/endpoints/{new Uri(origin.Url).Authority}";
        Assert.Equal(200, (await admin.AskAsync("PATCH", path, "{\"weight\":5}")).Status);
        await using RawClient client = await gyr.ConnectAsync();
        await client.SendAsync("GET /late HTTP/1.1\r\nHost: test.example\r\n\r\n");
        await Deadline.Until(() => origin.RequestCount == 1, "the request is at the endpoint");
        gyr.Terminate();
        await gyr.Process.Errors.WaitForAsync(static line => IsOfLoss(line) && line.Contains("weight", StringComparison.Ordinal), "what is lost already");
        Assert.Equal(200, (await admin.AskAsync("POST", $"{path}/drain", """{"reason":"late"}""")).Status);
        finish.Open();
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        Assert.Equal(0, await gyr.Process.ExitAsync());
        string[] told = [.. gyr.Process.Errors.Lines.Where(IsOfLoss)];
        Assert.Equal(2, told.Length);
        Assert.Contains("is drained: late; make it again ", told[1], StringComparison.Ordinal);

        static bool IsOfLoss(string line) => line.Contains(" warn state: this is lost", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_who_remove_the_same_one_does()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1", "http://127.0.0.1:2"));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        for (int round = 0; round < 5; round++)
        {
            // Some find the endpoint and lose it before it is their turn.
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 4 == 3
                ? admin.AskAsync("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:2", """{"weight":2}""")
                : admin.AskAsync("DELETE", "/v1/clusters/app/endpoints/127.0.0.1:2")));
            Assert.Equal(1, answers.Count(static answer => answer.Status == 204));
            Assert.All(answers, static answer => Assert.Contains(answer.Status, new[] { 200, 204, 404 }));
            Assert.Single((await admin.GetAsync("/v1/endpoints")).AsArray());
            Assert.Equal(201, (await admin.AskAsync("POST", "/v1/clusters/app/endpoints", """{"url":"http://127.0.0.1:2"}""")).Status);
        }
    }

    [Fact]
    public async Task Of_many_who_have_seen_the_same_one_wins()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        string seen = await admin.TagAsync();
        var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(weight => admin.AskAsync("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:1", $$"""{"weight":{{weight}}}""", ifMatch: seen)));
        Assert.Equal(1, answers.Count(static answer => answer.Status == 200));
        Assert.Equal(19, answers.Count(static answer => answer.Status == 412));
        int winner = (int)answers.Single(static answer => answer.Status == 200).Answer!["weight"]!;
        Assert.Equal(winner, (int)(await admin.GetAsync("/v1/endpoints"))[0]!["weight"]!);
        Assert.Equal(412, (await admin.AskAsync("DELETE", "/v1/clusters/app/endpoints/127.0.0.1:1", ifMatch: "\"nonsense\"")).Status);
        Assert.Equal(204, (await admin.AskAsync("DELETE", "/v1/clusters/app/endpoints/127.0.0.1:1", ifMatch: "*")).Status);
    }

    [Fact]
    public async Task Nothing_is_lost_while_endpoints_come_and_go_under_load()
    {
        await using var origins = new Origins(3);
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor(origins.Urls[0]));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        using var stop = new System.Threading.CancellationTokenSource();
        Task<int>[] load = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            int done = 0;
            await using RawClient client = await gyr.ConnectAsync();
            for (; !stop.IsCancellationRequested; done++) Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
            return done;
        }))];
        for (int round = 0; round < 25; round++)
        {
            foreach (string url in origins.Urls.Skip(1)) Assert.Equal(201, (await admin.AskAsync("POST", "/v1/clusters/app/endpoints", $$"""{"url":"{{url}}"}""")).Status);
            Assert.Equal(200, (await admin.AskAsync("POST", $"/v1/clusters/app/endpoints/{new Uri(origins.Urls[0]).Authority}/drain", "{}")).Status);
            Assert.Equal(200, (await admin.AskAsync("POST", $"/v1/clusters/app/endpoints/{new Uri(origins.Urls[0]).Authority}/enable")).Status);
            foreach (string url in origins.Urls.Skip(1)) Assert.Equal(204, (await admin.AskAsync("DELETE", $"/v1/clusters/app/endpoints/{new Uri(url).Authority}")).Status);
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(load), static done => Assert.InRange(done, 1, int.MaxValue));
        Assert.Empty((await admin.GetAsync("/v1/status"))["drift"]!.AsArray());
    }
}
