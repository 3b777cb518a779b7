using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gyrfalcon.Proxy.Certificates;

/// <summary>What a client's certificate says, as values of fields: visible ASCII, everything else and the percent sign percent-encoded.</summary>
/// <param name="Subject">Its subject as a distinguished name (RFC 4514).</param>
/// <param name="Names">Its subject alternative names, as <c>DNS:a.example, email:b@example, URI:…, IP:…</c>; empty without.</param>
/// <param name="Fingerprint">SHA-256 of the certificate, in lower-case hexadecimal digits.</param>
public sealed record ClientCertificate(byte[] Subject, byte[] Names, byte[] Fingerprint)
{
    /// <summary>id-at-commonName (X.520).</summary>
    private const string CommonNameType = "2.5.4.3";

    /// <summary>The longest common name that is kept, in bytes; twice what X.520 allows, in the widest characters.</summary>
    private const int LongestCommonName = 255;

    /// <summary>More of a name than this is cut off, in characters.</summary>
    private const int Longest = 2048;

    /// <summary>The common name of its subject, UTF-8 as it stands there, at most 255 bytes; empty if it has none, several, or a longer one.</summary>
    public byte[] CommonName { get; private init; } = [];

    /// <summary>Reads a certificate that has been verified; null if parts of it are malformed all the same.</summary>
    public static ClientCertificate? TryRead(byte[] der)
    {
        try
        {
            return Of(der);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static ClientCertificate Of(byte[] der)
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
        return new ClientCertificate(Encode(certificate.Subject), Encode(string.Join(", ", NamesOf(certificate))), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(der))))
        {
            CommonName = CommonNameOf(certificate.SubjectName),
        };
    }

    private static IEnumerable<string> NamesOf(X509Certificate2 certificate)
    {
        foreach (X509Extension extension in certificate.Extensions)
        {
            if (extension is not X509SubjectAlternativeNameExtension names) continue;
            foreach (string name in names.EnumerateDnsNames()) yield return "DNS:" + name;
            foreach (System.Net.IPAddress address in names.EnumerateIPAddresses()) yield return "IP:" + address;
        }
    }

    private static byte[] CommonNameOf(X500DistinguishedName subject)
    {
        byte[] found = [];
        foreach (X500RelativeDistinguishedName part in subject.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements || part.GetSingleElementType().Value != CommonNameType) continue;
            if (found.Length > 0 || part.GetSingleElementValue() is not { } name || Encoding.UTF8.GetByteCount(name) > LongestCommonName) return [];
            found = Encoding.UTF8.GetBytes(name);
        }

        return found;
    }

    private static byte[] Encode(string text)
    {
        var encoded = new StringBuilder();
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            if (value is >= 0x20 and <= 0x7E and not (byte)'%') encoded.Append((char)value);
            else encoded.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
            if (encoded.Length >= Longest) break;
        }

        return Encoding.ASCII.GetBytes(encoded.ToString().Trim());
    }
}
