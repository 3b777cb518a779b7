using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Exchanges;

/// <summary>A bug in the middle of an exchange costs that exchange, and nothing that others share.</summary>
public sealed class AbandonedExchangeTests
{
    [Fact]
    public async Task What_a_broken_exchange_held_of_its_cluster_is_given_back()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        int refused = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        string text = $$"""
            listeners: { web: { address: "127.0.0.1:0" } }
            routes: [ { cluster: app } ]
            clusters: { app: { endpoints: [ { url: "http://127.0.0.1:{{refused}}", max-requests: 1 } ], circuit-breaker: { max-requests: 1 } } }
            """;
        ConfigResult config = ConfigText.Parse(text, "gyr.yaml");
        Assert.True(config.Ok, string.Join('\n', config.Diagnostics));
        Snapshot snapshot = SnapshotCompiler.Compile(config.Config, 1, out string? error) ?? throw new InvalidOperationException(error);
        using var log = new BrokenWriter($"127.0.0.1:{refused}");
        ProxyServer server = ProxyServer.Start(snapshot, 1, DriverChoice.Epoll(), null, new OperationalLog(log)) ?? throw new InvalidOperationException("The proxy did not start.");

        // The endpoint refuses, and the line about that cannot be written: a bug as far as the exchange is concerned.
        Assert.Equal("", await AskAsync(server.Addresses[0].Port));
        Assert.True(log.HasThrown);
        Cluster cluster = snapshot.Clusters[0];
        Assert.True(SpinWait.SpinUntil(() => cluster is { Load: { Waiting: 0, Retrying: 0 }, Breaker.Requests: 0 } && cluster.Endpoints[0].Load.InFlight == 0, TimeSpan.FromSeconds(10)),
            $"{cluster.Load.Waiting} wait, {cluster.Breaker.Requests} in the breaker, {cluster.Endpoints[0].Load.InFlight} at the endpoint");
        await server.StopAsync(TimeSpan.FromSeconds(1), Task.CompletedTask);
    }

    private static async Task<string> AskAsync(int port)
    {
        using var client = new TcpClient { ReceiveTimeout = 10_000 };
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.Client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        try
        {
            return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Throws at what it has been told to, which no writer of a log does.</summary>
    private sealed class BrokenWriter(string at) : StringWriter
    {
        internal bool HasThrown { get; private set; }

        public override void Write(string? value)
        {
            if (HasThrown || value?.Contains(at, StringComparison.Ordinal) != true || value.Contains("internal", StringComparison.Ordinal)) return;
            HasThrown = true;
            throw new InvalidOperationException("broken on purpose");
        }
    }
}
