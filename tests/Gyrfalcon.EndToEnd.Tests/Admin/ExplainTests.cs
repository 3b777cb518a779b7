using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Admin;

/// <summary>What is told of a request, against what becomes of it.</summary>
public sealed class ExplainTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

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

        // It is kept after it was answered.
        JsonArray kept = [];
        while (kept.Count == 0) kept = (await admin.GetAsync("/v1/exchanges")).AsArray();
        Assert.Equal(5, (int)kept[0]!["attempts"]!);

        // What is told now is what is answered now.
        told = await AskAsync(admin, "/", ["Host: a.example"]);
        WireResponse answer = (await client.GetAsync("/")).Response;
        Assert.Equal($"{answer.Status} no-endpoint: no endpoint of app can be asked", (string?)told["answer"]);
    }

    [Theory, EachDriver]
    public async Task What_is_answered_without_an_endpoint_is_what_is_told(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        string via = "";
        origin.Handle("/x", exchange =>
        {
            via = exchange.Request.Fields["Via"]!;
            return exchange.ReplyAsync("x");
        });
        await using GyrProcess gyr = await GyrProcess.RunAsync($$"""
            admin: { listen: "127.0.0.1:0" }
            workers: 1
            listeners:
              web: { address: "127.0.0.1:0", trusted-proxies: [ 127.0.0.1 ], limits: { body: 1KB } }
              old: { address: "127.0.0.1:0", redirect-to-https: true }
              tls: { address: "127.0.0.1:0", tls: { certificates: [ {{Issued("own", "own.example")}}, {{Issued("other", "other.example")}} ] } }
            routes:
              - { name: echo, match: { path: /tr }, allow: TRACE, cluster: app }
              - { name: own, match: { path: /own }, respond: { status: 210 } }
              - { name: all, cluster: app }
            clusters: { app: { endpoints: [ "{{origin.Url}}" ] } }
            """, driver, listeners: 3);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        await using (RawClient client = await RawClient.ConnectAsync(gyr.Addresses["web"])) Assert.Equal("x", (await client.GetAsync("/x")).Body);
        (string Listener, string Method, string Target, string? Field, int Status)[] requests =
        [
            ("web", "GET", "/x", null, 200),
            ("web", "GET", "/own", null, 210),
            ("web", "POST", "/x", "Content-Length: 1001", 413),
            ("web", "GET", "/x", $"Via: 1.1 other, {via}", 508),
            ("web", "TRACE", "/x", null, 501),
            ("web", "TRACE", "/tr", "Max-Forwards: 0", 501),
            ("web", "TRACE", "/../tr", null, 501),
            ("web", "GET", "/../tr", null, 400),
            ("web", "GET", "/x y", null, 400),
            ("web", "CONNECT", "a.example:443", null, 501),
            ("web", "OPTIONS", "/x", "Max-Forwards: 0", 200),
            ("web", "OPTIONS", "/own", "Max-Forwards: 0", 210),
            ("old", "GET", "/x", null, 308),
            ("old", "TRACE", "/", null, 501),
            ("old", "TRACE", "/tr", null, 308),
            ("old", "GET", "/nope/../..", null, 400),
            ("tls", "GET", "/x", "Host: own.example", 200),
            ("tls", "GET", "/x", "Host: other.example", 421),
            ("plain", "GET", "/x", null, 400),
        ];
        foreach ((string listener, string method, string target, string? field, int status) in requests)
        {
            string host = method == "CONNECT" ? target : "own.example";
            string[] lines = [.. field?.StartsWith("Host:", StringComparison.Ordinal) == true ? [] : (string[])[$"Host: {host}"], .. field is null ? [] : (string[])[field]];
            bool isSecured = listener == "tls";
            await using RawClient client = isSecured
                ? await RawClient.ConnectAsync(gyr.Addresses["tls"], new SslClientAuthenticationOptions { TargetHost = "own.example", RemoteCertificateValidationCallback = static (_, _, _, _) => true })
                : await RawClient.ConnectAsync(gyr.Addresses[listener == "plain" ? "tls" : listener]);
            await client.SendAsync($"{method} {target} HTTP/1.1\r\n{string.Concat(lines.Select(static line => line + "\r\n"))}\r\n");
            WireResponse answer = await client.ReadResponseAsync(method);
            Assert.Equal((method, target, status), (method, target, answer.Status));

            string url = isSecured ? $"https://own.example{target}" : listener == "plain" ? $"http://own.example{target}" : target;
            (_, JsonNode? told, _) = await admin.AskAsync("POST", "/v1/explain", JsonSerializer.Serialize(new { method, url, headers = lines, listener = isSecured || listener == "plain" ? "tls" : listener, client = "127.0.0.1" }));
            string? said = (string?)told!["answer"];
            bool isEndpoints = answer.Fields.Contains("Via");
            Assert.True(isEndpoints ? said is null : said?.StartsWith($"{answer.Status}", StringComparison.Ordinal) == true, $"{method} {target} {field} by {listener} is answered {answer.Status}, and told: {said}");
            if (answer.Fields["Proxy-Status"] is { } why) Assert.Contains($"details=\"{said!.Split([' ', ':'])[1]}\"", why, StringComparison.Ordinal);
            if (said?.Contains("Allow", StringComparison.Ordinal) == true) Assert.NotNull(answer.Fields["Allow"]);
        }

        // What a trusted client calls its request may hold a slash.
        await using (RawClient client = await RawClient.ConnectAsync(gyr.Addresses["web"])) Assert.Equal(501, (await client.GetAsync("/x", "X-Request-ID: of/another\r\n", "TRACE")).Response.Status);
        int kept = 404;
        while (kept == 404) (kept, _, _) = await admin.AskAsync("GET", "/v1/exchanges/of%2Fanother");
        Assert.Equal(200, kept);

        IReadOnlyList<AccessLogLine> redirected = await gyr.AccessLogAsync(static line => line.Status == 308, 2);
        Assert.All(redirected, static line => Assert.Equal((null, null), (line.Text("route"), line.Text("cluster"))));
    }

    [Theory, EachDriver]
    public async Task A_connection_that_is_passed_on_is_told_of_and_so_is_one_that_nobody_takes(Driver driver)
    {
        await using TestOrigin passed = TestOrigin.Start("passed", _authority.Issue(["db.example"]));
        await using TestOrigin plain = TestOrigin.Start("plain");
        await using GyrProcess gyr = await GyrProcess.RunAsync($$"""
            admin: { listen: "127.0.0.1:0" }
            listeners:
              web: { address: "127.0.0.1:0", tls: { certificates: [ {{Issued("own", "own.example")}} ] } }
              bare: { address: "127.0.0.1:0", tls: {} }
            routes:
              - { cluster: plain }
              - { name: db, passthrough: true, match: { host: db.example }, cluster: passed, timeouts: { tunnel-idle: 7s } }
            clusters: { passed: { endpoints: [ "{{passed.Url}}" ] }, plain: { endpoints: [ "{{plain.Url}}" ] } }
            """, driver, listeners: 2);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        foreach (string name in (string[])["db.example", "own.example", "nobody.example"])
        {
            foreach (string listener in (string[])["web", "bare"])
            {
                (_, JsonNode? told, _) = await admin.AskAsync("POST", "/v1/explain", JsonSerializer.Serialize(new { url = $"https://{name}/", listener }));
                string? said = (string?)told!["answer"];
                var options = new SslClientAuthenticationOptions { TargetHost = name, RemoteCertificateValidationCallback = static (_, _, _, _) => true };
                if (listener == "bare" && name != "db.example")
                {
                    await Assert.ThrowsAnyAsync<Exception>(() => RawClient.ConnectAsync(gyr.Addresses[listener], options));
                    Assert.StartsWith("a TLS alert, unrecognized_name", said, StringComparison.Ordinal);
                    continue;
                }

                await using RawClient client = await RawClient.ConnectAsync(gyr.Addresses[listener], options);
                string body = (await client.GetAsync("/", host: name)).Body;
                Assert.Equal(body, (string?)told["clusters"]![0]!["name"]);
                if (body == "plain") Assert.Null(said);
                else Assert.StartsWith("relayed by db", said, StringComparison.Ordinal);
                Assert.Equal(body == "passed", told["decisions"]!.AsArray().Any(static each => (string?)each == "it ends after a pause of 7 s on both sides"));
            }
        }
    }

    [Fact]
    public async Task Why_a_name_is_not_resolved_is_told_and_since_when()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync("""
            admin: { listen: "127.0.0.1:0" }
            listeners: { web: { address: "127.0.0.1:0" } }
            routes: [ { cluster: app } ]
            clusters: { app: { endpoints: [ "http://nobody.invalid" ] } }
            """);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        string why = "";
        while (!why.Contains(": the name `nobody.invalid` ", StringComparison.Ordinal)) why = (string)(await AskAsync(admin, "/", ["Host: a"]))["clusters"]![0]!["endpoints"]![0]!["why"]!;
        Assert.StartsWith("unresolved since ", why, StringComparison.Ordinal);
        await using RawClient client = await gyr.ConnectAsync();
        WireResponse answer = (await client.GetAsync("/")).Response;
        Assert.StartsWith($"{answer.Status} name-not-resolved", (string?)(await AskAsync(admin, "/", ["Host: a"]))["answer"], StringComparison.Ordinal);
    }

    private string Issued(string file, string name) => $"{{ {_authority.WriteIssued(_directory.Path, file, [name])} }}";

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
