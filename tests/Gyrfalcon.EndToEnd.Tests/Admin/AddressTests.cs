using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Admin;

/// <summary>The addresses of the admin: whoever holds their places, and their sockets.</summary>
public sealed class AddressTests : IDisposable
{
    private const string Token = "0123456789abcdefghijklmnopqrstuvwxyz";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("/v1/status", "")]
    [InlineData("/v1/status", "GET /v1/nothing HTTP/1.1\r\n")]
    [InlineData("/v1/status", "GET /assets/app.js HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("/metrics", "")]
    public async Task Whoever_takes_all_connections_and_asks_nothing_shuts_nobody_out(string path, string sent)
    {
        await using GyrProcess gyr = await StartAsync($"{{ listen: \"127.0.0.1:0\", metrics: \"127.0.0.1:0\", token-file: {_directory.Write("tokens", Token)} }}");
        IPEndPoint[] addresses = await AddressesAsync(gyr, 2);
        IPEndPoint address = addresses[path == "/metrics" ? 1 : 0];
        var held = new List<TcpClient>();
        try
        {
            for (int i = 0; i < 250; i++)
            {
                var client = new TcpClient();
                held.Add(client);
                await client.ConnectAsync(address, TestContext.Current.CancellationToken);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sent), TestContext.Current.CancellationToken);
            }

            for (int i = 0; i < 5; i++) Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(address, path), StringComparison.Ordinal);
            await gyr.Process.Errors.WaitForAsync(line => line.Contains($" warn admin: all 100 connections of {address} are taken", StringComparison.Ordinal), "that they are taken");
            Assert.Single(gyr.Process.Errors.Lines, static line => line.Contains("connections of", StringComparison.Ordinal));
        }
        finally
        {
            held.ForEach(static client => client.Dispose());
        }
    }

    [Fact]
    public async Task Who_is_being_answered_keeps_the_connection()
    {
        await using GyrProcess gyr = await StartAsync("{ listen: \"127.0.0.1:0\" }");
        IPEndPoint address = (await AddressesAsync(gyr, 1))[0];
        using var follower = new TcpClient();
        await follower.ConnectAsync(address, TestContext.Current.CancellationToken);
        await follower.GetStream().WriteAsync("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(follower.GetStream());
        await ReadUntilAsync(reader, "event: topology");
        var held = new List<TcpClient>();
        try
        {
            for (int i = 0; i < 250; i++)
            {
                var client = new TcpClient();
                held.Add(client);
                await client.ConnectAsync(address, TestContext.Current.CancellationToken);
            }

            Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(address, "/v1/status"), StringComparison.Ordinal);
            for (int i = 0; i < 3; i++) await ReadUntilAsync(reader, "event: tick");
        }
        finally
        {
            held.ForEach(static client => client.Dispose());
        }
    }

    [Fact]
    public async Task A_connection_that_asks_nothing_is_closed_after_ten_seconds()
    {
        await using GyrProcess gyr = await StartAsync("{ listen: \"127.0.0.1:0\" }");
        using var client = new TcpClient();
        await client.ConnectAsync((await AddressesAsync(gyr, 1))[0], TestContext.Current.CancellationToken);
        try
        {
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }
        catch (IOException)
        {
            // Closed in the other way.
        }
    }

    [Fact]
    public async Task Sockets_of_both_addresses_have_their_modes_and_are_taken_over_from_a_process_that_was_killed()
    {
        string listen = Path.Combine(_directory.Path, "admin.sock"), metrics = Path.Combine(_directory.Path, "metrics.sock");
        string admin = $"{{ listen: \"unix:{listen}\", metrics: \"unix:{metrics}\" }}";
        await using (GyrProcess killed = await StartAsync(admin))
        {
            await killed.Process.Errors.WaitForAsync(static line => line.Contains("admin listening on ", StringComparison.Ordinal), "both addresses", 2);
            killed.Process.Signal(9);
            await killed.Process.ExitAsync();
        }

        Assert.True(File.Exists(metrics));
        await using GyrProcess gyr = await StartAsync(admin);
        IReadOnlyList<string> lines = await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening on ", StringComparison.Ordinal), "both addresses", 2);
        Assert.Equal([$"unix:{listen}", $"unix:{metrics}"], lines.Select(static line => line.Split(' ')[^1]));
        const UnixFileMode Group = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        Assert.Equal((Group, Group | UnixFileMode.OtherRead | UnixFileMode.OtherWrite), (File.GetUnixFileMode(listen), File.GetUnixFileMode(metrics)));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(metrics), TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(socket, "/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_of_metrics_that_is_taken_is_named()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        string file = _directory.Write("gyr.yaml", GyrYaml.Render(ProxyPlan.To("http://127.0.0.1:1") with { Admin = $"{{ listen: \"127.0.0.1:0\", metrics: \"{taken.LocalEndPoint}\" }}" }));
        (int code, _, string errors) = await GyrProcess.RunToEndAsync("run", "--config", file);
        Assert.Equal(1, code);
        Assert.Contains($"error admin: {taken.LocalEndPoint} cannot be listened on: Address already in use; free it, or write another address at `admin.metrics`", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_IPv4_address_in_IPv6_form_is_listened_on()
    {
        await using GyrProcess gyr = await StartAsync("{ listen: \"[::ffff:127.0.0.1]:0\" }");
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync((await AddressesAsync(gyr, 1))[0], "/v1/status"), StringComparison.Ordinal);
    }

    private Task<GyrProcess> StartAsync(string admin) => GyrProcess.StartAsync(["run", "--config", _directory.Write("gyr.yaml", GyrYaml.Render(ProxyPlan.To("http://127.0.0.1:1") with { Admin = admin }))]);

    private static async Task<IPEndPoint[]> AddressesAsync(GyrProcess gyr, int count)
        => [.. (await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening on ", StringComparison.Ordinal), "the addresses", count)).Select(static line => IPEndPoint.Parse(line.Split(' ')[^1]))];

    private static async Task<string> AskAsync(IPEndPoint address, string path)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        return await AskAsync(socket, path);
    }

    private static async Task<string> AskAsync(Socket socket, string path)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Token}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(new NetworkStream(socket));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private static async Task ReadUntilAsync(StreamReader reader, string line)
    {
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken) is { } read)
        {
            if (read == line) return;
        }

        Assert.Fail($"The stream ended before `{line}`.");
    }
}
