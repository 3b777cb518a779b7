using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Testing;

/// <summary>The test origin tried with .NET's own client, and killed.</summary>
public sealed class TestOriginTests
{
    [Fact]
    public async Task HttpClient_understands_it()
    {
        await using TestOrigin origin = TestOrigin.Start("name");
        using var client = new HttpClient();

        Assert.Equal("name", await client.GetStringAsync(origin.Url));
        Assert.True(Pattern.Matches(await client.GetByteArrayAsync($"{origin.Url}/chunked/200000"), 0));
        Assert.True(Pattern.Matches(await client.GetByteArrayAsync($"{origin.Url}/bytes/200000"), 0));
        Assert.Equal(1, origin.ConnectionCount);
        Assert.Equal(200_000, (await client.GetByteArrayAsync($"{origin.Url}/close-delimited/200000")).Length);
        using HttpResponseMessage trailers = await client.GetAsync($"{origin.Url}/trailers");
        Assert.Equal("hello", await trailers.Content.ReadAsStringAsync());
        Assert.Equal(["5d41"], trailers.TrailingHeaders.GetValues("X-Checksum"));
    }

    [Fact]
    public async Task It_takes_uploads_with_and_without_100_continue()
    {
        await using TestOrigin origin = TestOrigin.Start();
        using var client = new HttpClient();
        foreach (bool expect in new[] { true, false })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{origin.Url}/upload") { Content = new ByteArrayContent(Pattern.Bytes(300_000)) };
            request.Headers.ExpectContinue = expect;
            using HttpResponseMessage response = await client.SendAsync(request);
            Assert.StartsWith("300000 ContentLength", await response.Content.ReadAsStringAsync(), System.StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Killed_it_refuses_and_resets_and_revived_it_serves_on_the_same_port()
    {
        await using TestOrigin origin = TestOrigin.Start();
        IPEndPoint address = new(IPAddress.Loopback, origin.Port);
        await using RawClient before = await RawClient.ConnectAsync(address);
        await before.GetAsync("/");

        origin.Kill();
        Assert.Equal(ConnectionEnd.Reset, await before.ReadToEndOfConnectionAsync());
        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(address));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);

        origin.Revive();
        await using RawClient after = await RawClient.ConnectAsync(address);
        Assert.Equal("origin", (await after.GetAsync("/")).Body);
    }

    [Fact]
    public async Task Its_certificates_are_good_for_their_names_alone()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(["inner.example"]);
        await using TestOrigin origin = TestOrigin.Start("tls", certificate);
        Assert.Null(await Record.ExceptionAsync(() => ShakeHandsAsync(origin.Port, "inner.example", authority)));
        Assert.IsType<AuthenticationException>(await Record.ExceptionAsync(() => ShakeHandsAsync(origin.Port, "other.example", authority)));
        using var stranger = new TestAuthority();
        Assert.IsType<AuthenticationException>(await Record.ExceptionAsync(() => ShakeHandsAsync(origin.Port, "inner.example", stranger)));
    }

    private static async Task ShakeHandsAsync(int port, string name, TestAuthority trusted)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await using var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = name,
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { trusted.Certificate },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        });
    }
}
