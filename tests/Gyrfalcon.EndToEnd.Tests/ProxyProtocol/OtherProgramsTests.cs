using System;
using System.IO;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.ProxyProtocol;

/// <summary>PROXY headers that programs nobody here wrote send and read.</summary>
public sealed class OtherProgramsTests : IDisposable
{
    private const string Haproxy = "/usr/sbin/haproxy";
    private const string Nginx = "/usr/sbin/nginx";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory, EachDriver]
    public async Task Curl_sends_one(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartTakingAsync(driver, origin);
        await using ProgramProcess curl = ProgramProcess.Start("curl", ["-sS", "--max-time", "20", "--haproxy-protocol", $"http://{gyr.Address}/"]);
        Assert.Equal(0, await curl.ExitAsync());
        Assert.Equal("origin", curl.Output.Text.Trim());
    }

    [Theory, EachDriver("send-proxy"), EachDriver("send-proxy-v2"), EachDriver("send-proxy-v2 proxy-v2-options crc32c,unique-id"), EachDriver("send-proxy-v2 check check-send-proxy inter 100")]
    public async Task HAProxy_sends_one(Driver driver, string options)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await StartTakingAsync(driver, origin);
        int port = HeldPort.Free();
        await using ProgramProcess haproxy = await StartHaproxyAsync(port, $$"""
            listen front
              bind 127.0.0.1:{{port}}
              unique-id-format id-%pid
              server gyr {{gyr.Address}} {{options}}
            """);
        await using RawClient client = await RawClient.ConnectAsync(new(System.Net.IPAddress.Loopback, port));

        // What a client says of itself is not believed for having come by a trusted proxy: its address, which is trusted here, is its own.
        for (int i = 0; i < 3; i++) Assert.Equal("origin", (await client.GetAsync("/")).Body);
        Assert.Equal("127.0.0.1", origin.Exchanges[0].Request.Fields["X-Forwarded-For"]);
        Assert.DoesNotContain(gyr.Process.Errors.Lines, static line => line.Contains("proxy-protocol", StringComparison.Ordinal));
    }

    [Theory, EachDriver("v1"), EachDriver("v2")]
    public async Task HAProxy_reads_ours(Driver driver, string version)
    {
        int port = HeldPort.Free();
        await using ProgramProcess haproxy = await StartHaproxyAsync(port, $$"""
            frontend back
              mode http
              bind 127.0.0.1:{{port}} accept-proxy
              http-request return status 200 content-type text/plain lf-string "%[src]:%[src_port] %[dst]:%[dst_port] %[fc_pp_unique_id] %[req.hdr(x-request-id)]"
            """);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanTo(version, port), driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 3; i++)
        {
            string[] said = (await client.GetAsync("/")).Body.Split(' ');
            Assert.Equal((client.LocalAddress.ToString(), gyr.Address.ToString()), (said[0], said[1]));
            if (version == "v2") Assert.Equal(said[3], said[2]);
        }
    }

    [Theory, EachDriver("v1"), EachDriver("v2")]
    public async Task Nginx_reads_ours(Driver driver, string version)
    {
        Assert.True(File.Exists(Nginx), $"{Nginx} is missing: this test needs Debian's nginx-light, which .ci/run installs.");
        int port = HeldPort.Free();
        string path = _directory.Path;
        string file = _directory.Write("nginx.conf", $$"""
            daemon off; master_process on; worker_processes 1;
            pid {{path}}/nginx.pid; error_log stderr notice;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path {{path}}/body; proxy_temp_path {{path}}/proxy; fastcgi_temp_path {{path}}/fastcgi; uwsgi_temp_path {{path}}/uwsgi; scgi_temp_path {{path}}/scgi;
              server { listen 127.0.0.1:{{port}} proxy_protocol; location / { return 200 "$proxy_protocol_addr:$proxy_protocol_port $proxy_protocol_server_addr:$proxy_protocol_server_port"; } }
            }

            """);
        await using ProgramProcess nginx = ProgramProcess.Start(Nginx, ["-p", path, "-e", "stderr", "-c", file]);
        await nginx.Errors.WaitForAsync(static line => line.Contains("start worker process ", StringComparison.Ordinal), "nginx's worker");
        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanTo(version, port), driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 3; i++) Assert.Equal($"{client.LocalAddress} {gyr.Address}", (await client.GetAsync("/")).Body);
    }

    private static ProxyPlan PlanTo(string version, int port) => new()
    {
        Clusters = [new ClusterPlan { Endpoints = [$"http://127.0.0.1:{port}"], ProxyProtocol = version, Health = "{ active: { interval: 100ms } }" }],
    };

    private static Task<GyrProcess> StartTakingAsync(Driver driver, TestOrigin origin)
        => Proxies.StartGyrAsync(ProxyPlan.To(origin.Url) with { Listener = new ListenerPlan { TrustedProxies = ["127.0.0.0/8"], ProxyProtocol = "required" } }, driver);

    /// <summary>Waits until it listens.</summary>
    private async Task<ProgramProcess> StartHaproxyAsync(int port, string proxy)
    {
        Assert.True(File.Exists(Haproxy), $"{Haproxy} is missing: this test needs Debian's haproxy, which .ci/run installs.");
        string file = _directory.Write("haproxy.cfg", $$"""
            global
              stats socket {{_directory.Path}}/stats
            defaults
              mode tcp
              timeout connect 5s
              timeout client 20s
              timeout server 20s
            {{proxy}}

            """);
        ProgramProcess haproxy = ProgramProcess.Start(Haproxy, ["-db", "-f", file]);
        await Deadline.Until(() => haproxy.HasExited || Listens(port), $"HAProxy listens; it says: {haproxy.Errors.Text}");
        Assert.False(haproxy.HasExited, haproxy.Errors.Text);
        return haproxy;
    }

    private static bool Listens(int port)
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
}
