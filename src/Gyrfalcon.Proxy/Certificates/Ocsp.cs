using System;
using System.Collections.Generic;
using System.Formats.Asn1;
using System.Linq;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gyrfalcon.Proxy.Certificates;

/// <summary>Questions to OCSP responders and their answers (RFC 6960, with what RFC 5019 says of caches). An answer counts only if it is signed by the certificate's issuer, or by whom that has appointed.</summary>
public static class Ocsp
{
    /// <summary>The most bytes of an answer.</summary>
    public const int MostBytes = 64 * 1024;

    private const string Sha1 = "1.3.14.3.2.26";
    private const string BasicResponse = "1.3.6.1.5.5.7.48.1.1";
    private const string OcspSigning = "1.3.6.1.5.5.7.3.9";

    /// <summary>How far a responder's clock may be ahead of ours.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private static readonly Asn1Tag Explicit0 = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>Where a certificate says that it can be asked about; null if nowhere, or not over HTTP.</summary>
    /// <param name="certificate">In DER.</param>
    public static Uri? ResponderOf(byte[] certificate)
    {
        using X509Certificate2 read = X509CertificateLoader.LoadCertificate(certificate);
        string? first = read.Extensions.OfType<X509AuthorityInformationAccessExtension>().SelectMany(static access => access.EnumerateOcspUris()).FirstOrDefault();
        return Uri.TryCreate(first, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttp ? uri : null;
    }

    /// <summary>An OCSPRequest about one certificate, in DER.</summary>
    /// <param name="certificate">In DER.</param>
    /// <param name="issuer">The certificate of its issuer, in DER.</param>
    public static byte[] WriteRequest(byte[] certificate, byte[] issuer)
    {
        using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(certificate);
        using X509Certificate2 authority = X509CertificateLoader.LoadCertificate(issuer);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
            WriteId(writer, leaf, authority);
        return writer.Encode();
    }

    /// <summary>Reads an answer about one certificate, and checks who gave it.</summary>
    /// <param name="answer">An OCSPResponse in DER.</param>
    /// <param name="certificate">In DER.</param>
    /// <param name="issuer">The certificate of its issuer, in DER.</param>
    /// <param name="now">The time.</param>
    /// <param name="problem">Why the answer is of no use, or that the certificate is revoked: a sentence's end.</param>
    /// <returns>From when and until when the answer holds, if it says that the certificate is good; otherwise null.</returns>
    public static (DateTimeOffset From, DateTimeOffset Until)? Read(byte[] answer, byte[] certificate, byte[] issuer, DateTimeOffset now, out string? problem)
    {
        try
        {
            return Read(answer, X509CertificateLoader.LoadCertificate(certificate), X509CertificateLoader.LoadCertificate(issuer), now, out problem);
        }
        catch (Exception malformed) when (malformed is AsnContentException or CryptographicException)
        {
            problem = "is not well-formed";
            return null;
        }
    }

    private static (DateTimeOffset From, DateTimeOffset Until)? Read(byte[] answer, X509Certificate2 leaf, X509Certificate2 issuer, DateTimeOffset now, out string? problem)
    {
        AsnReader response = new AsnReader(answer, AsnEncodingRules.DER).ReadSequence();
        int status = response.ReadEnumeratedBytes().Span[0];
        if (status != 0)
        {
            problem = $"says that there is no answer (status {status})";
            return null;
        }

        AsnReader bytes = response.ReadSequence(Explicit0).ReadSequence();
        if (bytes.ReadObjectIdentifier() != BasicResponse) throw new AsnContentException();
        AsnReader basic = new AsnReader(bytes.ReadOctetString(), AsnEncodingRules.DER).ReadSequence();
        ReadOnlyMemory<byte> signed = basic.PeekEncodedValue();
        AsnReader data = basic.ReadSequence();
        string algorithm = basic.ReadSequence().ReadObjectIdentifier();
        byte[] signature = basic.ReadBitString(out _);
        List<byte[]> certificates = [];
        if (basic.HasData)
        {
            AsnReader list = basic.ReadSequence(Explicit0).ReadSequence();
            while (list.HasData) certificates.Add(list.ReadEncodedValue().ToArray());
        }

        problem = !Signers(certificates, issuer, now).Any(signer => IssuerSignature.IsGood(signer, algorithm, signed.Span, signature)) ? "is not signed by the certificate's issuer, nor by whom that has appointed" : null;
        if (problem is not null) return null;

        if (data.PeekTag() == Explicit0) data.ReadEncodedValue(); // version
        data.ReadEncodedValue(); // responderID: the signature says who it was
        data.ReadGeneralizedTime(); // producedAt
        AsnReader answers = data.ReadSequence();
        byte[] wanted = IdOf(leaf, issuer);
        while (answers.HasData)
        {
            AsnReader single = answers.ReadSequence();
            if (!single.ReadEncodedValue().Span.SequenceEqual(wanted)) continue;
            return ReadSingle(single, now, out problem);
        }

        problem = "is about another certificate";
        return null;
    }

    private static (DateTimeOffset From, DateTimeOffset Until)? ReadSingle(AsnReader single, DateTimeOffset now, out string? problem)
    {
        int status = single.PeekTag().TagValue;
        single.ReadEncodedValue();
        DateTimeOffset from = single.ReadGeneralizedTime();
        DateTimeOffset? until = single.HasData && single.PeekTag() == Explicit0 ? single.ReadSequence(Explicit0).ReadGeneralizedTime() : null;
        problem = status switch
        {
            0 when until is null => "does not say until when it holds",
            0 when from > now + ClockSkew => "holds in the future only",
            0 when until <= now => "holds no longer",
            0 => null,
            1 => "says that the certificate is revoked",
            _ => "says that the responder does not know the certificate",
        };
        return problem is null ? (from, until!.Value) : null;
    }

    /// <summary>The issuer, and those of these certificates that it has issued for this purpose (RFC 6960 §4.2.2.2).</summary>
    private static IEnumerable<X509Certificate2> Signers(List<byte[]> certificates, X509Certificate2 issuer, DateTimeOffset now)
    {
        yield return issuer;
        foreach (byte[] each in certificates)
        {
            X509Certificate2 appointed = X509CertificateLoader.LoadCertificate(each);
            if (IsAppointed(appointed, issuer, now)) yield return appointed;
        }
    }

    private static bool IsAppointed(X509Certificate2 certificate, X509Certificate2 issuer, DateTimeOffset now)
    {
        if (!certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(static uses => uses.EnhancedKeyUsages.Cast<Oid>().Any(static use => use.Value == OcspSigning))) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(issuer);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;

        // The issuer may be no root; that it is ours is seen below.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        return chain.Build(certificate) && chain.ChainElements.Count > 1 && chain.ChainElements[1].Certificate.RawDataMemory.Span.SequenceEqual(issuer.RawDataMemory.Span);
    }

    private static byte[] IdOf(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        WriteId(writer, certificate, issuer);
        return writer.Encode();
    }

    /// <summary>CertID; with SHA-1, which all responders understand and which here protects nothing (RFC 5019 §2.1.1).</summary>
    private static void WriteId(AsnWriter writer, X509Certificate2 certificate, X509Certificate2 issuer)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Sha1);
                writer.WriteNull();
            }

            writer.WriteOctetString(HashOf(issuer.SubjectName.RawData));
            writer.WriteOctetString(HashOf(issuer.PublicKey.EncodedKeyValue.RawData));
            writer.WriteInteger(new BigInteger(certificate.SerialNumberBytes.Span, isBigEndian: true));
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "It names a certificate; nothing is trusted for it.")]
    private static byte[] HashOf(byte[] bytes) => SHA1.HashData(bytes);
}
