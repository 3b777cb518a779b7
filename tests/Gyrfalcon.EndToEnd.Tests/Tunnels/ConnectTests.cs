using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Tunnels;

/// <summary>CONNECT is passed on where a route allows it, to an endpoint that is itself a proxy (RFC 9110 section 9.3.6).</summary>
public sealed class ConnectTests
{
    private const string Request = "CONNECT db.example:5432 HTTP/1.1\r\nHost: db.example:5432\r\n\r\n";

    [Theory, EachDriver]
    public async Task Without_permission_it_is_not_implemented(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync(Request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

        // What was meant for the tunnel must not be taken for a request.
        WireResponse response = await client.ReadHeadAsync("CONNECT");
        Assert.Equal((501, "close"), (response.Status, response.Fields["Connection"]));
        await response.TextAsync();
        Assert.Equal(ConnectionEnd.Closed, await client.ReadNothingButEndAsync());
        Assert.Equal(0, origin.RequestCount);
    }

    [Theory, EachDriver(200, ""), EachDriver(204, ""), EachDriver(299, ""), EachDriver(200, "Content-Length: 5\r\n"), EachDriver(200, "Transfer-Encoding: chunked\r\n")]
    public async Task A_success_opens_a_tunnel(Driver driver, int status, string fields)
    {
        WireRequest? request = null;
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            request = await connection.ExpectHeadAsync();
            await connection.SendAsync($"HTTP/1.1 {status} Connection established\r\n{fields}X-Proxy: there\r\n\r\nbanner of the database");
            await connection.Reader.AssertNextAsync("early query");
            await connection.SendAsync("early rows");
            await connection.Reader.AssertNextAsync("query");
            await connection.Reader.AssertEndAsync();
            await connection.SendAsync("rows");
        });
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Allowing(peer.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync(Request + "early query");
        // RFC 9110 section 9.3.6: what looks like a body's length in a 2xx to CONNECT is none, and is not passed on.
        WireResponse response = await client.ReadHeadAsync("CONNECT");
        Assert.Equal((status, "there"), (response.Status, response.Fields["X-Proxy"]));
        Assert.False(response.Fields.Contains("Content-Length") || response.Fields.Contains("Transfer-Encoding"), "A length in a 2xx to CONNECT.");
        await client.Reader.AssertNextAsync("banner of the databaseearly rows");
        await client.SendAsync("query");
        client.HalfClose();
        await client.Reader.AssertNextAsync("rows");
        await client.Reader.AssertEndAsync();

        await peer.ScriptDoneAsync(0);
        Assert.Equal(("CONNECT", "db.example:5432", "db.example:5432"), (request!.Method, request.Target, request.Fields["Host"]));
        Assert.False(request.Fields.Contains("Content-Length") || request.Fields.Contains("Transfer-Encoding"), "CONNECT has no body.");
        AccessLogLine line = (await gyr.AccessLogAsync(_ => true))[0];
        Assert.Equal(("CONNECT", status, null), (line.Text("method"), line.Status, line.Fault));
        Assert.Equal(("early query" + "query").Length, line.Number("bytes_in"));
        Assert.Equal(("banner of the database" + "early rows" + "rows").Length, line.Number("bytes_out"));
    }

    [Theory, EachDriver(403), EachDriver(407), EachDriver(502), EachDriver(302)]
    public async Task Anything_else_is_an_ordinary_answer_after_which_nothing_is_read(Driver driver, int status)
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering($"HTTP/1.1 {status} No\r\nContent-Length: 2\r\n\r\nno");
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Allowing(peer.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        // RFC 9931: what follows was meant for the tunnel and must not be taken for a request.
        await client.SendAsync(Request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
        WireResponse response = await client.ReadHeadAsync("CONNECT");
        Assert.Equal((status, "no"), (response.Status, await response.TextAsync()));
        Assert.True(response.Fields.HasMember("Connection", "close"));
        await client.ReadNothingButEndAsync();

        Assert.Equal(1, peer.ConnectionCount);
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_answers_101_to_it_is_at_fault(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.AnsweringOnce(OpenTunnel.Switching);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Allowing(peer.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync(Request);

        Answers.AssertFault(driver, await client.ReadHeadAsync("CONNECT"), 502, "http_protocol_error");
    }

    [Theory]
    [EachDriver("Content-Length: 1000\r\n\r\nonly this")]
    [EachDriver("Transfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n")]
    public async Task Content_of_the_request_is_refused(Driver driver, string rest)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Allowing(origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync($"CONNECT db.example:5432 HTTP/1.1\r\nHost: db.example:5432\r\n{rest}");

        Assert.Equal(400, (await client.ReadHeadAsync("CONNECT")).Status);
        Assert.Equal(0, origin.RequestCount);
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_vanishes_is_not_asked_twice(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            connection.Reset();
        });
        await using GyrProcess gyr = await Proxies.StartGyrAsync(Allowing(peer.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();

        await client.SendAsync(Request);

        Assert.Equal(502, (await client.ReadHeadAsync("CONNECT")).Status);
        Assert.Equal(1, peer.ConnectionCount);
    }

    private static ProxyPlan Allowing(string url) => ProxyPlan.To(url) with { Routes = [new() { Cluster = "app", Allow = ["CONNECT"] }] };
}
