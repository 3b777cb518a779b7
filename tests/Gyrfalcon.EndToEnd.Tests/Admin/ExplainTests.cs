using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Admin;

/// <summary>What is told of a request, against what becomes of it.</summary>
public sealed class ExplainTests
{
    private static readonly string[] OfTheWay = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-ID", "Via", "Host"];

    [Theory]
    [InlineData(true, "auto")]
    [InlineData(false, "auto")]
    [InlineData(false, "endpoint")]
    [InlineData(true, "inner.example")]
    public async Task The_endpoint_gets_the_fields_that_are_told_and_not_those_that_are_taken_out(bool isTrusted, string host)
    {
        await using TestOrigin origin = TestOrigin.Start();
        FieldList? got = null;
        origin.Handle("/x", exchange =>
        {
            got = exchange.Request.Fields;
            return exchange.ReplyAsync("x");
        });
        await using GyrProcess gyr = await GyrProcess.RunAsync($$"""
            admin: { listen: "127.0.0.1:0" }
            listeners: { web: { address: "127.0.0.1:0", trusted-proxies: [ {{(isTrusted ? "127.0.0.0/8" : "10.0.0.0/8")}} ] } }
            routes: [ { cluster: app } ]
            clusters: { app: { host: {{host}}, endpoints: [ "{{origin.Url}}" ] } }
            """);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        foreach (string[] fields in (string[][])[[], ["X-Forwarded-For: 192.0.2.1", "X-Forwarded-For: 192.0.2.2", "X-Forwarded-Proto: https", "X-Forwarded-Host: b.example", "X-Request-ID: abc", "Via: 1.0 fred", "Forwarded: for=192.0.2.1", "X-Real-IP: 192.0.2.3", "X-Forwarded-Port: 1", "Connection: x-private", "X-Private: 1", "Keep-Alive: 5"]])
        {
            await using RawClient client = await gyr.ConnectAsync();
            Assert.Equal("x", (await client.GetAsync("/x", string.Concat(fields.Select(static line => line + "\r\n")), host: "a.example")).Body);
            string[] told = await PoliciesAsync(admin, "/x", ["Host: a.example", .. fields]);
            foreach (string name in OfTheWay)
            {
                string value = ValueOf(told, name) ?? throw new InvalidOperationException($"Of {name} nothing is told.");
                string sent = string.Join(", ", got!.All(name));
                if (name == "Via") Assert.StartsWith(value.Replace("an entry of this proxy", "", StringComparison.Ordinal).Replace(", and then ", ", ", StringComparison.Ordinal), sent, StringComparison.Ordinal);
                else if (value == "a new one") Assert.Equal(32, sent.Length);
                else Assert.Equal(value == "the endpoint's own" ? new Uri(origin.Url).Authority : value, sent);
            }

            foreach (string line in told.Where(static line => line.Contains(": taken out", StringComparison.Ordinal) || line.Contains(": between the client", StringComparison.Ordinal)))
            {
                foreach (string name in line[..line.IndexOf(':', StringComparison.Ordinal)].Split(", ")) Assert.False(got!.Contains(name), name);
            }

            // And nothing else is missing.
            string[] missing = [.. fields.Select(static line => line.Split(':')[0]).Where(name => !got!.Contains(name))];
            string removed = string.Join('\n', told.Where(static line => line.Contains(": taken out", StringComparison.Ordinal) || line.Contains(": between the client", StringComparison.Ordinal) || line.StartsWith("the fields that `Connection: ", StringComparison.Ordinal)));
            Assert.All(missing, name => Assert.Contains(name, removed, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task As_many_are_asked_as_is_told_and_who_is_drained_answers_nothing()
    {
        string[] dead = [.. Enumerable.Range(0, 5).Select(static _ => $"http://127.0.0.1:{HeldPort.Free()}")];
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor(dead));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        JsonNode told = await AskAsync(admin, "/", ["Host: a.example"]);
        Assert.Null((string?)told["answer"]);
        Assert.Contains("where no connection comes about nothing was sent, and the next endpoint is asked, as long as there is one", told["decisions"]!.AsArray().Select(static each => (string?)each));
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(503, (await client.GetAsync("/")).Response.Status);
        Assert.Equal(5, (int)(await admin.GetAsync("/v1/exchanges"))[0]!["attempts"]!);

        // What is told now is what is answered now.
        told = await AskAsync(admin, "/", ["Host: a.example"]);
        WireResponse answer = (await client.GetAsync("/")).Response;
        Assert.Equal($"{answer.Status} no-endpoint: no endpoint of app can be asked", (string?)told["answer"]);
    }

    private static async Task<string[]> PoliciesAsync(AdminPeer admin, string path, IEnumerable<string> headers) => [.. (await AskAsync(admin, path, headers))["policies"]!.AsArray().Select(static each => (string)each!)];

    private static async Task<JsonNode> AskAsync(AdminPeer admin, string path, IEnumerable<string> headers)
    {
        (int status, JsonNode? told, _) = await admin.AskAsync("POST", "/v1/explain", JsonSerializer.Serialize(new { url = path, headers = headers.ToArray(), client = "127.0.0.1" }));
        Assert.Equal(200, status);
        return told!;
    }

    /// <summary>The value before the reason in brackets.</summary>
    private static string? ValueOf(string[] told, string name)
    {
        string start = name == "Host" ? "Host towards cluster app: " : name + ": ";
        return told.FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..].Split(" (")[0];
    }
}
