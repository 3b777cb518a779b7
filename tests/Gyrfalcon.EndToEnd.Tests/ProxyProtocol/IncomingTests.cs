using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.ProxyProtocol;

/// <summary>A listener behind a proxy that says in a PROXY header whose connection it passes on.</summary>
public sealed class IncomingTests : IDisposable
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
    private static readonly byte[] Request = Encoding.ASCII.GetBytes(Get);
    private readonly TestAuthority _authority = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [EachDriver(1, "203.0.113.7")]
    [EachDriver(2, "203.0.113.7")]
    [EachDriver(1, "2001:db8::7")]
    [EachDriver(2, "2001:db8::7")]
    [EachDriver(1, "::ffff:203.0.113.7")]
    [EachDriver(2, "::ffff:203.0.113.7")]
    public async Task The_address_in_the_header_is_the_clients(Driver driver, int version, string address)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync((byte[])[.. ProxyHeaders.From(version, address, 4321), .. Request, .. Request]);
        for (int i = 0; i < 2; i++) Assert.Equal("origin", await (await client.ReadResponseAsync()).TextAsync());
        Assert.Equal("origin", (await client.GetAsync("/again")).Body);

        string shown = address.Replace("::ffff:", "", StringComparison.Ordinal);
        Assert.Equal([shown, shown, shown], origin.Exchanges.Select(static exchange => exchange.Request.Fields["X-Forwarded-For"]));
        Assert.All(await gyr.AccessLogAsync(static _ => true, 3), line => Assert.Equal(shown, line.Text("client")));
    }

    [Theory, EachDriver(1), EachDriver(2)]
    public async Task A_header_may_come_in_any_pieces(Driver driver, int version)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(origin.Url), driver);
        string sent = Encoding.Latin1.GetString([.. ProxyHeaders.From(version, "203.0.113.7", 4321, (2, "a.example"u8.ToArray()), (4, new byte[40])), .. Request]);
        foreach (int size in new[] { 1, 2, 3, 7, 11, 16, 30 })
        {
            await using RawClient client = await gyr.ConnectAsync();
            await client.SendPiecesAsync(sent.Chunk(size).Select(static piece => new string(piece)));
            Assert.Equal(200, (await client.ReadResponseAsync()).Status);
            Assert.Equal("203.0.113.7", origin.Exchanges[^1].Request.Fields["X-Forwarded-For"]);
        }
    }

    [Theory, EachDriver(1), EachDriver(2)]
    public async Task TLS_begins_behind_the_header(Driver driver, int version)
    {
        await using TestOrigin origin = TestOrigin.Start();
        string certificate = _authority.WriteIssued(_directory.Path, "a", ["a.example"]);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(origin.Url) with { Listener = Listener with { Tls = $"{{ certificates: [ {{ {certificate} }} ] }}" } }, driver);
        foreach (int size in new[] { int.MaxValue, 1, 5, 40, 100 })
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(gyr.Address);
            await using var tls = new SslStream(new PiecewiseStream(new NetworkStream(socket, ownsSocket: true), size, ProxyHeaders.From(version, "203.0.113.7", 4321)));
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "a.example", RemoteCertificateValidationCallback = static (_, _, _, _) => true }).Within("the handshake");
            await tls.WriteAsync(Request);
            Assert.Equal(200, (await MessageReader.ReadResponseAsync(new WireReader(tls), "GET").Within("the response")).Status);
            FieldList seen = origin.Exchanges[^1].Request.Fields;
            Assert.Equal(("203.0.113.7", "https"), (seen["X-Forwarded-For"], seen["X-Forwarded-Proto"]));
        }

        await using RawClient plain = await gyr.ConnectAsync();
        await plain.SendAsync((byte[])[.. ProxyHeaders.From(version, "203.0.113.7", 4321), .. Request]);
        Assert.Equal(400, (await plain.ReadResponseAsync()).Status);
    }

    [Theory, EachDriver]
    public async Task Who_speaks_for_himself_stays_who_he_is(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(origin.Url), driver);

        // The proxy itself is trusted; a client whose address it does not say is not.
        Assert.Equal(["10.9.9.9, 127.0.0.1"], await SeenAsync(gyr, origin, ProxyHeaders.Local, "10.9.9.9"));
        Assert.Equal(["127.0.0.1"], await SeenAsync(gyr, origin, "PROXY UNKNOWN\r\n"u8.ToArray(), "10.9.9.9"));
        Assert.Equal(["127.0.0.1"], await SeenAsync(gyr, origin, ProxyHeaders.Binary(0x21, 0, []), "10.9.9.9"));
        Assert.Equal(["127.0.0.1"], await SeenAsync(gyr, origin, ProxyHeaders.Binary(0x21, 0x31, new byte[216]), "10.9.9.9"));

        // What a client says of others is believed if its own address is a trusted proxy's.
        Assert.Equal(["203.0.113.7"], await SeenAsync(gyr, origin, ProxyHeaders.From(2, "203.0.113.7", 1), "10.9.9.9"));
        Assert.Equal(["10.9.9.9, 127.0.0.99"], await SeenAsync(gyr, origin, ProxyHeaders.From(2, "127.0.0.99", 1), "10.9.9.9"));
    }

    [Theory, EachDriver]
    public async Task TLS_that_ended_before_us_is_TLS(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(origin.Url), driver);
        foreach ((byte flags, string scheme) in new[] { ((byte)1, "https"), ((byte)0, "http") })
        {
            await using RawClient client = await gyr.ConnectAsync();
            await client.SendAsync((byte[])[.. ProxyHeaders.From(2, "203.0.113.7", 1, (0x20, [flags, 0, 0, 0, 0, .. ProxyHeaders.Value(0x21, "TLSv1.3"u8.ToArray())])), .. Request]);
            Assert.Equal(200, (await client.ReadResponseAsync()).Status);
            Assert.Equal(scheme, origin.Exchanges[^1].Request.Fields["X-Forwarded-Proto"]);
        }
    }

    [Theory, EachDriver]
    public async Task Strangers_are_reset_whatever_they_say(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(origin.Url) with { Listener = Listener with { TrustedProxies = ["10.0.0.0/8", "203.0.113.7"] }, Admin = "{ listen: \"127.0.0.1:0\" }" }, driver);
        foreach (byte[] header in new[] { ProxyHeaders.From(1, "203.0.113.7", 1), ProxyHeaders.From(2, "10.0.0.1", 1), ProxyHeaders.Local, [] }) Assert.False(await IsServedAsync(gyr, [.. header, .. Request]));

        Assert.Empty(origin.Exchanges);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains(" connections reset, since they came from no trusted proxy; the last: 127.0.0.1", StringComparison.Ordinal), "the line about the stranger");
        Assert.Equal(4, MetricsTests.Value(await MetricsTests.ScrapeAsync(gyr), "gyr_shed_total{reason=\"untrusted_peer\"}"));
    }

    [Theory, EachDriver]
    public async Task Without_a_proper_header_the_connection_ends_unanswered(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(origin.Url), driver);
        byte[] good = ProxyHeaders.From(2, "203.0.113.7", 1);
        foreach (byte[] wrong in new byte[][]
        {
            [], "\u0016\u0003\u0001"u8.ToArray(), "PROXY TCP4 203.0.113.7 192.0.2.1 1 65536\r\n"u8.ToArray(), "PROXY TCP4 203.0.113.07 192.0.2.1 1 1\r\n"u8.ToArray(),
            [.. "PROXY UNKNOWN "u8, .. new byte[200], .. "\r\n"u8], [.. good[..14], 0, 11, .. good[16..]], [.. good[..14], 255, 255, .. new byte[70_000]], ProxyHeaders.From(2, "203.0.113.7", 1, (3, new byte[4])),
        })
        {
            await using RawClient client = await gyr.ConnectAsync();
            await client.TrySendAsync(Encoding.Latin1.GetString([.. wrong, .. Request]));
            await client.ReadNothingButEndAsync();
        }

        Assert.Empty(origin.Exchanges);
        await gyr.Process.Errors.WaitForAsync(
            static line => line.Contains(" connections closed without a request; the last: 127.0.0.1:", StringComparison.Ordinal) && line.Contains("does not begin with a PROXY header", StringComparison.Ordinal),
            "the line about the header");
        Assert.True(await IsServedAsync(gyr, [.. good, .. Request]));
    }

    [Theory, EachDriver]
    public async Task A_header_that_does_not_come_is_not_waited_for(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(origin.Url) with { Listener = Listener with { RequestHeaderTimeout = TimeSpan.FromMilliseconds(300) } }, driver);
        foreach (string begun in new[] { "", "PROXY TCP4 203.0", "\r\n\r\n" })
        {
            await using RawClient client = await gyr.ConnectAsync();
            await client.SendAsync(begun);
            await client.ReadNothingButEndAsync();
        }

        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("the PROXY header did not arrive whole in time", StringComparison.Ordinal), "the line about the header");
        Assert.True(await IsServedAsync(gyr, [.. ProxyHeaders.From(1, "203.0.113.7", 1), .. Request]));
    }

    [Theory, EachDriver]
    public async Task A_peer_that_looks_whether_anybody_is_there_is_not_worth_a_word(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(origin.Url), driver);
        for (int i = 0; i < 5; i++)
        {
            await using RawClient probe = await gyr.ConnectAsync();
            probe.HalfClose();
            await probe.ReadNothingButEndAsync();
        }

        Assert.True(await IsServedAsync(gyr, [.. ProxyHeaders.Local, .. Request]));
        Assert.DoesNotContain(gyr.Process.Errors.Lines, static line => line.Contains("proxy-protocol", StringComparison.Ordinal));
    }

    [Theory, EachDriver(1), EachDriver(2)]
    public async Task Connections_are_counted_for_the_client_that_is_announced(Driver driver, int workers)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Plan(origin.Url) with { Workers = workers, Listener = Listener with { ConnectionsPerClientLimit = 2 } }, driver);
        byte[] first = [.. ProxyHeaders.From(1, "203.0.113.7", 1), .. Request];
        byte[] other = [.. ProxyHeaders.From(2, "203.0.113.8", 1), .. Request];
        var held = new List<RawClient>();
        foreach (byte[] greeting in new[] { first, other, first, other })
        {
            RawClient client = await gyr.ConnectAsync();
            held.Add(client);
            await client.SendAsync(greeting);
            Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        }

        Assert.False(await IsServedAsync(gyr, first));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("overload: 1 connections reset", StringComparison.Ordinal) && line.Contains("203.0.113.7", StringComparison.Ordinal), "the line about the client");
        for (int i = 0; i < 5; i++) Assert.True(await IsServedAsync(gyr, [.. ProxyHeaders.Local, .. Request]));

        await held[0].DisposeAsync();
        await Deadline.Until(() => IsServedAsync(gyr, first).GetAwaiter().GetResult(), "the place that became free is taken");
        foreach (RawClient client in held) await client.DisposeAsync();
    }

    [Theory, EachDriver]
    public async Task The_balancer_tells_announced_clients_apart(Driver driver)
    {
        await using var origins = new Origins(4);
        ProxyPlan plan = Plan(origins.Urls) with { Clusters = [new ClusterPlan { Endpoints = origins.Urls, Balancer = "{ maglev: { key: client-address } }" }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        var answers = new HashSet<string>();
        for (int i = 1; i <= 20; i++)
        {
            string[] twice = new string[2];
            for (int j = 0; j < 2; j++)
            {
                await using RawClient client = await gyr.ConnectAsync();
                await client.SendAsync((byte[])[.. ProxyHeaders.From(1, $"203.0.113.{i}", 1000 + j), .. Request]);
                twice[j] = await (await client.ReadResponseAsync()).TextAsync();
            }

            Assert.Equal(twice[0], twice[1]);
            answers.Add(twice[0]);
        }

        Assert.True(answers.Count > 1);
    }

    private static ListenerPlan Listener { get; } = new() { TrustedProxies = ["127.0.0.0/8"], ProxyProtocol = "required" };

    private static ProxyPlan Plan(params string[] endpoints) => ProxyPlan.To(endpoints) with { Listener = Listener };

    private static async Task<IEnumerable<string?>> SeenAsync(GyrProcess gyr, TestOrigin origin, byte[] header, string forwardedFor)
    {
        int before = origin.RequestCount;
        await using RawClient client = await gyr.ConnectAsync();
        await client.SendAsync((byte[])[.. header, .. Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {forwardedFor}\r\n\r\n")]);
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        return origin.Exchanges.Skip(before).Select(static exchange => exchange.Request.Fields["X-Forwarded-For"]);
    }

    private static async Task<bool> IsServedAsync(GyrProcess gyr, byte[] sent)
    {
        try
        {
            await using RawClient client = await gyr.ConnectAsync();
            await client.SendAsync(sent);
            return (await client.ReadResponseAsync()).Status == 200;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
