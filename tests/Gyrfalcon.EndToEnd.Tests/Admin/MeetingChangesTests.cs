using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Admin;

/// <summary>Changes of several operators at once: none is lost without a word.</summary>
public sealed class MeetingChangesTests
{
    private const string One = "/v1/clusters/app/endpoints/127.0.0.1:1";

    [Fact]
    public async Task Patches_at_the_same_time_are_all_there_at_the_end()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        string[] names = [.. Enumerable.Range(1, 24).Select(static i => $"c{i}")];
        var answers = await Task.WhenAll(names.Select(name => admin.AskAsync("PATCH", "/v1/config", $$"""{"clusters":{"{{name}}":{"endpoints":["http://127.0.0.1:1"]} } }""", "application/merge-patch+json", "*")));
        Assert.All(answers, static answer => Assert.Equal(200, answer.Status));
        JsonObject clusters = JsonNode.Parse((await admin.AskTextAsync("GET", "/v1/config", fields: ("Accept", "application/json"))).Text)!["clusters"]!.AsObject();
        Assert.Equal(names.Append("app").Order(StringComparer.Ordinal), clusters.Select(static each => each.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_change_is_answered_with_its_own_version()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        string[] tags = [.. (await Task.WhenAll(Enumerable.Range(1, 64).Select(weight => admin.AskAsync("PATCH", One, $$"""{"weight":{{weight}}}""")))).Select(static answer => answer.Tag!)];
        Assert.Equal(64, tags.Distinct().Count());
        Assert.Contains(await admin.TagAsync(), tags);
    }

    [Fact]
    public async Task Of_those_who_have_read_the_same_version_exactly_one_changes_it()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        for (int round = 0; round < 20; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(async weight =>
            {
                string tag = (await admin.AskAsync("GET", One)).Tag!;
                return (Seen: tag, Weight: weight, Answer: await admin.AskAsync("PATCH", One, $$"""{"weight":{{weight}}}""", ifMatch: tag));
            }));
            Assert.All(answers, static each => Assert.True(each.Answer.Status is 200 or 412, $"{each.Answer.Status}"));

            // Whoever was late in reading has seen a change of this round, and belongs to another generation.
            foreach (var generation in answers.GroupBy(static each => each.Seen)) Assert.Equal(1, generation.Count(static each => each.Answer.Status == 200));
            var winners = answers.Where(static each => each.Answer.Status == 200).ToDictionary(static each => each.Answer.Tag!);
            (_, JsonNode? now, string? last) = await admin.AskAsync("GET", One);
            Assert.Equal(winners[last!].Weight, (int)now!["weight"]!);
        }
    }

    [Fact]
    public async Task What_is_told_is_never_older_than_its_tag()
    {
        // Many, so that telling of them takes a while in which something can change.
        ProxyPlan plan = MetricsTests.PlanFor([.. Enumerable.Range(1, 1500).Select(static port => $"http://127.0.0.1:{port}")]);
        await using GyrProcess gyr = await GyrProcess.RunAsync(plan);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        using var end = new CancellationTokenSource();
        var told = new ConcurrentBag<(string Tag, int Weight)>();
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                (_, JsonNode? all, string? tag) = await admin.AskAsync("GET", "/v1/clusters/app/endpoints");
                told.Add((tag!, (int)all![0]!["weight"]!));
            }
        }))];
        var changes = new Dictionary<string, int> { [await admin.TagAsync()] = 1 };
        for (int weight = 2; weight <= 400; weight++) changes.Add((await admin.AskAsync("PATCH", One, $$"""{"weight":{{weight}}}""")).Tag!, weight);
        await Deadline.Until(() => told.Count > 20, "what readers are told");
        await end.CancelAsync();
        await Task.WhenAll(readers);
        Assert.All(told, each => Assert.InRange(each.Weight, changes[each.Tag], 400));
    }

    [Fact]
    public async Task What_was_read_from_another_process_is_not_what_this_one_has()
    {
        ProxyPlan plan = MetricsTests.PlanFor("http://127.0.0.1:1");
        string before;
        await using (GyrProcess gyr = await GyrProcess.RunAsync(plan))
        {
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
            before = await admin.TagAsync();
        }

        await using GyrProcess next = await GyrProcess.RunAsync(plan);
        using AdminPeer other = await AdminPeer.ConnectAsync(next);
        Assert.Equal(412, (await other.AskAsync("PUT", "/v1/config", GyrYaml.Render(plan), "application/yaml", before)).Status);
        Assert.Equal(412, (await other.AskAsync("PATCH", One, """{"weight":2}""", ifMatch: before)).Status);
        Assert.Equal(200, (await other.AskAsync("PATCH", One, """{"weight":2}""", ifMatch: await other.TagAsync())).Status);
    }

    [Fact]
    public async Task Where_the_description_has_If_Match_it_counts()
    {
        string text = GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1"));
        await using GyrProcess gyr = await GyrProcess.RunAsync(text);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        string before = await admin.TagAsync();
        string now = (await admin.AskAsync("PATCH", One, """{"weight":2}""")).Tag!;
        var without = new List<string>();
        foreach ((string path, JsonNode? methods) in (await admin.GetAsync("/v1/openapi.json"))["paths"]!.AsObject())
        {
            foreach ((string method, JsonNode? operation) in methods!.AsObject().Where(static each => each.Key != "get"))
            {
                string what = $"{method} {path}";
                if (!operation!["parameters"]!.AsArray().Any(static parameter => (string?)parameter!["name"] == "If-Match"))
                {
                    without.Add(what);
                    continue;
                }

                string real = path.Replace("{cluster}", "app", StringComparison.Ordinal).Replace("{endpoint}", "127.0.0.1:1", StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal);
                (string body, string type) = path == "/v1/config" ? (method == "put" ? (text, "application/yaml") : ("{}", "application/merge-patch+json"))
                    : method == "post" && path.EndsWith("/endpoints", StringComparison.Ordinal) ? ("""{"url":"http://127.0.0.1:9"}""", "application/json") : (method == "patch" ? """{"weight":3}""" : "{}", "application/json");
                Assert.Equal((what, 412), (what, (await admin.AskAsync(method.ToUpperInvariant(), real, body, type, before)).Status));
            }
        }

        // These change nothing that has a version.
        Assert.Equal(["post /upgrade", "post /v1/config/plan", "post /v1/explain"], without.Order(StringComparer.Ordinal));
        Assert.Equal(now, await admin.TagAsync());
        Assert.Equal(200, (await admin.AskAsync("POST", "/reload", ifMatch: now)).Status);
    }
}
