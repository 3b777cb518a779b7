using System;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gyrfalcon.Engine.Tls;

namespace Gyrfalcon.Proxy.Certificates;

/// <summary>The certificate for development, made once in a process: for <c>localhost</c>, names below it and loopback addresses; nobody trusts it.</summary>
internal static class SelfSigned
{
    private static readonly Lazy<TlsCertificate> Made = new(Make);

    internal static TlsCertificate Certificate => Made.Value;

    private static TlsCertificate Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=gyrfalcon development", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName("*.localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 made = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(90));
        return new TlsCertificate([made.RawData], key.ExportPkcs8PrivateKey(), CertificateFiles.NamesOf(made), new DateTimeOffset(made.NotAfter.ToUniversalTime()));
    }
}
