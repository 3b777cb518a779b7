using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Files of a cluster's TLS that change under the running program, which is told nothing.</summary>
public sealed class ClusterCertificateTests : IDisposable
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
    public async Task Our_own_certificate_is_swapped_and_a_broken_pair_keeps_the_old_one(Driver driver)
    {
        using X509Certificate2 server = _authority.Issue(["127.0.0.1"]);
        await using TestOrigin origin = TestOrigin.StartDemandingCertificates(server, _authority.Certificate);
        string pair = _authority.WriteIssued(_directory.Path, "mine", ["old.example"], client: true);
        await using GyrProcess gyr = await StartAsync(driver, new ClusterPlan { Endpoints = [origin.Url], TlsAuthority = _authority.WritePem(_directory.Path), TlsCertificate = pair });
        var finish = new Gate();
        origin.Handle("/held", async exchange =>
        {
            await finish.WaitAsync();
            await exchange.ReplyAsync("held");
        });
        await using RawClient first = await gyr.ConnectAsync();
        Assert.Equal("origin", (await first.GetAsync("/")).Body);

        _authority.WriteIssued(_directory.Path, "mine", ["new.example"], client: true);
        await gyr.Process.Errors.WaitForAsync(static line => line.EndsWith("cluster app changed: the files of its TLS are others; in force for connections that are made from now on", StringComparison.Ordinal), "the new pair");
        Assert.Equal("origin", (await first.GetAsync("/")).Body);
        await first.SendAsync("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
        await Deadline.Until(() => origin.RequestCount == 3, "the kept connection is in use");
        await using RawClient second = await gyr.ConnectAsync();
        Assert.Equal("origin", (await second.GetAsync("/")).Body);

        string key = Path.Combine(_directory.Path, "mine.key");
        await File.WriteAllTextAsync(key, "-----BEGIN PRIVATE KEY-----\nbroken\n-----END PRIVATE KEY-----\n");
        await gyr.Process.Errors.WaitForAsync(line => line.Contains($"clusters.app.tls.certificate: the key `{key}` holds no private key", StringComparison.Ordinal), "the refusal");
        await second.SendAsync("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
        await Deadline.Until(() => origin.RequestCount == 5, "the other kept connection is in use");
        await using RawClient third = await gyr.ConnectAsync();
        Assert.Equal("origin", (await third.GetAsync("/")).Body);
        finish.Open();
        foreach (RawClient client in new[] { first, second }) Assert.Equal(200, (await client.ReadResponseAsync()).Status);

        (int, string?)[] seen = [.. origin.Exchanges.Select(static exchange => (exchange.Connection, exchange.ClientSubject))];
        Assert.Equal([(0, "CN=old.example"), (0, "CN=old.example"), (0, "CN=old.example"), (1, "CN=new.example"), (1, "CN=new.example"), (2, "CN=new.example")], seen);
    }

    [Theory, EachDriver]
    public async Task Whom_we_believe_is_swapped(Driver driver)
    {
        using X509Certificate2 server = _authority.Issue(["127.0.0.1"]);
        await using TestOrigin origin = TestOrigin.Start("origin", server);
        string file = _stranger.WritePem(_directory.Path);
        await using GyrProcess gyr = await StartAsync(driver, new ClusterPlan { Endpoints = [origin.Url], TlsAuthority = file });
        await using RawClient client = await gyr.ConnectAsync();
        Answers.AssertFault(driver, (await client.GetAsync("/")).Response, 502, "tls_certificate_error");

        _authority.WritePem(_directory.Path);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("cluster app changed: the files of its TLS are others", StringComparison.Ordinal), "the new authority");
        Assert.Equal("origin", (await client.GetAsync("/")).Body);
        await File.WriteAllTextAsync(file, "nothing of that kind\n");
        await gyr.Process.Errors.WaitForAsync(line => line.Contains($"clusters.app.tls.authority: `{file}` holds no certificate", StringComparison.Ordinal), "the refusal");
        Assert.Equal("origin", (await client.GetAsync("/")).Body);

        // An endpoint that joins later is believed by the same file.
        _authority.WritePem(_directory.Path);
        await using TestOrigin another = TestOrigin.Start("another", server);
        string configuration = Path.Combine(_directory.Path, "gyr.yaml");
        await File.WriteAllTextAsync(configuration, GyrYaml.Render(ProxyPlan.To() with { Clusters = [new ClusterPlan { Endpoints = [another.Url], TlsAuthority = file }] }));
        gyr.Process.Signal(1);
        await gyr.Process.Errors.WaitForAsync(line => line.Contains($"endpoint app/{another.Url} added", StringComparison.Ordinal), "the other endpoint");
        Assert.Equal("another", (await client.GetAsync("/")).Body);
    }

    private async Task<GyrProcess> StartAsync(Driver driver, ClusterPlan cluster)
    {
        Proxies.OnlyGyr(driver);
        string file = Path.Combine(_directory.Path, "gyr.yaml");
        await File.WriteAllTextAsync(file, GyrYaml.Render(ProxyPlan.To() with { Workers = 1, Clusters = [cluster] }));
        return await GyrProcess.StartAsync(["run", "--config", file], driver);
    }
}
