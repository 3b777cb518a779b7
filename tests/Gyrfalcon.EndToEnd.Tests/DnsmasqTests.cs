using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Discovery with a DNS server that nobody here wrote.</summary>
public sealed class DnsmasqTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory, EachDriver]
    public async Task Hosts_that_it_reads_again_join_and_leave(Driver driver)
    {
        const int Hup = 1;
        await using TestOrigin a = TestOrigin.Start("a");
        await using TestOrigin b = TestOrigin.StartAt("b", "127.0.0.2", a.Port);
        string hosts = _directory.Write("hosts", "127.0.0.1 api.test\n");
        int port = HeldPort.Free();
        await using ProgramProcess dnsmasq = await StartAsync(port, $"--addn-hosts={hosts}");
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan($"name: api.test, port: {a.Port}", port), driver);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("a", (await client.GetAsync("/")).Body);

        _directory.Write("hosts", "127.0.0.1 api.test\n127.0.0.2 api.test\n");
        dnsmasq.Signal(Hup);
        await LogAsync(gyr, $"http://127.0.0.2:{a.Port} joined; 2 endpoints now");
        Assert.Equal(["a", "b"], new[] { (await client.GetAsync("/")).Body, (await client.GetAsync("/")).Body }.Order(StringComparer.Ordinal));

        // More than fits into a datagram: dnsmasq truncates and answers over TCP.
        _directory.Write("hosts", "127.0.0.2 api.test\n" + string.Concat(Enumerable.Range(1, 120).Select(i => $"127.0.3.{i} api.test\n")));
        dnsmasq.Signal(Hup);
        await LogAsync(gyr, "joined; 121 endpoints now");

        // The name is gone: NXDOMAIN.
        _directory.Write("hosts", "");
        dnsmasq.Signal(Hup);
        await LogAsync(gyr, "the name `api.test` has no addresses; the 121 endpoints known from it stay");
    }

    [Theory, EachDriver]
    public async Task Srv_records_change_when_it_is_started_again(Driver driver)
    {
        await using var origins = new Origins(3);
        string hosts = _directory.Write("hosts", "127.0.0.1 one.test two.test\n");
        int port = HeldPort.Free();
        string[] Records(int one, int two) => [$"--addn-hosts={hosts}", $"--srv-host=_http._tcp.test,one.test,{origins[one].Port},10,3", $"--srv-host=_http._tcp.test,two.test,{origins[two].Port},10,1"];
        ProgramProcess first = await StartAsync(port, Records(0, 1));
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan("name: _http._tcp.test, type: srv", port), driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 8; i++)
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        Assert.Equal([6, 2, 0], origins.RequestCounts);

        await first.DisposeAsync();
        await LogAsync(gyr, "the 2 endpoints known from it stay");
        Assert.Equal(200, (await client.GetAsync("/")).Response.Status);

        await using ProgramProcess second = await StartAsync(port, Records(0, 2));
        await LogAsync(gyr, $"http://two.test:{origins[1].Port} left; 2 endpoints now");
        int before = origins[2].RequestCount;
        for (int i = 0; i < 8; i++)
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        Assert.Equal(before + 2, origins[2].RequestCount);
    }

    private static async Task<ProgramProcess> StartAsync(int port, params string[] options)
    {
        ProgramProcess dnsmasq = ProgramProcess.Start(
            System.IO.File.Exists("/usr/sbin/dnsmasq") ? "/usr/sbin/dnsmasq" : "dnsmasq",
            ["--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--local-ttl=1", "--edns-packet-max=1232", "--log-facility=-", "--user=", "--pid-file=",
                "--listen-address=127.0.0.1", "--bind-interfaces", string.Create(CultureInfo.InvariantCulture, $"--port={port}"), "--local=/test/", .. options]);
        await dnsmasq.Errors.WaitForAsync(static line => line.Contains("started", StringComparison.Ordinal), "dnsmasq to start");
        return dnsmasq;
    }

    private static ProxyPlan Plan(string dns, int port)
        => new() { Clusters = [new ClusterPlan { Discovery = $"{{ dns: {{ {dns}, servers: \"127.0.0.1:{port}\", min-ttl: 100ms, max-ttl: 1s }} }}" }] };

    private static Task LogAsync(GyrProcess gyr, string sentence) => gyr.Process.Errors.WaitForAsync(line => line.Contains(sentence, StringComparison.Ordinal), $"`{sentence}`");
}
