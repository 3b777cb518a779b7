using System;
using System.Linq;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Admin;

/// <summary>Who may ask the admin address for what.</summary>
public sealed class AccessTests : IDisposable
{
    private const string Token = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const string OtherToken = "zyxwvutsrqponmlkjihgfedcba9876543210";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer", 401)]
    [InlineData("Bearer wrong", 401)]
    [InlineData("Basic " + Token, 401)]
    [InlineData("Bearer " + Token + "x", 401)]
    [InlineData("Bearer " + Token, 200)]
    [InlineData("bearer  " + OtherToken, 200)]
    public async Task With_a_file_of_tokens_one_of_them_must_be_sent(string? authorization, int expected)
    {
        await using GyrProcess gyr = await StartAsync($"{{ listen: \"127.0.0.1:0\", token-file: {_directory.Write("tokens", $"{Token}\n{OtherToken}\n")} }}");
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        (string, string)[] fields = authorization is null ? [] : [("Authorization", authorization)];
        foreach (string path in new[] { "/v1/status", "/metrics", "/v1/config" }) Assert.Equal(expected, (await admin.AskTextAsync("GET", path, fields: fields)).Status);
        Assert.DoesNotContain(Token, gyr.Process.Errors.Text, StringComparison.Ordinal);

        // Who sends a token is nobody's page, so the address may have a name.
        Assert.Equal(expected, (await admin.AskTextAsync("GET", "/v1/status", fields: [.. fields, ("Host", "admin.example")])).Status);
    }

    [Fact]
    public async Task After_ten_wrong_tokens_further_ones_wait_and_a_right_one_does_not()
    {
        await using GyrProcess gyr = await StartAsync($"{{ listen: \"127.0.0.1:0\", token-file: {_directory.Write("tokens", Token)} }}");
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        for (int i = 0; i < 20; i++) Assert.Equal(401, (await admin.AskTextAsync("GET", "/v1/status")).Status);
        for (int i = 0; i < 10; i++) Assert.Equal(401, (await admin.AskTextAsync("GET", "/v1/status", fields: ("Authorization", "Bearer wrong"))).Status);
        Assert.Equal(429, (await admin.AskTextAsync("GET", "/v1/status", fields: ("Authorization", "Bearer wrong"))).Status);
        Assert.Equal(401, (await admin.AskTextAsync("GET", "/v1/status")).Status);

        // Somebody else's program with an old token keeps nobody from draining.
        using AdminPeer known = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal(200, (await known.AskTextAsync("POST", "/v1/clusters/app/endpoints/127.0.0.1:1/drain", "{}", fields: ("Authorization", "Bearer " + Token))).Status);
        Assert.Equal(429, (await admin.AskTextAsync("GET", "/v1/status", fields: ("Authorization", "Bearer " + Token + "x"))).Status);
        Assert.Single(gyr.Process.Errors.Lines, static line => line.Contains("send 10 wrong tokens within a minute", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_that_is_replaced_in_its_file_is_taken_no_longer(bool isLink)
    {
        string file = _directory.Write("tokens", Token);
        if (isLink) file = System.IO.File.CreateSymbolicLink(System.IO.Path.Combine(_directory.Path, "link"), file).FullName;
        await using GyrProcess gyr = await StartAsync($"{{ listen: \"127.0.0.1:0\", token-file: {file} }}");
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal((200, 401), (await StatusOf(admin, Token), await StatusOf(admin, OtherToken)));

        // Of the same length. The reload is asked for with the new one.
        _directory.Write("tokens", OtherToken);
        Assert.Equal(200, (await admin.AskTextAsync("POST", "/reload", fields: ("Authorization", "Bearer " + OtherToken))).Status);
        Assert.Equal((401, 200), (await StatusOf(admin, Token), await StatusOf(admin, OtherToken)));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains(" info admin: the file of tokens ", StringComparison.Ordinal), "that it was taken");

        // A file without a token keeps those that there are: nobody is let in who was not, and nobody shut out.
        _directory.Write("tokens", "");
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains(" error admin: the file of tokens ", StringComparison.Ordinal) && line.Contains("holds no key; the tokens that were in it before are taken on", StringComparison.Ordinal), "that it is empty");
        Assert.Equal((401, 200), (await StatusOf(admin, Token), await StatusOf(admin, OtherToken)));
        System.IO.File.Delete(System.IO.Path.Combine(_directory.Path, "tokens"));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("does not exist; the tokens that were in it before are taken on", StringComparison.Ordinal), "that it has gone");
        Assert.Equal((401, 200), (await StatusOf(admin, Token), await StatusOf(admin, OtherToken)));
        _directory.Write("tokens", Token);
        Assert.Equal((200, 401), (await StatusOf(admin, Token), await StatusOf(admin, OtherToken)));
        Assert.DoesNotContain(Token, gyr.Process.Errors.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_replaced_is_shown_to_the_next_connection()
    {
        using var authority = new TestAuthority();
        string files = authority.WriteIssued(_directory.Path, "admin", ["first.example"]);
        await using GyrProcess gyr = await StartAsync($"{{ listen: \"127.0.0.1:0\", tls: {{ {files} }} }}");
        Assert.Equal("first.example", await NameShownAsync(gyr));
        authority.WriteIssued(_directory.Path, "admin", ["second.example"]);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains(" info admin: the files of the certificate ", StringComparison.Ordinal), "that it was taken");
        Assert.Equal("second.example", await NameShownAsync(gyr));
        foreach (string path in System.IO.Directory.GetFiles(_directory.Path, "admin*")) await System.IO.File.WriteAllTextAsync(path, "nothing", TestContext.Current.CancellationToken);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains(" error admin: the certificate ", StringComparison.Ordinal) && line.Contains("the one before is used on", StringComparison.Ordinal), "that it cannot be used");
        Assert.Equal("second.example", await NameShownAsync(gyr));
    }

    /// <summary>So that nobody who may not come in holds a place among the connections.</summary>
    [Fact]
    public async Task Who_is_refused_keeps_no_connection()
    {
        await using GyrProcess gyr = await StartAsync($"{{ listen: \"127.0.0.1:0\", token-file: {_directory.Write("tokens", Token)} }}");
        string line = (await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening on ", StringComparison.Ordinal), "the address"))[0];
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(System.Net.IPEndPoint.Parse(line.Split(' ')[^1]), TestContext.Current.CancellationToken);
        System.Net.Sockets.NetworkStream stream = client.GetStream();
        await stream.WriteAsync("GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new System.IO.StreamReader(stream);
        string answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", "https://{0}", 403)]
    [InlineData("Origin", "http://{0}", 200)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("Sec-Fetch-Site", "none", 200)]
    public async Task A_page_of_another_origin_can_neither_read_nor_change(string field, string value, int expected)
    {
        await using GyrProcess gyr = await StartAsync("{ listen: \"127.0.0.1:0\" }");
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        string address = gyr.Process.Errors.Lines.Single(static line => line.Contains("admin listening on ", StringComparison.Ordinal)).Split(' ')[^1];
        (string, string) sent = (field, value.Replace("{0}", address, StringComparison.Ordinal));
        Assert.Equal(expected, (await admin.AskTextAsync("GET", "/v1/status", fields: sent)).Status);
        Assert.Equal(expected, (await admin.AskTextAsync("POST", "/v1/clusters/app/endpoints/127.0.0.1:1/drain", "{}", fields: sent)).Status);
        Assert.Equal(expected == 200 ? 1 : 0, (await admin.GetAsync("/v1/audit")).AsArray().Count);
    }

    [Fact]
    public async Task A_form_of_a_page_is_no_JSON()
    {
        await using GyrProcess gyr = await StartAsync("{ listen: \"127.0.0.1:0\" }");
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal(415, (await admin.AskTextAsync("POST", "/v1/clusters/app/endpoints/127.0.0.1:1/drain", "reason=x", "application/x-www-form-urlencoded")).Status);
        Assert.Equal(415, (await admin.AskTextAsync("POST", "/v1/clusters/app/endpoints/127.0.0.1:1/drain", "{}", "text/plain")).Status);
    }

    [Fact]
    public async Task An_address_that_others_reach_needs_a_token_or_certificates()
    {
        (int code, _, string errors) = await RunToEndAsync("{ listen: \"0.0.0.0:0\" }");
        Assert.Equal(1, code);
        Assert.Contains("GYR1121", errors, StringComparison.Ordinal);
        (code, _, errors) = await RunToEndAsync($"{{ listen: \"127.0.0.1:0\", token-file: {_directory.Write("short", "secret\n")} }}");
        Assert.Equal(1, code);
        Assert.Contains("GYR1140", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", errors, StringComparison.Ordinal);

        await using GyrProcess gyr = await StartAsync($"{{ listen: \"0.0.0.0:0\", token-file: {_directory.Write("tokens", Token)} }}");
        Assert.Contains(gyr.Process.Errors.Lines, static line => line.Contains("GYR1340", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_have_an_address_that_can_do_nothing_else()
    {
        await using GyrProcess gyr = await StartAsync($"{{ listen: \"127.0.0.1:0\", metrics: \"127.0.0.1:0\", token-file: {_directory.Write("tokens", Token)} }}");
        string[] addresses = [.. (await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening on ", StringComparison.Ordinal), "both addresses", 2)).Select(static line => line.Split(' ')[^1])];
        using var http = new HttpClient();
        int[] statuses = new int[2];
        for (int i = 0; i < 2; i++) statuses[i] = (int)(await http.GetAsync(new Uri($"http://{addresses[i]}/metrics"), TestContext.Current.CancellationToken)).StatusCode;
        Assert.Equal([200, 401], statuses.Order());
        string open = addresses[Array.IndexOf(statuses, 200)];
        Assert.Equal(404, (int)(await http.GetAsync(new Uri($"http://{open}/v1/status"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(404, (int)(await http.PostAsync(new Uri($"http://{open}/reload"), null, TestContext.Current.CancellationToken)).StatusCode);

        // Only this machine reaches it, but a page in a browser there may give its address a name of its own.
        using var rebound = new HttpRequestMessage(HttpMethod.Get, $"http://{open}/metrics");
        rebound.Headers.Host = "rebound.example";
        Assert.Equal(421, (int)(await http.SendAsync(rebound, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task With_authorities_only_those_come_in_whom_they_vouch_for()
    {
        using var authority = new TestAuthority();
        using var strangers = new TestAuthority();
        using X509Certificate2 known = authority.Issue(["operator"], client: true);
        using X509Certificate2 stranger = strangers.Issue(["operator"], client: true);
        using X509Certificate2 server = authority.Issue(["operator"]);
        string files = $"{authority.WriteIssued(_directory.Path, "admin", ["localhost"])}, client-authorities: {authority.WritePem(_directory.Path)}";
        await using GyrProcess gyr = await StartAsync($"{{ listen: \"0.0.0.0:0\", tls: {{ {files} }} }}");
        foreach ((X509Certificate2? own, bool comesIn) in new (X509Certificate2?, bool)[] { (known, true), (stranger, false), (server, false), (null, false) })
        {
            var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true, ClientCertificates = own is null ? [] : [own] } };
            using AdminPeer admin = await AdminPeer.ConnectAsync(gyr, "https", handler);
            if (!comesIn)
            {
                await Assert.ThrowsAsync<HttpRequestException>(() => admin.AskTextAsync("GET", "/v1/status"));
                continue;
            }

            Assert.Equal(200, (await admin.AskTextAsync("POST", "/v1/clusters/app/endpoints/127.0.0.1:1/drain", "{}")).Status);
            Assert.Contains("operator", (string?)(await admin.GetAsync("/v1/audit"))[0]!["by"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whom_a_revocation_list_names_does_not_come_in_and_a_new_list_is_read_by_itself()
    {
        using var authority = new TestAuthority();
        using X509Certificate2 one = authority.Issue(["one"], client: true);
        using X509Certificate2 other = authority.Issue(["other"], client: true);
        string list = authority.WriteRevocations(_directory.Path, other);
        string files = $"{authority.WriteIssued(_directory.Path, "admin", ["localhost"])}, client-authorities: {authority.WritePem(_directory.Path)}, revocation-list: {list}";
        await using GyrProcess gyr = await StartAsync($"{{ listen: \"127.0.0.1:0\", tls: {{ {files} }} }}");
        Assert.True(await ComesInAsync(gyr, one));
        Assert.False(await ComesInAsync(gyr, other));

        authority.WriteRevocations(_directory.Path, one, other);
        Assert.False(await ComesInAsync(gyr, one));

        // One that cannot be read leaves the one before in force.
        _directory.Write("revoked.pem", "nothing");
        Assert.False(await ComesInAsync(gyr, one));
        Assert.Contains(gyr.Process.Errors.Lines, static line => line.Contains("the one before is used on", StringComparison.Ordinal));

        // An authority without a list has revoked everybody.
        using var strangers = new TestAuthority();
        strangers.WriteRevocations(_directory.Path);
        Assert.False(await ComesInAsync(gyr, one));
        authority.WriteRevocations(_directory.Path);
        Assert.True(await ComesInAsync(gyr, one));
        Assert.True(await ComesInAsync(gyr, other));
    }

    [Fact]
    public async Task An_operator_whose_certificate_leads_to_an_authority_by_others_comes_in()
    {
        using var root = new TestAuthority();
        using var intermediate = new TestAuthority(root);
        using X509Certificate2 own = intermediate.Issue(["operator"], client: true);
        string files = $"{root.WriteIssued(_directory.Path, "admin", ["localhost"])}, client-authorities: {root.WritePem(_directory.Path)}";
        await using GyrProcess gyr = await StartAsync($"{{ listen: \"127.0.0.1:0\", tls: {{ {files} }} }}");
        Assert.True(await ComesInAsync(gyr, own, intermediate.Certificate));
        Assert.False(await ComesInAsync(gyr, own));
    }

    [Fact]
    public async Task Who_is_refused_for_a_certificate_is_in_the_log()
    {
        using var authority = new TestAuthority();
        using var strangers = new TestAuthority();
        using X509Certificate2 stranger = strangers.Issue(["stranger"], client: true);
        string files = $"{authority.WriteIssued(_directory.Path, "admin", ["localhost"])}, client-authorities: {authority.WritePem(_directory.Path)}";
        await using GyrProcess gyr = await StartAsync($"{{ listen: \"127.0.0.1:0\", tls: {{ {files} }} }}");
        for (int i = 0; i < 5; i++) Assert.False(await ComesInAsync(gyr, stranger));
        Assert.Single(await gyr.Process.Errors.WaitForAsync(static line => line.Contains(" warn admin: 127.0.0.1:", StringComparison.Ordinal) && line.Contains(" was refused for its client certificate: `CN=stranger`, issued by ", StringComparison.Ordinal), "who was refused"));
        Assert.Single(gyr.Process.Errors.Lines, static line => line.Contains("client certificate", StringComparison.Ordinal));
    }

    private static async Task<bool> ComesInAsync(GyrProcess gyr, X509Certificate2 own, params X509Certificate2[] others)
    {
        var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true, ClientCertificateContext = SslStreamCertificateContext.Create(own, [.. others], offline: true) } };
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr, "https", handler);
        try
        {
            return (await admin.AskTextAsync("GET", "/v1/status")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [Fact]
    public async Task The_description_names_every_operation_and_each_answers()
    {
        await using GyrProcess gyr = await StartAsync("{ listen: \"127.0.0.1:0\" }");
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        var paths = (await admin.GetAsync("/v1/openapi.json"))["paths"]!.AsObject();
        Assert.InRange(paths.Count, 15, 100);
        foreach ((string path, System.Text.Json.Nodes.JsonNode? item) in paths)
        {
            if (item!["get"] is null) continue;
            string real = path.Replace("{cluster}", "app", StringComparison.Ordinal).Replace("{endpoint}", "127.0.0.1:1", StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal);
            if (real.Contains('{', StringComparison.Ordinal) || real.Contains("events", StringComparison.Ordinal)) continue;
            Assert.Equal((real, 200), (real, (await admin.AskTextAsync("GET", real)).Status));
        }
    }

    private static async Task<int> StatusOf(AdminPeer admin, string token) => (await admin.AskTextAsync("GET", "/v1/status", fields: ("Authorization", "Bearer " + token))).Status;

    private static async Task<string> NameShownAsync(GyrProcess gyr)
    {
        string name = "";
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) =>
                {
                    name = ((X509Certificate2)shown!).GetNameInfo(X509NameType.DnsName, forIssuer: false);
                    return true;
                },
            },
        };
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr, "https", handler);
        Assert.Equal(200, (await admin.AskTextAsync("GET", "/v1/status")).Status);
        return name;
    }

    private static ProxyPlan PlanFor(string admin) => ProxyPlan.To("http://127.0.0.1:1") with { Admin = admin };

    private Task<GyrProcess> StartAsync(string admin) => GyrProcess.StartAsync(["run", "--config", _directory.Write("gyr.yaml", GyrYaml.Render(PlanFor(admin)))]);

    private Task<(int Code, string Output, string Errors)> RunToEndAsync(string admin) => GyrProcess.RunToEndAsync("run", "--config", _directory.Write("gyr.yaml", GyrYaml.Render(PlanFor(admin))));
}
