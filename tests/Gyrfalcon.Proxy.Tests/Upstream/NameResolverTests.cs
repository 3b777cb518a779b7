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

namespace Gyrfalcon.Proxy.Tests.Upstream;

/// <summary>Names that age: the proxy in this process on real sockets, with a name server of the test's own.</summary>
public sealed class NameResolverTests
{
    private static readonly IPAddress First = IPAddress.Parse("127.0.0.1");
    private static readonly IPAddress Second = IPAddress.Parse("127.0.0.2");
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public async Task AnAddressThatVanishesIsUsedNoMoreAndItsKeptConnectionsNeither(string driverName)
    {
        DriverChoice driver = driverName == "epoll" ? DriverChoice.Epoll() : DriverChoice.Best();
        Assert.SkipWhen(driver.Name != driverName, "this kernel refuses io_uring: " + driver.Remark);
        using var one = new NamedOrigin(First, 0, "one");
        using var two = new NamedOrigin(Second, one.Port, "two");
        ConfigResult config = ProxyCommandConfig.Build(new ProxyCommandArguments { Listen = ["127.0.0.1:0"], To = [$"http://origin.test:{one.Port}"], Workers = "1" });
        Snapshot snapshot = SnapshotCompiler.Compile(config.Config!, 1, out _)!;
        Endpoint endpoint = snapshot.Clusters[0].Endpoints[0];
        var log = new OperationalLog(TextWriter.Null);
        IPAddress[]? answer = [First];
        int lookUps = 0;
        await using var resolver = new NameResolver(log, (name, _) =>
        {
            Assert.Equal("origin.test", name);
            Interlocked.Increment(ref lookUps);
            return Volatile.Read(ref answer) is { } addresses ? Task.FromResult(addresses) : throw new SocketException((int)SocketError.HostNotFound);
        });
        await resolver.Watch(endpoint, Interval);
        ProxyServer server = ProxyServer.Start(snapshot, 1, driver, null, log)!;
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000 };
        client.Connect(IPAddress.Loopback, server.Addresses[0].Port);

        Assert.Equal("one", Ask(client));
        Assert.Equal("one", Ask(client));

        // Another address: the connection that is kept to the first must not serve, although it is open and the endpoint would answer.
        answer = [Second];
        await UntilAsync(() => endpoint.State.Addresses is [var only] && only.ToIPAddress().Equals(Second));
        for (int i = 0; i < 5; i++)
            Assert.Equal("two", Ask(client));
        Assert.Equal(1, one.Connections);

        // The order of the answer changes nothing, and kept connections stay.
        answer = [First, Second];
        await UntilAsync(() => endpoint.State.Addresses.Length == 2);
        Assert.Equal("two", Ask(client));
        Assert.Equal(1, two.Connections);

        // No answer at all: what was known stays in use.
        answer = null;
        int asked = lookUps;
        await UntilAsync(() => lookUps > asked);
        Assert.Equal("two", Ask(client));
        Assert.Equal(2, endpoint.State.Addresses.Length);
        await server.StopAsync(TimeSpan.FromSeconds(1), Task.CompletedTask);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 2000 && !condition(); i++) await Task.Delay(5);
        Assert.True(condition());
    }

    private static string Ask(Socket client)
    {
        client.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8);
        byte[] room = new byte[1024];
        int length = 0;
        while (true)
        {
            int count = client.Receive(room, length, room.Length - length, SocketFlags.None);
            Assert.True(count > 0, "the proxy closed the connection");
            length += count;
            string text = Encoding.ASCII.GetString(room, 0, length);
            int body = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            if (body >= 4 && text.Length - body == 3) return text[body..];
        }
    }

    /// <summary>Answers every request with its name.</summary>
    private sealed class NamedOrigin : IDisposable
    {
        private readonly TcpListener _listener;
        private readonly byte[] _answer;
        private int _connections;

        internal NamedOrigin(IPAddress address, int port, string name)
        {
            _answer = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {name.Length}\r\n\r\n{name}");
            _listener = new TcpListener(address, port);
            _listener.Start();
            _ = AcceptAsync();
        }

        internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        internal int Connections => Volatile.Read(ref _connections);

        public void Dispose() => _listener.Stop();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    Socket socket = await _listener.AcceptSocketAsync();
                    Interlocked.Increment(ref _connections);
                    _ = ServeAsync(socket);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task ServeAsync(Socket socket)
        {
            byte[] room = new byte[4096];
            using (socket)
            {
                // The proxy sends each of these small requests in one piece.
                while (await socket.ReceiveAsync(room) > 0) await socket.SendAsync(_answer);
            }
        }
    }
}
