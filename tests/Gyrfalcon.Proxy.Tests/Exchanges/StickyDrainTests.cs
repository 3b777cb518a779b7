using System;
using System.IO;
using System.Linq;
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

/// <summary>What members of a cluster do to its sessions while the proxy runs, on real sockets.</summary>
public sealed class StickyDrainTests
{
    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public async Task A_drained_endpoint_keeps_its_sessions_and_gets_no_new_ones_and_one_that_leaves_loses_them(string driverName)
    {
        DriverChoice driver = driverName == "epoll" ? DriverChoice.Epoll() : DriverChoice.Best();
        Assert.SkipWhen(driver.Name != driverName, "this kernel refuses io_uring: " + driver.Remark);
        using var a = new NamedOrigin("a");
        using var b = new NamedOrigin("b");
        string text = $$"""
            listeners: { web: { address: "127.0.0.1:0" } }
            routes: [ { cluster: app } ]
            clusters: { app: { endpoints: [ "{{a.Url}}", "{{b.Url}}" ], sticky: { } } }
            """;
        ConfigResult config = ConfigText.Parse(text, "gyr.yaml");
        Assert.True(config.Ok, string.Join('\n', config.Diagnostics));
        Snapshot snapshot = SnapshotCompiler.Compile(config.Config, 2, out string? error) ?? throw new InvalidOperationException(error);
        ProxyServer server = ProxyServer.Start(snapshot, 2, driver, null, new OperationalLog(TextWriter.Null)) ?? throw new InvalidOperationException("The proxy did not start.");
        int port = server.Addresses[0].Port;
        ClusterMembership members = snapshot.Memberships[0];

        string cookie = Enumerable.Range(0, 2).Select(_ => Ask(port)).Single(static answer => answer.Who == "a").Cookie!;
        Assert.True(members.TryDrain(a.Url, "maintenance", DateTime.UnixEpoch));
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(("a", null), Ask(port, cookie));
            Assert.Equal("b", Ask(port).Who);
        }

        Assert.True(members.TryRemove(a.Url, DateTime.UnixEpoch));
        (string who, string? moved) = Ask(port, cookie);
        Assert.Equal("b", who);
        Assert.Equal(("b", null), Ask(port, moved));

        // With the same key the token is the same when it joins again: the session that was never moved goes on.
        var spec = new EndpointSpec(a.Url, "127.0.0.1", a.Port, false, $"127.0.0.1:{a.Port}", IPAddress.Loopback);
        Assert.True(members.TryAdd(spec, DateTime.UnixEpoch));
        Assert.Equal(("b", null), Ask(port, moved));
        Assert.Equal(("a", null), Ask(port, cookie));
        await server.StopAsync(TimeSpan.FromSeconds(1), Task.CompletedTask);
    }

    private static (string Who, string? Cookie) Ask(int port, string? cookie = null)
    {
        using var client = new TcpClient { ReceiveTimeout = 10_000 };
        client.Connect(IPAddress.Loopback, port);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        client.Client.Send(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{(cookie is null ? "" : $"Cookie: {cookie}\r\n")}\r\n"));
        string[] parts = reader.ReadToEnd().Split("\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", parts[0], StringComparison.Ordinal);
        string? set = parts[0].Split("\r\n").SingleOrDefault(static line => line.StartsWith("Set-Cookie: ", StringComparison.Ordinal));
        return (parts[1], set?["Set-Cookie: ".Length..].Split(';')[0]);
    }

    /// <summary>Answers each connection's one request with its name.</summary>
    private sealed class NamedOrigin : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly byte[] _answer;

        internal NamedOrigin(string name)
        {
            _answer = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {name.Length}\r\nConnection: close\r\n\r\n{name}");
            _listener.Start();
            new Thread(Serve) { IsBackground = true }.Start();
        }

        internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        internal string Url => $"http://127.0.0.1:{Port}";

        public void Dispose() => _listener.Stop();

        private void Serve()
        {
            try
            {
                while (true)
                {
                    using Socket socket = _listener.AcceptSocket();
                    socket.Receive(new byte[4096]);
                    socket.Send(_answer);
                }
            }
            catch (SocketException)
            {
                // The test is over.
            }
        }
    }
}
