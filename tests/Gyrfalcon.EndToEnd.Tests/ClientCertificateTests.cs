using System;
using System.IO;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Clients that must or may show certificates, and our own towards endpoints.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
        _directory.Dispose();
    }

    [Theory, EachDriver]
    public async Task Who_must_show_one_is_let_in_with_it_and_the_endpoint_is_told(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, origin, "require");
        using X509Certificate2 mine = _authority.Issue(["client.example"], client: true);
        const string Forged = "X-Client-Cert-Subject: CN=root\r\nX-Client-Cert-SAN: DNS:root\r\nX-Client-Cert-Fingerprint: 00\r\nClient-Cert: :AAAA:\r\nClient-Cert-Chain: :AAAA:\r\n";
        await using (RawClient client = await ConnectAsync(gyr, mine)) Assert.Equal(200, (await client.GetAsync("/", Forged, host: "a.example")).Response.Status);

        FieldList seen = Assert.Single(origin.Exchanges).Request.Fields;
        Assert.Equal("CN=client.example", seen["X-Client-Cert-Subject"]);
        Assert.Equal("DNS:client.example", seen["X-Client-Cert-SAN"]);
        Assert.Equal(mine.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256).ToLowerInvariant(), seen["X-Client-Cert-Fingerprint"]);
        Assert.False(seen.Contains("Client-Cert") || seen.Contains("Client-Cert-Chain"));

        using X509Certificate2 others = _stranger.Issue(["client.example"], client: true);
        using X509Certificate2 old = _authority.Issue(["client.example"], expired: true, client: true);
        using X509Certificate2 servers = _authority.Issue(["client.example"]);
        foreach (X509Certificate2? refused in new[] { null, others, old, servers }) Assert.False(await IsServedAsync(gyr, refused));
        Assert.Single(origin.Exchanges);
    }

    [Theory, EachDriver]
    public async Task Who_may_show_one_is_let_in_without_and_nobody_can_claim_one(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartAsync(driver, origin, "request");
        await using (RawClient client = await ConnectAsync(gyr, null)) Assert.Equal(200, (await client.GetAsync("/", "X-Client-Cert-Subject: CN=root\r\n", host: "a.example")).Response.Status);
        Assert.False(Assert.Single(origin.Exchanges).Request.Fields.Contains("X-Client-Cert-Subject"));
        using X509Certificate2 others = _stranger.Issue(["client.example"], client: true);
        Assert.False(await IsServedAsync(gyr, others));
        using X509Certificate2 mine = _authority.Issue(["client.example"], client: true);
        Assert.True(await IsServedAsync(gyr, mine));
    }

    [Theory, EachDriver]
    public async Task Who_is_revoked_is_refused_also_with_a_ticket_from_before(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        _authority.WriteIssued(_directory.Path, "mine", ["client.example"], client: true);
        using X509Certificate2 mine = X509Certificate2.CreateFromPemFile(Path.Combine(_directory.Path, "mine.crt"), Path.Combine(_directory.Path, "mine.key"));
        using X509Certificate2 other = _authority.Issue(["other.example"], client: true);
        _authority.WriteRevocations(_directory.Path, other);
        string file = Path.Combine(_directory.Path, "gyr.yaml");
        await File.WriteAllTextAsync(file, GyrYaml.Render(Plan(origin, $"mode: require, revocation-list: {Path.Combine(_directory.Path, "revoked.pem")}")));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", file], driver);
        Assert.Contains("\nNew, TLS", await OpenSslAsync(gyr, "-sess_out"), StringComparison.Ordinal);
        Assert.Contains("\nReused, TLS", await OpenSslAsync(gyr, "-sess_in"), StringComparison.Ordinal);

        _authority.WriteRevocations(_directory.Path, other, mine);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("certificate web changed", StringComparison.Ordinal), "the list is read");
        string answer = await OpenSslAsync(gyr, "-sess_in");
        Assert.Contains("alert certificate revoked", answer, StringComparison.Ordinal);
        Assert.Equal(2, origin.Exchanges.Count);
    }

    [Theory, EachDriver]
    public async Task Endpoints_that_ask_for_one_get_ours(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        int port = HeldPort.Free();
        string server = _authority.WriteIssued(_directory.Path, "server", ["localhost"]);
        string mine = _authority.WriteIssued(_directory.Path, "mine", ["proxy.example"], client: true);
        string authority = _authority.WritePem(_directory.Path);
        string[] files = server.Split(", key: ");
        await using ProgramProcess origin = ProgramProcess.Start("openssl",
            ["s_server", "-accept", $"127.0.0.1:{port}", "-cert", files[0]["certificate: ".Length..], "-key", files[1], "-CAfile", authority, "-Verify", "1", "-verify_return_error", "-www"]);
        await Deadline.Until(() => CanConnect(port), "the server listens");
        string yaml = $$"""
            admin: off
            listeners: { web: { address: "127.0.0.1:0" } }
            routes: [ { cluster: app } ]
            clusters:
              app: { endpoints: [ "https://localhost:{{port}}" ], tls: { authority: {{authority}}, certificate: { {{mine}} } } }
            """;
        await using GyrProcess gyr = await GyrProcess.RunAsync(yaml, driver);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Contains("proxy.example", (await client.GetAsync("/")).Body, StringComparison.Ordinal);
    }

    private static bool CanConnect(int port)
    {
        using var probe = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        try
        {
            probe.Connect(System.Net.IPAddress.Loopback, port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private static Task<RawClient> ConnectAsync(GyrProcess gyr, X509Certificate2? certificate) => RawClient.ConnectAsync(gyr.Address, new SslClientAuthenticationOptions
    {
        TargetHost = "a.example",
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        ClientCertificates = certificate is null ? null : [certificate],
        LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
    });

    /// <summary>In TLS 1.3 a client learns only when it reads that its certificate was not accepted.</summary>
    private static async Task<bool> IsServedAsync(GyrProcess gyr, X509Certificate2? certificate)
    {
        try
        {
            await using RawClient client = await ConnectAsync(gyr, certificate);
            return (await client.GetAsync("/", host: "a.example")).Response.Status == 200;
        }
        catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
        {
            return false;
        }
    }

    private Task<string> OpenSslAsync(GyrProcess gyr, string session) => OpenSslClient.AskAsync(
        gyr,
        "GET / HTTP/1.0\r\nHost: a.example\r\n\r\n",
        "-servername", "a.example", "-ign_eof", "-cert", Path.Combine(_directory.Path, "mine.crt"), "-key", Path.Combine(_directory.Path, "mine.key"), session, Path.Combine(_directory.Path, "session"));

    private ProxyPlan Plan(TestOrigin origin, string clients)
    {
        string certificate = _authority.WriteIssued(_directory.Path, "a", ["a.example"]);
        return ProxyPlan.To(origin.Url) with
        {
            Listener = new ListenerPlan { Tls = $"{{ certificates: [ {{ {certificate} }} ], client-certificates: {{ {clients}, authorities: {_authority.WritePem(_directory.Path)} }} }}" },
        };
    }

    private Task<GyrProcess> StartAsync(Driver driver, TestOrigin origin, string mode) => Proxies.StartGyrAsync(Plan(origin, $"mode: {mode}"), driver);
}
