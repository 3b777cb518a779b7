using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tls;

namespace Gyrfalcon.Engine.Tests.Tls;

/// <summary>A client's and a server's session with nothing but buffers between them.</summary>
internal sealed class TlsPair : IDisposable
{
    private static readonly TlsCertificate Certificate = MakeCertificate();
    private static readonly TlsServerContext ServerContext = new(new TlsServerRules([Certificate], TlsVersion.Tls12, ["http/1.1"u8.ToArray()]));
    private static readonly Func<string, TlsClientContext> Trusting = TlsClientContext.Create(verify: true, [Certificate.Chain[0]]);

    private readonly BufferPool _buffers;

    internal TlsPair(BufferPool buffers, string name = "a.example")
    {
        _buffers = buffers;
        Client = new TlsSession(Trusting(name), buffers);
        Server = new TlsSession(ServerContext, buffers);
    }

    internal TlsSession Client { get; }

    internal TlsSession Server { get; }

    /// <summary>Both sides in turn, until both are done or one has failed. What is on its way is cut into pieces of so many bytes, and may be spoilt.</summary>
    internal (TlsStep Client, TlsStep Server) Handshake(int pieces = int.MaxValue, Func<int, byte, byte>? spoil = null)
    {
        TlsStep client = TlsStep.WantsInput;
        TlsStep server = TlsStep.WantsInput;
        int position = 0;
        client = Client.Handshake();
        for (int round = 0; round < 8 && (client == TlsStep.WantsInput || server == TlsStep.WantsInput); round++)
        {
            Carry(Client, Server, pieces, spoil, ref position, () => server = Step(Server, server));
            Carry(Server, Client, pieces, spoil, ref position, () => client = Step(Client, client));
            if (client is TlsStep.Failed || server is TlsStep.Failed) break;
        }

        return (client, server);
    }

    /// <summary>What <paramref name="from"/> has to send arrives at <paramref name="to"/>, who reads it all.</summary>
    internal byte[] Deliver(TlsSession from, TlsSession to, out TlsStep last, int pieces = int.MaxValue, Func<int, byte, byte>? spoil = null)
    {
        var all = new System.IO.MemoryStream();
        TlsStep step = TlsStep.WantsInput;
        int position = 0;
        Carry(from, to, pieces, spoil, ref position, () =>
        {
            do
            {
                IoBuffer buffer = _buffers.Rent();
                step = to.Read(buffer);
                all.Write(buffer.Filled);
                buffer.Release();
            }
            while (step == TlsStep.Done);
        });
        last = step;
        return all.ToArray();
    }

    /// <summary>Behind the handshake come tickets, which are read and are no data.</summary>
    private TlsStep Step(TlsSession session, TlsStep before)
    {
        if (before == TlsStep.WantsInput) return session.Handshake();
        IoBuffer nothing = _buffers.Rent();
        session.Read(nothing);
        nothing.Release();
        return before;
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private void Carry(TlsSession from, TlsSession to, int pieces, Func<int, byte, byte>? spoil, ref int position, Action arrived)
    {
        while (from.TakeOutgoing() is { } sent)
        {
            while (!sent.IsEmpty)
            {
                IoBuffer piece = _buffers.Rent();
                int count = piece.Append(sent.Filled[..Math.Min(pieces, sent.Length)]);
                sent.Advance(count);
                for (int i = 0; spoil is not null && i < count; i++) piece.Filled[i] = spoil(position++, piece.Filled[i]);
                if (to.HasArrived)
                {
                    // It has failed, and takes no more.
                    piece.Release();
                    continue;
                }

                to.Put(piece);
                arrived();
            }

            sent.Release();
        }
    }

    private static TlsCertificate MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a.example", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("a.example");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue.AddYears(-7000));
        return new TlsCertificate([made.RawData], key.ExportPkcs8PrivateKey(), ["a.example"], DateTimeOffset.MaxValue);
    }
}
