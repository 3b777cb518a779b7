using System.IO;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Testing;

/// <summary>The test library tried on itself, without a proxy between its two sides.</summary>
public sealed class RawClientTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2;x=y\r\nbc\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nabc")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")]
    public async Task Proper_responses_are_read(string response)
    {
        await using ScriptedPeer peer = ScriptedPeer.AnsweringOnce(response);
        await using RawClient client = await RawClient.ConnectAsync(peer.Address);

        Assert.Equal("abc", (await client.GetAsync("/")).Body);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\n\n")]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-A: b\r\n folded\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX A: b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")]
    public async Task Improper_responses_are_told_apart(string response)
    {
        await using ScriptedPeer peer = ScriptedPeer.AnsweringOnce(response);
        await using RawClient client = await RawClient.ConnectAsync(peer.Address);

        await Assert.ThrowsAsync<WireViolationException>(() => client.GetAsync("/"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n")]
    public async Task Incomplete_responses_are_told_apart(string response)
    {
        await using ScriptedPeer peer = ScriptedPeer.AnsweringOnce(response);
        await using RawClient client = await RawClient.ConnectAsync(peer.Address);

        await Assert.ThrowsAsync<EndOfStreamException>(() => client.GetAsync("/"));
    }

    [Fact]
    public async Task A_reset_and_a_close_are_told_apart()
    {
        await using ScriptedPeer resetting = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            connection.Reset();
        });
        await using ScriptedPeer closing = ScriptedPeer.Start(connection => connection.ExpectHeadAsync());
        foreach ((ScriptedPeer peer, ConnectionEnd end) in new[] { (resetting, ConnectionEnd.Reset), (closing, ConnectionEnd.Closed) })
        {
            await using RawClient client = await RawClient.ConnectAsync(peer.Address);
            await client.SendAsync("GET / HTTP/1.1\r\n\r\n");
            Assert.Equal(end, await client.ReadToEndOfConnectionAsync());
        }
    }

    [Fact]
    public async Task Pieces_are_read_one_by_one()
    {
        int reads = 0;
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            byte[] buffer = new byte[100];
            while (await connection.Stream.ReadAsync(buffer) > 0)
                reads++;
        });
        await using RawClient client = await RawClient.ConnectAsync(peer.Address);

        await client.SendPiecesAsync(["a", "bc", "def", "g"]);
        client.HalfClose();

        await peer.ScriptDoneAsync(0);
        Assert.Equal(4, reads);
    }

    [Fact]
    public async Task A_surplus_byte_is_noticed()
    {
        await using ScriptedPeer peer = ScriptedPeer.AnsweringOnce("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcX");
        await using RawClient client = await RawClient.ConnectAsync(peer.Address);

        await client.GetAsync("/");

        await Assert.ThrowsAsync<WireViolationException>(client.ReadNothingButEndAsync);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70_000)]
    [InlineData(500_000)]
    public async Task A_changed_byte_in_a_pattern_is_noticed(int changed)
    {
        byte[] body = Pattern.Bytes(600_000);
        Assert.True(Pattern.Matches(body, 0));
        body[changed] ^= 1;
        await using ScriptedPeer peer = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.Stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n"));
            await connection.Stream.WriteAsync(body);
        });
        await using RawClient client = await RawClient.ConnectAsync(peer.Address);
        await client.SendAsync("GET / HTTP/1.1\r\n\r\n");
        WireResponse response = await client.ReadResponseAsync();

        await Assert.ThrowsAsync<WireViolationException>(() => response.Body.ReadPatternAsync());
    }
}
