using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>An answer explains itself to whoever has signed the request, and to nobody else is anything of it to be seen.</summary>
public sealed class ExplainFieldTests : IDisposable
{
    private const string Key = "an-example-of-a-key-with-enough-characters";
    private const string OldKey = "an-older-example-of-a-key-that-goes-soon";
    private const string Field = "Gyr-Explain";
    private const string Forged = "{\"listener\":\"forged\"}";

    private readonly TemporaryDirectory _directory = new();
    private readonly string _keyFile;

    public ExplainFieldTests() => _keyFile = _directory.Write("explain.key", $"{Key}\n{OldKey}\n");

    public void Dispose() => _directory.Dispose();

    [Theory, EachDriver]
    public async Task Curl_gets_the_explanation_that_gyr_signs_for(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start("origin");
        await using GyrProcess gyr = await StartAsync(driver, origin.Url);
        string url = $"http://{gyr.Address}/echo?a=1";
        (int code, string field, string errors) = await GyrProcess.RunToEndAsync("explain", "--sign", _keyFile, "GET", url);
        Assert.Equal((0, ""), (code, errors));

        await using ProgramProcess curl = ProgramProcess.Start("curl", ["-sS", "-i", "--max-time", "20", "-H", field.Trim(), url]);
        Assert.Equal(0, await curl.ExitAsync());
        string line = curl.Output.Lines.Single(static line => line.StartsWith(Field, StringComparison.OrdinalIgnoreCase));
        JsonNode told = JsonNode.Parse(line[(Field.Length + 1)..])!;
        Assert.Equal(("web", "all", "app"), ((string?)told["listener"], (string?)told["route"], (string?)told["clusters"]![0]!["name"]));
        Assert.Equal(["tea", "all"], told["routes"]!.AsArray().Select(static each => (string?)each!["route"]));
        Assert.Equal("its path is /tea, and the request's is /echo", (string?)told["routes"]![0]!["why"]);
        Assert.StartsWith("100 % by weight", (string?)told["clusters"]![0]!["endpoints"]![0]!["why"], StringComparison.Ordinal);
        Assert.Equal(Assert.Single(await gyr.AccessLogAsync(static line => line.Status == 200)).Text("request_id"), (string?)told["id"]);
        Assert.Equal((origin.Url, 1), ((string?)told["outcome"]!["endpoint"], (int)told["outcome"]!["attempts"]!));
        Assert.NotEmpty(told["decisions"]!.AsArray());
        Assert.NotEmpty(told["policies"]!.AsArray());
        Assert.Contains("cache-control: no-store", curl.Output.Text, StringComparison.OrdinalIgnoreCase);

        // What the endpoint got, as it echoes it.
        Assert.DoesNotContain(curl.Output.Lines, static line => line.Contains("Gyr-Explain: 1", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(Key, curl.Output.Text + gyr.Process.Errors.Text, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task Nothing_is_told_without_a_good_signature_and_endpoints_neither_see_nor_forge_it(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering($"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nCDN-Cache-Control: max-age=60\r\nSurrogate-Control: max-age=60\r\nExpires: Thu, 01 Jan 2099 00:00:00 GMT\r\n{Field}: {Forged}\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n{Field}: {Forged}\r\n\r\n");
        await using GyrProcess gyr = await StartAsync(driver, peer.Url);
        await using RawClient client = await gyr.ConnectAsync();
        string good = Sign("GET", $"http://{gyr.Address}/x");
        string[] useless =
        [
            "", $"{Field}: {Forged}\r\n", $"{Field}: {Sign("POST", $"http://{gyr.Address}/x")}\r\n", $"{Field}: {Sign("GET", $"http://{gyr.Address}/y")}\r\n", $"{Field}: {Sign("GET", "http://other.test/x")}\r\n",
            $"{Field}: {Sign("GET", $"http://{gyr.Address}/x", seconds: -1)}\r\n", $"{Field}: {Sign("GET", $"http://{gyr.Address}/x", seconds: 3600)}\r\n", $"{Field}: {Sign("GET", $"http://{gyr.Address}/x", key: Key + "x")}\r\n",
            $"{Field}: {good[..^1]}{(good[^1] == '0' ? '1' : '0')}\r\n", $"{Field}: {good}\r\n{Field}: {good}\r\n",
        ];
        foreach (string field in useless)
        {
            (WireResponse response, string body) = await client.GetAsync("/x", field, host: gyr.Address.ToString());
            Assert.Equal((200, "ok", null, "max-age=60"), (response.Status, body, response.Fields[Field], response.Fields["Cache-Control"]));
            Assert.All(["CDN-Cache-Control", "Surrogate-Control", "Expires"], name => Assert.True(response.Fields.Contains(name), name));
            Assert.Empty(response.Body.Trailers);
        }

        foreach (string key in new[] { Key, OldKey })
        {
            (WireResponse response, _) = await client.GetAsync("/x", $"{Field}: {Sign("GET", $"http://{gyr.Address}/x", key: key)}\r\n", host: gyr.Address.ToString());
            Assert.Equal("web", (string?)JsonNode.Parse(Assert.Single(response.Fields.All(Field)))!["listener"]);
            Assert.Equal("no-store", response.Fields["Cache-Control"]);
            Assert.All(["CDN-Cache-Control", "Surrogate-Control", "Expires"], name => Assert.False(response.Fields.Contains(name), name));
            Assert.Empty(response.Body.Trailers);
        }

        Assert.DoesNotContain(Field, (await peer.ConnectionAsync(0)).Received, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, EachDriver]
    public async Task Without_a_key_it_is_a_field_like_any_other(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering($"HTTP/1.1 200 OK\r\n{Field}: theirs\r\nContent-Length: 0\r\n\r\n");
        await using GyrProcess gyr = await GyrProcess.RunAsync(ProxyPlan.To(peer.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();
        (WireResponse response, _) = await client.GetAsync("/x", $"{Field}: ours\r\n");
        Assert.Equal("theirs", response.Fields[Field]);
        Assert.Contains($"{Field}: ours", (await peer.ConnectionAsync(0)).Received, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task Answers_of_our_own_explain_themselves(Driver driver)
    {
        using var dead = new HeldPort();
        await using GyrProcess gyr = await StartAsync(driver, dead.Url, match: "path: /dead");
        await using RawClient client = await gyr.ConnectAsync();
        JsonNode tea = await AskAsync(gyr, client, "/tea", 418);
        Assert.Equal(("418, by the route itself", "tea"), ((string?)tea["answer"], (string?)tea["route"]));
        JsonNode nothing = await AskAsync(gyr, client, "/nothing", 404);
        Assert.Equal(("404 no-route: no route takes the request", "no-route", null), ((string?)nothing["answer"], (string?)nothing["outcome"]!["fault"], (string?)nothing["route"]));
        Assert.Equal(2, nothing["routes"]!.AsArray().Count);
        JsonNode refused = await AskAsync(gyr, client, "/dead", 503);
        Assert.Equal(("no-endpoint", dead.Url), ((string?)refused["outcome"]!["fault"], (string?)refused["outcome"]!["endpoint"]));
    }

    [Theory, EachDriver]
    public async Task What_is_refused_or_redirected_is_told_with_the_reason_and_the_route_that_it_is_booked_on(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start("origin");
        await using GyrProcess gyr = await GyrProcess.RunAsync(
            $$"""
            admin: off
            workers: 1
            explain: { key-file: {{_keyFile}} }
            listeners: { web: { address: "127.0.0.1:0", limits: { body: 1KB } }, old: { address: "127.0.0.1:0", redirect-to-https: true } }
            routes: [ { name: all, cluster: app } ]
            clusters: { app: { endpoints: [ "{{origin.Url}}" ] } }
            """,
            driver, listeners: 2);
        foreach ((string listener, string method, string path, string fields, int status) in ((string, string, string, string, int)[])[
            ("web", "POST", "/x", "Content-Length: 1001\r\n", 413), ("web", "OPTIONS", "/x", "Max-Forwards: 0\r\n", 200), ("web", "TRACE", "/x", "", 501), ("web", "TRACE", "/../x", "", 501),
            ("old", "GET", "/x", "", 308), ("old", "GET", "/../x", "", 400), ("old", "TRACE", "/x", "", 501)])
        {
            IPEndPoint address = gyr.Addresses[listener];
            await using RawClient client = await RawClient.ConnectAsync(address);
            (WireResponse response, _) = await client.GetAsync(path, $"{fields}{Field}: {Sign(method, $"http://{address}{path}")}\r\n", method, address.ToString());
            JsonNode told = JsonNode.Parse(response.Fields[Field]!)!;
            Assert.Equal((path, status), (path, response.Status));
            Assert.StartsWith($"{status} ", (string?)told["answer"], StringComparison.Ordinal);
            AccessLogLine line = Assert.Single(await gyr.AccessLogAsync(line => line.Text("request_id") == (string?)told["id"]));
            Assert.Equal((line.Text("route"), line.Text("cluster"), line.Text("fault")), ((string?)told["route"], (string?)told["outcome"]!["cluster"], (string?)told["outcome"]!["fault"]));
            Assert.Equal(listener == "old" || path == "/../x" ? null : "all", line.Text("route"));
        }
    }

    [Theory, EachDriver]
    public async Task What_is_told_of_a_clients_certificate_is_what_the_endpoint_gets(Driver driver)
    {
        using var authority = new TestAuthority();
        await using TestOrigin origin = TestOrigin.Start("origin");
        await using GyrProcess gyr = await GyrProcess.RunAsync(
            $$"""
            admin: off
            workers: 1
            explain: { key-file: {{_keyFile}} }
            listeners: { web: { address: "127.0.0.1:0", trusted-proxies: [ 127.0.0.1 ], tls: { certificates: [ { {{authority.WriteIssued(_directory.Path, "own", ["own.example"])}} } ], client-certificates: { mode: request, authorities: {{authority.WritePem(_directory.Path)}} } } } }
            routes: [ { cluster: app } ]
            clusters: { app: { endpoints: [ "{{origin.Url}}" ] } }
            """,
            driver);
        using X509Certificate2 mine = authority.Issue(["client.example"], client: true);
        foreach (bool shows in (bool[])[true, false])
        {
            var options = new SslClientAuthenticationOptions { TargetHost = "own.example", RemoteCertificateValidationCallback = static (_, _, _, _) => true, ClientCertificates = shows ? [mine] : [] };
            await using RawClient client = await RawClient.ConnectAsync(gyr.Address, options);
            (WireResponse response, _) = await client.GetAsync("/", $"X-Request-ID: of/another\r\nClient-Cert: :AAAA:\r\nX-Client-Cert-Subject: CN=somebody\r\n{Field}: {Sign("GET", "https://own.example/")}\r\n", host: "own.example");
            JsonNode told = JsonNode.Parse(response.Fields[Field]!)!;
            Assert.Equal("of/another", (string?)told["id"]);
            string[] policies = [.. told["policies"]!.AsArray().Select(static each => (string)each!)];
            FieldList got = origin.Exchanges[^1].Request.Fields;
            Assert.Equal(!got.Contains("Client-Cert"), policies.Any(static each => each.StartsWith("Client-Cert, X-Client-Cert-Subject: taken out, for ", StringComparison.Ordinal)));
            Assert.Equal(shows ? "CN=client.example" : "CN=somebody", got["X-Client-Cert-Subject"]);
            Assert.Equal(shows, policies.Any(static each => each.StartsWith("X-Client-Cert-Subject, X-Client-Cert-SAN, X-Client-Cert-Fingerprint: what the client's certificate says", StringComparison.Ordinal)));
            Assert.Contains("Gyr-Explain: taken out, for it is for this proxy", policies);
        }
    }

    [Theory, EachDriver]
    public async Task A_long_explanation_is_cut_and_so_is_that_of_a_long_redirect(Driver driver)
    {
        string routes = string.Concat(Enumerable.Range(0, 400).Select(static i => string.Create(CultureInfo.InvariantCulture, $"  - {{ name: route-{i}, match: {{ path: /number/{i} }}, respond: {{ status: 204 }} }}\n")));
        string text = $"admin: off\nworkers: 1\nexplain: {{ key-file: {_keyFile} }}\nlisteners:\n  web: {{ address: \"127.0.0.1:0\" }}\n  plain: {{ address: \"127.0.0.1:0\", redirect-to-https: true, limits: {{ request-line: 16KiB }} }}\nroutes:\n{routes}";
        await using GyrProcess gyr = await GyrProcess.RunAsync(text, driver, listeners: 2);
        IPEndPoint web = gyr.Addresses["web"];
        await using (RawClient client = await RawClient.ConnectAsync(web))
        {
            (WireResponse response, _) = await client.GetAsync("/nothing", $"{Field}: {Sign("GET", $"http://{web}/nothing")}\r\n", host: web.ToString());
            string line = response.Fields[Field]!;
            Assert.InRange(line.Length, 1024, 8192);
            JsonNode told = JsonNode.Parse(line)!;
            int others = told["decisions"]!.AsArray().Count + told["policies"]!.AsArray().Count;
            Assert.Equal(400 + 1 - others, (int)told["leftOut"]! + told["routes"]!.AsArray().Count);
            (response, _) = await client.GetAsync("/number/399", $"{Field}: {Sign("GET", $"http://{web}/number/399")}\r\n", host: web.ToString());
            told = JsonNode.Parse(response.Fields[Field]!)!;
            Assert.Equal(("route-399", true), ((string?)told["routes"]!.AsArray()[^1]!["route"], (bool)told["routes"]!.AsArray()[^1]!["matches"]!));
        }

        string path = "/" + new string('a', 11_900);
        IPEndPoint plain = gyr.Addresses["plain"];
        await using (RawClient client = await RawClient.ConnectAsync(plain))
        {
            (WireResponse response, _) = await client.GetAsync(path, $"{Field}: {Sign("GET", $"http://{plain}{path}")}\r\n", host: plain.ToString());
            Assert.Equal(308, response.Status);
            Assert.StartsWith("308 to https", (string?)JsonNode.Parse(response.Fields[Field]!)!["answer"], StringComparison.Ordinal);
        }
    }

    [Theory, EachDriver]
    public async Task A_reload_takes_and_drops_keys(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start("origin");
        await using GyrProcess gyr = await StartAsync(driver, origin.Url);
        await using RawClient client = await gyr.ConnectAsync();
        await AskAsync(gyr, client, "/", 200, OldKey);
        _directory.Write("explain.key", Key);
        gyr.Process.Signal(1);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("setting explain changed", StringComparison.Ordinal), "the change of the keys");
        await AskAsync(gyr, client, "/", 200);
        (WireResponse response, _) = await client.GetAsync("/", $"{Field}: {Sign("GET", $"http://{gyr.Address}/", key: OldKey)}\r\n", host: gyr.Address.ToString());
        Assert.Null(response.Fields[Field]);
    }

    [Theory]
    [InlineData("GET", "nonsense", "5m", 1)]
    [InlineData("GET", "http://a.test/", "11m", 2)]
    [InlineData("GET", "http://a.test/", "0s", 2)]
    public async Task What_cannot_be_signed_is_told(string method, string url, string time, int expected)
        => Assert.Equal(expected, (await GyrProcess.RunToEndAsync("explain", "--sign", _keyFile, "--for", time, method, url)).ExitCode);

    private static async Task<JsonNode> AskAsync(GyrProcess gyr, RawClient client, string path, int status, string key = Key)
    {
        (WireResponse response, _) = await client.GetAsync(path, $"{Field}: {Sign("GET", $"http://{gyr.Address}{path}", key: key)}\r\n", host: gyr.Address.ToString());
        Assert.Equal(status, response.Status);
        return JsonNode.Parse(Assert.Single(response.Fields.All(Field)))!;
    }

    /// <summary>As docs/explain.md says that it is done, without the program's own code.</summary>
    private static string Sign(string method, string url, int seconds = 60, string key = Key)
    {
        var parts = new Uri(url);
        long expiry = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds;
        byte[] digest = HMACSHA256.HashData(Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes($"gyr-explain\n{expiry}\n{method}\n{parts.Host}\n{url[url.IndexOf('/', 8)..]}"));
        return $"{expiry}.{Convert.ToHexStringLower(digest)}";
    }

    private Task<GyrProcess> StartAsync(Driver driver, string endpoint, string? match = null) => GyrProcess.RunAsync(
        $$"""
        admin: off
        workers: 1
        explain: { key-file: {{_keyFile}} }
        listeners: { web: { address: "127.0.0.1:0" } }
        routes:
          - { name: tea, match: { path: /tea }, respond: { status: 418 } }
          - { name: all, match: { {{match}} }, cluster: app }
        clusters: { app: { endpoints: [ "{{endpoint}}" ] } }
        """,
        driver);
}
