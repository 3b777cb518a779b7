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
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Exchanges;

/// <summary>The whole proxy, in this process, on real sockets: once warm, a request allocates nothing on the worker's thread.</summary>
public sealed class AllocationTests
{
    private const int Requests = 10_000;

    private static readonly byte[] Get = "GET /path?query=1 HTTP/1.1\r\nHost: example.com\r\nUser-Agent: test\r\nReferer: http://example.com/?a=b\r\nAccept: */*\r\n\r\n"u8.ToArray();

    [Theory]
    [InlineData("io_uring", "off", 1)]
    [InlineData("io_uring", "json", 1)]
    [InlineData("io_uring", "combined", 1)]
    [InlineData("io_uring", "haproxy", 1)]
    [InlineData("io_uring", "conditions", 1)]
    [InlineData("io_uring", "off", 16)]
    [InlineData("epoll", "off", 1)]
    [InlineData("epoll", "json", 1)]
    [InlineData("epoll", "combined", 1)]
    [InlineData("epoll", "haproxy", 1)]
    [InlineData("epoll", "conditions", 1)]
    [InlineData("epoll", "off", 16)]
    public Task AWarmKeepAliveConnectionAllocatesNothingPerRequest(string driverName, string accessLog, int connections)
        => AssertAllocatesNothingAsync(driverName, accessLog, connections, Get, Requests);

    /// <summary>Bodies that are held for a retry: one that fits into the head's buffer, one of many receives, one in chunks.</summary>
    [Theory]
    [InlineData("io_uring", 10_000, false)]
    [InlineData("io_uring", 60_000, false)]
    [InlineData("io_uring", 10_000, true)]
    [InlineData("epoll", 10_000, false)]
    [InlineData("epoll", 60_000, false)]
    [InlineData("epoll", 10_000, true)]
    public Task AWarmPutAllocatesNothingThoughItsBodyIsHeld(string driverName, int length, bool chunked)
    {
        string framing = chunked ? $"Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n" : $"Content-Length: {length}\r\n\r\n";
        byte[] request = [.. Encoding.ASCII.GetBytes($"PUT /path HTTP/1.1\r\nHost: example.com\r\n{framing}"), .. new byte[length - 4], .. chunked ? "abcd\r\n0\r\n\r\n"u8 : "\r\n\r\n"u8];
        return AssertAllocatesNothingAsync(driverName, "off", 1, request, Requests / 5);
    }

    /// <summary>With a cookie that is none of ours, so that each response sets one.</summary>
    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public Task StickySessionsAllocateNothing(string driverName)
    {
        byte[] request = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: example.com\r\nCookie: a=b; gyr-route={new string('A', 22)}\r\n\r\n");
        return AssertAllocatesNothingAsync(driverName, "off", 1, request, Requests / 2, "sticky: {}");
    }

    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public Task SplitsAllocateNothing(string driverName)
        => AssertAllocatesNothingAsync(driverName, "off", 1, Get, Requests / 2, "slow-start: 0s", "split: [ { cluster: app, weight: 3 } ], split-key: path, mirror: { cluster: app, share: 0% }");

    /// <summary>Requests that nobody has signed, and one whose signature is of no use any more, beside a key that could explain them.</summary>
    [Theory]
    [InlineData("io_uring", "")]
    [InlineData("epoll", "")]
    [InlineData("io_uring", "Gyr-Explain: 1764318000.0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n")]
    [InlineData("epoll", "Gyr-Explain: 1764318000.0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n")]
    public async Task AKeyForExplanationsAllocatesNothing(string driverName, string field)
    {
        string key = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(key, "an-example-of-a-key-with-enough-characters", TestContext.Current.CancellationToken);
            await AssertAllocatesNothingAsync(driverName, "off", 1, Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: example.com\r\n{field}\r\n"), Requests / 2, ofRoot: $"explain: {{ key-file: {key} }}");
        }
        finally
        {
            File.Delete(key);
        }
    }

    private static async Task AssertAllocatesNothingAsync(string driverName, string accessLog, int connections, byte[] request, int requests, string? ofCluster = null, string? ofRoute = null, string? ofRoot = null)
    {
        DriverChoice driver = driverName == "epoll" ? DriverChoice.Epoll() : DriverChoice.Best();
        Assert.SkipWhen(driver.Name != driverName, "this kernel refuses io_uring: " + driver.Remark);
        using var origin = new FixedOrigin(request);
        ConfigResult config = ofCluster is null && ofRoute is null && ofRoot is null
            ? ProxyCommandConfig.Build(new ProxyCommandArguments { Listen = ["127.0.0.1:0"], To = [origin.Url], Workers = "1" })
            : ConfigText.Parse($$"""
                listeners: { web: { address: "127.0.0.1:0" } }
                routes: [ { {{ofRoute ?? "cluster: app"}} } ]
                clusters: { app: { endpoints: [ "{{origin.Url}}" ], {{ofCluster}} } }
                {{ofRoot}}
                """, "gyr.yaml");
        Assert.True(config.Ok);
        Snapshot snapshot = SnapshotCompiler.Compile(config.Config, 1, out string? error) ?? throw new InvalidOperationException(error);
        var log = new OperationalLog(TextWriter.Null);
        using var nowhere = new AccessLogWriter(log);
        AccessLogCondition? only = accessLog == "conditions" ? new AccessLogCondition(ErrorsLogged.Server, 1_000_000_000, 10) : null;
        if (accessLog != "off") nowhere.Begin(nowhere.TryOpen(new AccessLogSettings { Form = Enum.TryParse(accessLog, ignoreCase: true, out AccessLogForm form) ? form : AccessLogForm.Json, Path = "/dev/null", LogsQuery = true, Only = only }, out error));
        ProxyServer server = ProxyServer.Start(snapshot, 1, driver, nowhere, log) ?? throw new InvalidOperationException("The proxy did not start.");
        Socket[] clients = Enumerable.Range(0, connections).Select(_ => Connect(server.Addresses[0].Port)).ToArray();

        // Histograms take memory, half a kilobyte at a time, for times that have not occurred before, and a machine that is busy brings many of those: fewer in each round, and few in one of them. What a request
        // takes comes in every round.
        RoundTrips(clients, request, requests / 5);
        // An object in every request takes 24 bytes at least.
        long most = 12L * requests;
        long least = long.MaxValue;
        for (int round = 0; round < 6 && least > most; round++)
        {
            long before = AllocatedOnWorker(server);
            RoundTrips(clients, request, requests);
            least = Math.Min(least, AllocatedOnWorker(server) - before);
        }

        foreach (Socket client in clients) client.Dispose();
        await server.StopAsync(TimeSpan.FromSeconds(1), Task.CompletedTask);

        // Asking the worker costs a few hundred bytes. Where exchanges interleave, a peak higher than any before may add a buffer or two to the stock.
        Assert.InRange(least, 0, most);
    }

    private static long AllocatedOnWorker(ProxyServer server)
    {
        long allocated = 0;
        using var done = new ManualResetEventSlim();
        server.Workers[0].Worker.Inbox.Post(() =>
        {
            allocated = GC.GetAllocatedBytesForCurrentThread();
            done.Set();
        });
        Assert.True(done.Wait(TimeSpan.FromSeconds(10)));
        return allocated;
    }

    private static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 10_000 };
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    /// <summary>Each client in turn sends before any answer is read, so that exchanges interleave on the worker.</summary>
    private static void RoundTrips(Socket[] clients, byte[] request, int requests)
    {
        byte[] room = new byte[4096];
        for (int done = 0; done < requests; done += clients.Length)
        {
            foreach (Socket client in clients) client.Send(request);
            foreach (Socket client in clients)
            {
                int length = 0;
                while (!room.AsSpan(0, length).EndsWith("\r\n\r\nhello, world!\n"u8))
                {
                    int count = client.Receive(room, length, room.Length - length, SocketFlags.None);
                    Assert.True(count > 0, "the proxy closed the connection");
                    length += count;
                }
            }
        }
    }

    /// <summary>Answers every request with the same bytes, once its end has arrived: that of the head if it has no body, else a longer one.</summary>
    private sealed class FixedOrigin : IDisposable
    {
        private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 14\r\n\r\nhello, world!\n"u8.ToArray();
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly byte[] _end;

        internal FixedOrigin(byte[] request)
        {
            _end = request[^(request.AsSpan().StartsWith("GET"u8) ? 4 : 8)..];
            _listener.Start();
            new Thread(Accept) { IsBackground = true }.Start();
        }

        internal string Url => $"http://{_listener.LocalEndpoint}";

        public void Dispose() => _listener.Stop();

        private void Accept()
        {
            try
            {
                while (true)
                {
                    Socket socket = _listener.AcceptSocket();
                    new Thread(() => Serve(socket)) { IsBackground = true }.Start();
                }
            }
            catch (SocketException)
            {
                // The test is over.
            }
        }

        private void Serve(Socket socket)
        {
            byte[] room = new byte[128 * 1024];
            int length = 0;
            using (socket)
            {
                try
                {
                    while (true)
                    {
                        int count = socket.Receive(room, length, room.Length - length, SocketFlags.None);
                        if (count == 0) return;
                        length += count;
                        if (!room.AsSpan(0, length).EndsWith(_end)) continue;
                        length = 0;
                        socket.Send(Answer);
                    }
                }
                catch (SocketException)
                {
                    // The proxy closed the connection.
                }
            }
        }
    }
}
