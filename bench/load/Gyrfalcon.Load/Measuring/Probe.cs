using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gyrfalcon.Load.Contestants;

namespace Gyrfalcon.Load.Measuring;

/// <summary>Asks a proxy once, on a connection of its own, whether it is up, and with TLS whether it shows the certificate and prefers the cipher that all are to have.</summary>
internal sealed class Probe(int port, string path, Certificate? certificate)
{
    // What the certificate is for; by SNI and by the request alike, for a proxy may refuse one that asks for another host than its session.
    private const string Name = "localhost";

    private TlsCipherSuite? _suite;

    /// <summary>True when a 200 came back.</summary>
    public bool Answers()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 2000 };
            socket.Connect(IPAddress.Loopback, port);
            using var plain = new NetworkStream(socket);
            using var stream = certificate is null ? (Stream)plain : Secure(plain, certificate);
            stream.Write(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {Name}:{port}\r\nConnection: close\r\n\r\n"));
            var answer = new byte[12];
            stream.ReadExactly(answer);
            return Encoding.ASCII.GetString(answer) == "HTTP/1.1 200";
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException)
        {
            return false;
        }
    }

    /// <summary>What is wrong with the TLS of the last answer. OpenSSL's clients, of which this is one, prefer another suite; so the proxy chose it.</summary>
    public string? Objection() => certificate is null || _suite == TlsCipherSuite.TLS_AES_128_GCM_SHA256 ? null : $"negotiated {_suite}";

    private SslStream Secure(NetworkStream plain, Certificate shown)
    {
        var stream = new SslStream(plain);
        var trusted = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trusted.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(shown.Path));
        stream.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = Name, CertificateChainPolicy = trusted });
        _suite = stream.NegotiatedCipherSuite;
        return stream;
    }
}
