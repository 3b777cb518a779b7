using System;
using System.Globalization;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Clients that speak TLS: .NET's, curl's and OpenSSL's.</summary>
public sealed class ListenerTlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Theory, EachDriver]
    public async Task Requests_and_bodies_pass_in_both_directions(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, origin.Url, Issued("a", "a.example"));
        await using RawClient client = await ConnectAsync(gyr, "a.example");

        foreach (long size in new[] { 0L, 1, 16_383, 16_384, 16_385, 1_000_000, 32 << 20 })
        {
            foreach (string kind in new[] { "bytes", "chunked" })
            {
                await client.SendAsync($"GET /{kind}/{size} HTTP/1.1\r\nHost: a.example\r\n\r\n");
                Assert.Equal(size, await (await client.ReadResponseAsync()).Body.ReadPatternAsync().Within("the body"));
            }

            await client.SendAsync($"POST /upload HTTP/1.1\r\nHost: a.example\r\nContent-Length: {size}\r\n\r\n");
            await client.SendPatternAsync(size);
            Assert.StartsWith(size.ToString(CultureInfo.InvariantCulture) + " ", await (await client.ReadResponseAsync()).TextAsync(), StringComparison.Ordinal);
        }

        Assert.Equal("https", origin.Exchanges[0].Request.Fields["X-Forwarded-Proto"]);
    }

    [Theory, EachDriver]
    public async Task The_certificate_follows_the_name_that_is_asked_for(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, origin.Url, Issued("first", "first.example"), Issued("exact", "www.second.example"), Issued("wild", "*.second.example", "second.example"));

        Assert.Equal("CN=first.example", await SubjectAsync(gyr, "first.example"));
        Assert.Equal("CN=www.second.example", await SubjectAsync(gyr, "www.second.example"));
        Assert.Equal("CN=www.second.example", await SubjectAsync(gyr, "WWW.Second.Example"));
        Assert.Equal("CN=*.second.example", await SubjectAsync(gyr, "other.second.example"));
        Assert.Equal("CN=*.second.example", await SubjectAsync(gyr, "second.example"));
        Assert.Equal("CN=first.example", await SubjectAsync(gyr, "deep.other.second.example"));
        Assert.Equal("CN=first.example", await SubjectAsync(gyr, "unknown.example"));
        Assert.Equal("CN=first.example", await SubjectAsync(gyr, "127.0.0.1"));
    }

    [Theory, EachDriver]
    public async Task Keys_of_two_kinds_stand_side_by_side(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        string rsa = _authority.WriteIssued(_directory.Path, "rsa", ["a.example"], rsa: true);
        await using GyrProcess gyr = await StartAsync(driver, origin.Url, $"{{ {rsa} }}", Issued("ecdsa", "a.example"));

        Assert.Contains("ECDSA", await OpenSslAsync(gyr, "-servername", "a.example"), StringComparison.Ordinal);
        Assert.Contains("RSA", await OpenSslAsync(gyr, "-servername", "a.example", "-sigalgs", "rsa_pss_rsae_sha256"), StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task Of_two_certificates_of_one_kind_only_the_chain_of_the_one_in_use_is_shown(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        string used = Issued("used", "a.example");
        string other = Issued("other", "a.example");
        await using GyrProcess gyr = await StartAsync(driver, origin.Url, used, other);

        Assert.Equal(3, (await OpenSslAsync(gyr, "-servername", "a.example", "-showcerts")).Split("-----BEGIN CERTIFICATE-----").Length);
    }

    [Theory, EachDriver]
    public async Task A_key_may_be_encrypted(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        string pair = _authority.WriteIssued(_directory.Path, "locked", ["a.example"], passphrase: "open sesame");
        string word = Path.Combine(_directory.Path, "word");
        await File.WriteAllTextAsync(word, "open sesame\n");
        await using GyrProcess gyr = await StartAsync(driver, origin.Url, $"{{ {pair}, passphrase-file: {word} }}");
        await using RawClient client = await ConnectAsync(gyr, "a.example");

        Assert.Equal("origin", (await client.GetAsync("/", host: "a.example")).Body);
    }

    [Theory, EachDriver]
    public async Task Versions_and_protocols_are_agreed_on(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, origin.Url, Issued("a", "a.example"));

        Assert.Contains("TLSv1.3", await OpenSslAsync(gyr, "-tls1_3"), StringComparison.Ordinal);
        Assert.Contains("TLSv1.2", await OpenSslAsync(gyr, "-tls1_2"), StringComparison.Ordinal);
        Assert.Contains("alert protocol version", await OpenSslAsync(gyr, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"), StringComparison.Ordinal);
        Assert.Contains("ALPN protocol: http/1.1", await OpenSslAsync(gyr, "-alpn", "h2,http/1.1"), StringComparison.Ordinal);
        Assert.Contains("no application protocol", await OpenSslAsync(gyr, "-alpn", "h2"), StringComparison.Ordinal);
        Assert.Contains("no renegotiation", await OpenSslAsync("R\n", gyr, "-tls1_2"), StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task Sessions_are_resumed(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, origin.Url, Issued("a", "a.example"), Issued("b", "b.example"));
        string session = Path.Combine(_directory.Path, "session");
        foreach (string version in new[] { "-tls1_2", "-tls1_3" })
        {
            const string Request = "GET / HTTP/1.0\r\nHost: b.example\r\n\r\n";
            Assert.Contains("\nNew, TLS", await OpenSslAsync(Request, gyr, "-ign_eof", "-servername", "b.example", version, "-sess_out", session), StringComparison.Ordinal);
            Assert.Contains("\nReused, TLS", await OpenSslAsync(Request, gyr, "-ign_eof", "-servername", "b.example", version, "-sess_in", session), StringComparison.Ordinal);
        }
    }

    [Theory, EachDriver]
    public async Task Sessions_are_resumed_by_another_listener_and_over_a_reload(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        string file = Path.Combine(_directory.Path, "gyr.yaml");
        string Yaml(string name) => GyrYaml.Render(Plan(origin.Url, Issued("a", "a.example", name)) with { Workers = 2 });
        await File.WriteAllTextAsync(file, Yaml("one.example"));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", file], driver);
        string session = Path.Combine(_directory.Path, "session");
        const string Request = "GET / HTTP/1.0\r\nHost: a.example\r\n\r\n";
        Assert.Contains("\nNew, TLS", await OpenSslAsync(Request, gyr, "-ign_eof", "-servername", "a.example", "-sess_out", session), StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, Yaml("two.example"));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("certificate web changed", StringComparison.Ordinal), "the new certificate");
        Assert.Contains("\nReused, TLS", await OpenSslAsync(Request, gyr, "-ign_eof", "-servername", "a.example", "-sess_in", session), StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task Plain_requests_are_redirected_and_browsers_told_to_stay(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        string yaml = GyrYaml.Render(ProxyPlan.To(origin.Url) with { Listener = new ListenerPlan { Tls = $"{{ certificates: [ {Issued("a", "a.example")} ], hsts: 1h }}" } })
            .Replace("listeners:\n", "listeners:\n  plain: { address: \"127.0.0.1:0\", redirect-to-https: true }\n", StringComparison.Ordinal);
        await using GyrProcess gyr = await GyrProcess.RunAsync(yaml, driver, listeners: 2);
        await using RawClient plain = await RawClient.ConnectAsync(gyr.Addresses["plain"]);
        (WireResponse response, _) = await plain.GetAsync("/a%20b?c=%0d%0a", host: "a.example:8080");
        Assert.Equal((308, "https://a.example:0/a%20b?c=%0d%0a"), (response.Status, response.Fields["Location"]));
        Assert.Equal(308, (await plain.GetAsync("/", host: "a.example")).Response.Status);
        await plain.SendAsync("GET / HTTP/1.0\r\n\r\n");
        Assert.Equal(400, (await plain.ReadResponseAsync()).Status);
        await using RawClient longWinded = await RawClient.ConnectAsync(gyr.Addresses["plain"]);
        Assert.Equal(414, (await longWinded.GetAsync("/" + new string('a', 8000), host: new string('h', 16_000))).Response.Status);
        Assert.Empty(origin.Exchanges);

        await using RawClient secure = await RawClient.ConnectAsync(gyr.Addresses["web"], Options("a.example"));
        Assert.Equal("max-age=3600", (await secure.GetAsync("/", host: "a.example")).Response.Fields["Strict-Transport-Security"]);
        Assert.Equal("max-age=3600", (await secure.GetAsync("/", host: "b.example")).Response.Fields["Strict-Transport-Security"]);
    }

    [Theory, EachDriver]
    public async Task Secrets_are_written_only_if_that_is_asked_for(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        string file = Path.Combine(_directory.Path, "gyr.yaml");
        string keys = Path.Combine(_directory.Path, "keys");
        await File.WriteAllTextAsync(file, GyrYaml.Render(Plan(origin.Url, Issued("a", "a.example"))));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", file, "--debug-tls-keys", keys], driver);
        await using RawClient client = await ConnectAsync(gyr, "a.example");
        Assert.Equal(200, (await client.GetAsync("/", host: "a.example")).Response.Status);
        Assert.Contains("CLIENT_TRAFFIC_SECRET_0 ", await File.ReadAllTextAsync(keys), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keys));
        Assert.Contains(gyr.Process.Errors.Lines, static line => line.StartsWith("gyr: the secrets of all TLS sessions", StringComparison.Ordinal));
    }

    [Theory, EachDriver]
    public async Task Certificates_that_end_soon_are_told_of(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, origin.Url, Issued("a", "soon.example"), $"{{ {_authority.WriteIssued(_directory.Path, "b", ["late.example"], expired: true)} }}");
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("warn listener web: the certificate for soon.example expires at", StringComparison.Ordinal), "the warning");
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("warn listener web: the certificate for late.example has expired at", StringComparison.Ordinal), "the warning");
    }

    [Theory, EachDriver]
    public async Task A_host_that_the_connection_is_not_for_is_answered_421(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, origin.Url, Issued("a", "a.example", "aa.example"), Issued("b", "b.example"));
        await using RawClient client = await ConnectAsync(gyr, "a.example");

        Assert.Equal(200, (await client.GetAsync("/", host: "a.example")).Response.Status);
        Assert.Equal(200, (await client.GetAsync("/", host: "A.Example:8443")).Response.Status);
        Assert.Equal(200, (await client.GetAsync("/", host: "aa.example")).Response.Status);
        Assert.Equal(421, (await client.GetAsync("/", host: "b.example")).Response.Status);
        Assert.Equal(421, (await client.GetAsync("/", host: "c.example")).Response.Status);
        Assert.Equal(200, (await client.GetAsync("/", host: "a.example")).Response.Status);
    }

    [Theory, EachDriver]
    public async Task Plain_HTTP_is_told_that_this_is_TLS(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, origin.Url, Issued("a", "a.example"));
        await using RawClient client = await gyr.ConnectAsync();

        (WireResponse response, string body) = await client.GetAsync("/", host: "a.example");

        Assert.Equal(400, response.Status);
        Assert.Contains("HTTPS", body, StringComparison.Ordinal);
        Assert.Equal(ConnectionEnd.Closed, await client.ReadToEndOfConnectionAsync());
        Assert.Empty(origin.Exchanges);
        await gyr.AccessLogAsync(static line => line.Fault == "plain-on-tls-listener");
    }

    [Theory, EachDriver]
    public async Task Garbage_and_silence_end_the_connection_and_nothing_else(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(origin.Url, Issued("a", "a.example")) with
        {
            Listener = new ListenerPlan { Tls = Tls(Issued("a", "a.example")), TlsHandshakeTimeout = TimeSpan.FromMilliseconds(300) },
        }, driver);
        foreach (string bytes in new[] { "\u0000\u0001\u0002", "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0000", "\u0016\u0003\u0001\u00ff\u00ff" + new string('x', 70_000), "\u0016" })
        {
            await using RawClient garbage = await gyr.ConnectAsync();
            await garbage.TrySendAsync(bytes);
            await garbage.ReadToEndOfConnectionAsync();
        }

        await using RawClient silent = await gyr.ConnectAsync();
        Assert.Equal(ConnectionEnd.Closed, await silent.ReadToEndOfConnectionAsync());
        await using RawClient client = await ConnectAsync(gyr, "a.example");
        Assert.Equal("origin", (await client.GetAsync("/", host: "a.example")).Body);
    }

    [Theory, EachDriver]
    public async Task Every_division_of_a_handshake_is_read_alike(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, origin.Url, Issued("a", "a.example"));
        foreach (int size in new[] { 1, 2, 3, 5, 7, 64, 300 })
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(gyr.Address);
            await using var tls = new SslStream(new PiecewiseStream(new NetworkStream(socket, ownsSocket: true), size));
            await tls.AuthenticateAsClientAsync(Options("a.example")).Within("the handshake");
            await tls.WriteAsync("GET /bytes/100000 HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"u8.ToArray());
            WireResponse response = await MessageReader.ReadResponseAsync(new WireReader(tls), "GET");
            Assert.Equal(100_000, await response.Body.ReadPatternAsync().Within("the body"));
        }
    }

    [Theory, EachDriver]
    public async Task The_end_of_a_connection_is_said_in_TLS(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, origin.Url, Issued("a", "a.example"));
        await using RawClient client = await ConnectAsync(gyr, "a.example");
        Assert.Equal("origin", (await client.GetAsync("/", "Connection: close\r\n", host: "a.example")).Body);
        Assert.Equal(ConnectionEnd.Closed, await client.ReadToEndOfConnectionAsync());
        string all = await OpenSslAsync("GET / HTTP/1.0\r\n\r\n", gyr, "-msg", "-ign_eof");
        Assert.Contains("close_notify", all, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task Curl_trusts_it_and_wrong_ones_are_not_trusted(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, origin.Url, Issued("a", "localhost"));
        string authority = _authority.WritePem(_directory.Path);
        Assert.Equal("origin", await CurlAsync("--cacert", authority, $"https://localhost:{gyr.Address.Port}/"));
        Assert.Contains("certificate", await CurlAsync($"https://localhost:{gyr.Address.Port}/"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("origin", await CurlAsync("-k", $"https://localhost:{gyr.Address.Port}/"));
    }

    [Theory, EachDriver]
    public async Task Auto_makes_one_for_development(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(origin.Url) with { Listener = new ListenerPlan { Tls = "{ certificates: auto }" } }, driver);

        Assert.Equal("origin", await CurlAsync("-k", $"https://localhost:{gyr.Address.Port}/"));
        Assert.Contains("self", await CurlAsync($"https://localhost:{gyr.Address.Port}/"), StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task A_thousand_connections_come_and_go(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, origin.Url, Issued("a", "a.example"));
        await Parallel.ForAsync(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (number, _) =>
        {
            await using RawClient client = await ConnectAsync(gyr, "a.example");
            Assert.Equal(200, (await client.GetAsync($"/bytes/{number}", host: "a.example")).Response.Status);
        });
    }

    private static SslClientAuthenticationOptions Options(string name) => new()
    {
        TargetHost = name,
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        ApplicationProtocols = [SslApplicationProtocol.Http11],
    };

    private static Task<RawClient> ConnectAsync(GyrProcess gyr, string name) => RawClient.ConnectAsync(gyr.Address, Options(name));

    private static async Task<string> SubjectAsync(GyrProcess gyr, string name)
    {
        await using RawClient client = await ConnectAsync(gyr, name);
        return client.Tls!.RemoteCertificate!.Subject;
    }

    private static Task<string> OpenSslAsync(GyrProcess gyr, params string[] arguments) => OpenSslAsync("Q\n", gyr, arguments);

    private static Task<string> OpenSslAsync(string input, GyrProcess gyr, params string[] arguments) => OpenSslClient.AskAsync(gyr, input, arguments);

    private static async Task<string> CurlAsync(params string[] arguments)
    {
        await using ProgramProcess curl = ProgramProcess.Start("curl", ["-sS", "--max-time", "20", .. arguments]);
        await curl.ExitAsync();
        return string.Join('\n', curl.Output.Lines) + string.Join('\n', curl.Errors.Lines);
    }

    private static string Tls(params string[] certificates) => $"{{ certificates: [ {string.Join(", ", certificates)} ] }}";

    private static ProxyPlan Plan(string origin, params string[] certificates) => ProxyPlan.To(origin) with { Listener = new ListenerPlan { Tls = Tls(certificates) } };

    private static Task<GyrProcess> StartAsync(Driver driver, string origin, params string[] certificates) => Proxies.StartGyrAsync(Plan(origin, certificates), driver);

    private string Issued(string file, params string[] names) => $"{{ {_authority.WriteIssued(_directory.Path, file, names)} }}";
}
