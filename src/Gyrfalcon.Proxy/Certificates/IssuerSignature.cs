using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gyrfalcon.Proxy.Certificates;

/// <summary>What an authority has signed besides certificates.</summary>
internal static class IssuerSignature
{
    /// <summary>The key of <paramref name="signer"/> has made this signature; false also for algorithms that are not taken, SHA-1 among them.</summary>
    internal static bool IsGood(X509Certificate2 signer, string algorithm, ReadOnlySpan<byte> data, byte[] signature)
    {
        HashAlgorithmName? hash = algorithm switch
        {
            "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
            "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
            "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
            _ => null,
        };
        if (hash is not { } name) return false;
        using RSA? rsa = signer.GetRSAPublicKey();
        using ECDsa? ecdsa = signer.GetECDsaPublicKey();
        bool isRsa = algorithm.StartsWith("1.2.840.113549", StringComparison.Ordinal);
        return isRsa ? rsa?.VerifyData(data, signature, name, RSASignaturePadding.Pkcs1) == true : ecdsa?.VerifyData(data, signature, name, DSASignatureFormat.Rfc3279DerSequence) == true;
    }
}
