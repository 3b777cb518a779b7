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
    /// <summary>More of a name than this is cut off, in characters.</summary>
    private const int Longest = 2048;

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
        return new ClientCertificate(Encode(certificate.Subject), Encode(string.Join(", ", NamesOf(certificate))), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(der))));
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
