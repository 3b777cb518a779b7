using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tls;
using Xunit;

namespace Gyrfalcon.Engine.Tests.Tls;

/// <summary>Two sessions that are each other's peer, without a wire.</summary>
public sealed class TlsMisuseTests : IDisposable
{
    private readonly BufferPool _buffers = new();
    private readonly TlsSession _server;
    private readonly TlsSession _client;

    public TlsMisuseTests()
    {
        _server = new TlsSession(new TlsServerContext(new TlsServerRules([Certificate()], TlsVersion.Tls12, ["http/1.1"u8.ToArray()])), _buffers);
        _client = new TlsSession(TlsClientContext.Create(verify: false, authorities: null)("a.example"), _buffers);
        for (int i = 0; i < 4; i++)
        {
            Assert.NotEqual(TlsStep.Failed, _client.Handshake());
            Pass(_client, _server);
            Assert.NotEqual(TlsStep.Failed, _server.Handshake());
            Pass(_server, _client);
        }

        IoBuffer tickets = _buffers.Rent();
        Assert.Equal(TlsStep.WantsInput, _client.Read(tickets));
    }

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
    }

    [Fact]
    public void An_end_that_comes_with_the_last_bytes_is_told_after_them()
    {
        Assert.True(_server.Write("last"u8));
        _server.End();
        Pass(_server, _client);

        IoBuffer into = _buffers.Rent();
        Assert.Equal(TlsStep.Done, _client.Read(into));
        Assert.Equal("last"u8, into.Filled);
        Assert.True(_client.HasInput);
        IoBuffer more = _buffers.Rent();
        Assert.Equal(TlsStep.Closed, _client.Read(more));
    }

    [Fact]
    public void A_failure_that_comes_with_the_last_bytes_is_told_after_them()
    {
        Assert.True(_server.Write("last"u8));
        IoBuffer sent = _server.TakeOutgoing()!;
        sent.Append([23, 3, 3, 0, 17, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
        _client.Put(sent);

        IoBuffer into = _buffers.Rent();
        Assert.Equal(TlsStep.Done, _client.Read(into));
        Assert.True(_client.HasInput);
        IoBuffer more = _buffers.Rent();
        Assert.Equal(TlsStep.Failed, _client.Read(more));
    }

    /// <summary>.NET takes more for an address than OpenSSL does, and a session that expects nobody in particular would believe everybody.</summary>
    [Theory, InlineData("127.1"), InlineData("[::1]"), InlineData("b.example")]
    public void A_certificate_for_somebody_else_is_refused(string name)
    {
        TlsCertificate certificate = Certificate();
        using var server = new TlsSession(new TlsServerContext(new TlsServerRules([certificate], TlsVersion.Tls12, ["http/1.1"u8.ToArray()])), _buffers);
        using var client = new TlsSession(TlsClientContext.Create(verify: true, [certificate.Chain[0]])(name), _buffers);
        Assert.Equal(TlsStep.WantsInput, client.Handshake());
        Put(server, Take(client));
        server.Handshake();
        Put(client, Take(server));
        Assert.Equal(TlsStep.Failed, client.Handshake());
        Assert.True(client.IsCertificateRefused);
    }

    /// <summary>Each attempt is answered by a warning, which waits until something is sent.</summary>
    [Fact]
    public void A_client_that_never_stops_to_renegotiate_is_sent_away()
    {
        using var server = new TlsSession(new TlsServerContext(new TlsServerRules([Certificate()], TlsVersion.Tls12, ["http/1.1"u8.ToArray()])), _buffers);
        var client = new OldTlsClient();
        Put(server, client.Hello());
        Assert.Equal(TlsStep.WantsInput, server.Handshake());
        Put(server, client.Finish(Take(server)));
        Assert.Equal(TlsStep.Done, server.Handshake());
        Take(server);

        IoBuffer into = _buffers.Rent();
        Put(server, client.Seal(22, [1, 0, 0, 0]));
        Assert.Equal(TlsStep.WantsInput, server.Read(into));
        Assert.NotEmpty(Take(server));

        TlsStep step = TlsStep.WantsInput;
        for (int i = 0; i < 1000 && step == TlsStep.WantsInput; i++)
        {
            Put(server, client.Seal(22, [1, 0, 0, 0]));
            step = server.Read(into);
        }

        Assert.Equal(TlsStep.Failed, step);
        Assert.InRange(Take(server).Length, 1, 8192);
    }

    private void Put(TlsSession session, byte[] bytes)
    {
        IoBuffer buffer = _buffers.Rent();
        Assert.Equal(bytes.Length, buffer.Append(bytes));
        session.Put(buffer);
    }

    private static byte[] Take(TlsSession session)
    {
        byte[] all = [];
        while (session.TakeOutgoing() is { } buffer)
        {
            all = [.. all, .. buffer.Filled];
            buffer.Release();
        }

        return all;
    }

    private static void Pass(TlsSession from, TlsSession to)
    {
        while (from.TakeOutgoing() is { } buffer) to.Put(buffer);
    }

    internal static TlsCertificate Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 made = new CertificateRequest("CN=a.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return new TlsCertificate([made.RawData], key.ExportPkcs8PrivateKey(), ["a.example"], DateTimeOffset.UtcNow.AddDays(1));
    }
}
