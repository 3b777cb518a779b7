using System;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Tunnels;

/// <summary>Both ends of a tunnel through the proxy, in the test's hands.</summary>
internal sealed record OpenTunnel(RawClient Client, PeerConnection Endpoint) : IAsyncDisposable
{
    internal const string Request = "GET /tunnel HTTP/1.1\r\nHost: test.example\r\nConnection: Upgrade\r\nUpgrade: testing\r\n\r\n";
    internal const string Switching = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: testing\r\n\r\n";

    /// <summary>An endpoint that agrees to <see cref="Request"/> and leaves the rest to the test.</summary>
    internal static ScriptedPeer StartEndpoint(int? receiveBufferBytes = null) => ScriptedPeer.Start(async connection =>
    {
        await connection.ExpectHeadAsync();
        await connection.SendAsync(Switching);
        await connection.HangAsync();
    }, receiveBufferBytes);

    /// <summary>Opens the next tunnel to an endpoint of <see cref="StartEndpoint"/>, which no one else uses meanwhile.</summary>
    internal static async Task<OpenTunnel> ThroughAsync(IProxyUnderTest proxy, ScriptedPeer peer, int? receiveBufferBytes = null)
    {
        int number = peer.ConnectionCount;
        RawClient client = await proxy.ConnectAsync(receiveBufferBytes);
        await client.SendAsync(Request);
        WireResponse response = await client.ReadHeadAsync();
        Assert.Equal(101, response.Status);
        return new OpenTunnel(client, await peer.ConnectionAsync(number));
    }

    /// <summary>One short message in each direction.</summary>
    internal async Task AssertWorksAsync()
    {
        await Client.SendAsync("question");
        await Endpoint.Reader.AssertNextAsync("question");
        await Endpoint.SendAsync("answer");
        await Client.Reader.AssertNextAsync("answer");
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        Endpoint.Dispose();
    }
}

internal static class TunnelReading
{
    /// <summary>Requires that these are the next bytes, as Latin-1.</summary>
    internal static async Task AssertNextAsync(this WireReader reader, string expected) =>
        Assert.Equal(expected, Encoding.Latin1.GetString(await reader.ReadExactlyAsync(expected.Length).Within($"\"{expected[..Math.Min(40, expected.Length)]}\"")));

    /// <summary>Requires that so many bytes of <see cref="Pattern"/> come next.</summary>
    internal static async Task AssertNextPatternAsync(this WireReader reader, long count) =>
        Assert.Equal(count, await new MessageBody(reader, BodyFraming.UntilClose, 0).ReadPatternAsync(count).Within($"{count} bytes of the pattern"));

    /// <summary>Requires the orderly end of this direction, without another byte.</summary>
    internal static async Task AssertEndAsync(this WireReader reader) =>
        Assert.Equal(0, await reader.ReadAsync(new byte[1]).AsTask().Within("the end of one direction"));
}
