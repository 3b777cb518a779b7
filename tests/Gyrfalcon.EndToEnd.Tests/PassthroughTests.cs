using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>TLS connections that are relayed by the name that the client asks for, without being opened.</summary>
public sealed class PassthroughTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Theory, EachDriver]
    public async Task The_name_decides_who_ends_the_connection(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin exact = TestOrigin.Start("exact", _authority.Issue(["db.example"]));
        await using TestOrigin wild = TestOrigin.Start("wild", _authority.Issue(["*.wild.example"]));
        await using TestOrigin plain = TestOrigin.Start("plain");
        await using GyrProcess gyr = await GyrProcess.RunAsync($$"""
            admin: off
            listeners: { web: { address: "127.0.0.1:0", tls: { certificates: [ {{Issued("own", "own.example")}} ] } } }
            routes:
              - { cluster: plain }
              - { name: db, passthrough: true, match: { host: db.example }, cluster: exact }
              - { name: wild, passthrough: true, match: { host: "*.wild.example" }, cluster: wild }
            clusters:
              exact: { endpoints: [ "{{exact.Url}}" ] }
              wild: { endpoints: [ "{{wild.Url}}" ] }
              plain: { endpoints: [ "{{plain.Url}}" ] }
            """, driver);

        Assert.Equal(("CN=db.example", "exact"), await AskAsync(gyr, "db.example"));
        Assert.Equal(("CN=db.example", "exact"), await AskAsync(gyr, "DB.Example"));
        Assert.Equal(("CN=*.wild.example", "wild"), await AskAsync(gyr, "a.wild.example"));
        Assert.Equal(("CN=own.example", "plain"), await AskAsync(gyr, "own.example"));
        Assert.Equal(("CN=own.example", "plain"), await AskAsync(gyr, "127.0.0.1"));

        AccessLogLine line = (await gyr.AccessLogAsync(static line => line.Text("route") == "db", 2))[0];
        Assert.Equal(("CONNECT", 200, "exact", exact.Url), (line.Text("method"), line.Status, line.Text("cluster"), line.Text("endpoint")));
        Assert.StartsWith("db.example:", line.Text("host"), StringComparison.Ordinal);
        Assert.True(line.Number("bytes_in") > 100 && line.Number("bytes_out") > 500, line.ToString());
    }

    [Theory, EachDriver]
    public async Task Large_bodies_pass_in_both_directions_and_every_division_of_the_beginning_is_read_alike(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start("origin", _authority.Issue(["db.example"]));
        await using GyrProcess gyr = await StartAsync(driver, origin.Url);
        foreach (int size in new[] { 1, 5, 63, 300, 100_000 })
        {
            await using SslStream tls = await DivideAsync(gyr, size);
            await tls.WriteAsync("GET /bytes/3000000 HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"u8.ToArray());
            WireResponse response = await MessageReader.ReadResponseAsync(new WireReader(tls), "GET");
            Assert.Equal(3_000_000, await response.Body.ReadPatternAsync().Within("the body"));
        }

        await using RawClient client = await ConnectAsync(gyr, "db.example");
        await client.SendAsync("POST /upload HTTP/1.1\r\nHost: a.example\r\nContent-Length: 20000000\r\n\r\n");
        await client.SendPatternAsync(20_000_000);
        Assert.StartsWith("20000000 ", await (await client.ReadResponseAsync()).TextAsync(), StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task A_name_that_nobody_has_is_refused_with_an_alert_and_an_endpoint_that_is_gone_is_told(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start("origin", _authority.Issue(["db.example"]));
        await using GyrProcess gyr = await StartAsync(driver, origin.Url);

        Assert.Contains("unrecognized name", await OpenSslAsync(gyr, "-servername", "other.example"), StringComparison.Ordinal);
        Assert.Contains("unrecognized name", await OpenSslAsync(gyr, "-noservername"), StringComparison.Ordinal);
        Assert.Contains("CN = db.example", await OpenSslAsync(gyr, "-servername", "db.example"), StringComparison.Ordinal);
        origin.Kill();
        Assert.Contains("internal error", await OpenSslAsync(gyr, "-servername", "db.example"), StringComparison.Ordinal);
        await gyr.AccessLogAsync(static line => line.Fault == "no-endpoint");
        origin.Revive();
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("accepts connections again", StringComparison.Ordinal), "the endpoint's return");
        Assert.Contains("CN = db.example", await OpenSslAsync(gyr, "-servername", "db.example"), StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_refuses_is_passed_over_and_the_others_share(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        using var dead = new HeldPort();
        await using TestOrigin one = TestOrigin.Start("one", _authority.Issue(["db.example"]));
        await using TestOrigin two = TestOrigin.Start("two", _authority.Issue(["db.example"]));
        await using GyrProcess gyr = await StartAsync(driver, one.Url, two.Url, $"https://{dead.Address}");
        var answers = new List<string>();
        for (int i = 0; i < 10; i++) answers.Add((await AskAsync(gyr, "db.example")).Answer);
        Assert.InRange(answers.Count(static answer => answer == "one"), 3, 7);
        Assert.All(answers, static answer => Assert.True(answer is "one" or "two", answer));
    }

    [Theory, EachDriver]
    public async Task The_endpoint_is_told_of_the_client_and_the_name_in_a_PROXY_header(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.StartTakingProxyHeaders("origin", _authority.Issue(["db.example"]));
        await using GyrProcess gyr = await GyrProcess.RunAsync(Yaml("", origin.Url).Replace("db: { endpoints:", "db: { proxy-protocol: v2, endpoints:", StringComparison.Ordinal), driver);
        await using RawClient client = await ConnectAsync(gyr, "db.example");
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        ReadProxyHeader header = Assert.Single(origin.ProxyHeaders);
        Assert.Equal((client.LocalAddress, "db.example"), (header.Source, header.Text(2)));
    }

    [Theory, EachDriver]
    public async Task Garbage_and_half_a_beginning_cost_a_connection_and_nothing_else(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start("origin", _authority.Issue(["db.example"]));
        await using GyrProcess gyr = await GyrProcess.RunAsync(Yaml("timeouts: { tls-handshake: 300ms }", origin.Url), driver);
        foreach (string bytes in new[] { "\u0000\u0001", "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0000", "\u0016\u0003\u0001\u0040\u0000" + new string('x', 70_000), "\u0016", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" })
        {
            await using RawClient garbage = await gyr.ConnectAsync();
            await garbage.TrySendAsync(bytes);
            await garbage.ReadToEndOfConnectionAsync();
        }

        await using RawClient plain = await gyr.ConnectAsync();
        Assert.Equal(400, (await plain.GetAsync("/")).Response.Status);
        Assert.Equal(("CN=db.example", "origin"), await AskAsync(gyr, "db.example"));
        Assert.Equal(1, origin.ConnectionCount);
    }

    [Theory, EachDriver]
    public async Task Connections_outlive_a_reload_that_takes_their_route_away(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start("origin", _authority.Issue(["db.example"]));
        string file = Path.Combine(_directory.Path, "gyr.yaml");
        string yaml = Yaml("", origin.Url);
        await File.WriteAllTextAsync(file, yaml);
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", file, "--watch"], driver);
        await using RawClient client = await ConnectAsync(gyr, "db.example");
        Assert.Equal("origin", (await client.GetAsync("/")).Body);

        await File.WriteAllTextAsync(file, yaml.Replace("host: db.example", "host: moved.example", StringComparison.Ordinal));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("route db changed", StringComparison.Ordinal), "the reload");
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        Assert.Contains("unrecognized name", await OpenSslAsync(gyr, "-servername", "db.example"), StringComparison.Ordinal);
        Assert.Contains("CN = db.example", await OpenSslAsync(gyr, "-servername", "moved.example"), StringComparison.Ordinal);
    }

    private static string Yaml(string listener, params string[] endpoints) => $$"""
        admin: off
        listeners: { web: { address: "127.0.0.1:0", tls: {}{{(listener.Length > 0 ? ", " + listener : "")}} } }
        routes: [ { name: db, passthrough: true, match: { host: db.example }, cluster: db } ]
        clusters: { db: { endpoints: [ {{string.Join(", ", endpoints.Select(static url => $"\"{url}\""))}} ] } }
        """;

    private static Task<GyrProcess> StartAsync(Driver driver, params string[] endpoints) => GyrProcess.RunAsync(Yaml("", endpoints), driver);

    private static SslClientAuthenticationOptions Options(string name) => new() { TargetHost = name, RemoteCertificateValidationCallback = static (_, _, _, _) => true };

    private static Task<RawClient> ConnectAsync(GyrProcess gyr, string name) => RawClient.ConnectAsync(gyr.Address, Options(name));

    private static async Task<(string Subject, string Answer)> AskAsync(GyrProcess gyr, string name)
    {
        await using RawClient client = await ConnectAsync(gyr, name);
        return (client.Tls!.RemoteCertificate!.Subject, (await client.GetAsync("/", host: name)).Body);
    }

    private static async Task<SslStream> DivideAsync(GyrProcess gyr, int size)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(gyr.Address);
        var tls = new SslStream(new PiecewiseStream(new NetworkStream(socket, ownsSocket: true), size));
        await tls.AuthenticateAsClientAsync(Options("db.example")).Within("the handshake");
        return tls;
    }

    private static Task<string> OpenSslAsync(GyrProcess gyr, params string[] arguments) => OpenSslClient.AskAsync(gyr, OpenSslClient.Quit, arguments);

    private string Issued(string file, params string[] names) => $"{{ {_authority.WriteIssued(_directory.Path, file, names)} }}";
}
