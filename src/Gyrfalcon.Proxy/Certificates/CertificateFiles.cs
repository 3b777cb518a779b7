using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gyrfalcon.Engine.Tls;

namespace Gyrfalcon.Proxy.Certificates;

/// <summary>Reads certificates and keys of PEM files (RFC 7468). What is wrong with one is a sentence's end, for <c>`file` …</c>; it never tells anything of a key or passphrase.</summary>
internal static class CertificateFiles
{
    /// <summary>The most bytes of a file.</summary>
    private const int MostBytes = 1 << 20;

    /// <summary>A certificate, its chain and its key; null with what is wrong.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="problem">A sentence's beginning, <c>the key `file` does not exist</c>.</param>
    /// <param name="show">How a file's name is shown; null for as it is.</param>
    internal static TlsCertificate? Read(CertificateSource source, out string? problem, Func<string, string>? show = null)
    {
        show ??= static name => name;
        if (ReadChain(source.Certificate, out string? wrong) is not { } chain)
        {
            problem = $"the certificate `{show(source.Certificate)}` {wrong}";
            return null;
        }

        byte[]? key = null;
        if (ReadText(source.Key, out wrong) is not { } pem) problem = $"the key `{show(source.Key)}` {wrong}";
        else if (!TryReadPassphrase(source, show, out string? passphrase, out wrong)) problem = wrong;
        else problem = (key = ReadKey(chain[0], pem, passphrase, out wrong)) is null ? $"the key `{show(source.Key)}` {wrong}" : null;

        TlsCertificate? read = key is null ? null : new TlsCertificate([.. chain.Select(static each => each.RawData)], key, NamesOf(chain[0]), new DateTimeOffset(chain[0].NotAfter.ToUniversalTime()));
        foreach (X509Certificate2 each in chain) each.Dispose();
        return read;
    }

    /// <summary>The certificates of a file in DER; null with what is wrong.</summary>
    internal static IReadOnlyList<byte[]>? ReadAuthorities(string file, out string? problem)
    {
        if (ReadChain(file, out problem) is not { } chain) return null;
        byte[][] found = [.. chain.Select(static each => each.RawData)];
        foreach (X509Certificate2 each in chain) each.Dispose();
        return found;
    }

    /// <summary>The revocation lists of a file in DER; null with what is wrong.</summary>
    internal static IReadOnlyList<byte[]>? ReadRevocations(string file, out string? problem)
    {
        if (ReadText(file, out problem) is not { } pem) return null;
        var found = new List<byte[]>();
        ReadOnlySpan<char> rest = pem;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            if (rest[fields.Label] is "X509 CRL") found.Add(Convert.FromBase64String(rest[fields.Base64Data].ToString()));
            rest = rest[fields.Location.End..];
        }

        problem = found.Count == 0 ? "holds no revocation list (X509 CRL) in PEM form" : null;
        return found.Count == 0 ? null : found;
    }

    /// <summary>The DNS names that a certificate is for (RFC 6125 §6.4: those of its subjectAltName).</summary>
    internal static IReadOnlyList<string> NamesOf(X509Certificate2 certificate)
        => [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(static names => names.EnumerateDnsNames()).Select(static name => name.ToLowerInvariant().TrimEnd('.')).Distinct()];

    private static X509Certificate2Collection? ReadChain(string file, out string? problem)
    {
        if (ReadText(file, out problem) is not { } pem) return null;
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            problem = "holds a certificate that cannot be read";
            return null;
        }

        if (found.Count > 0) return found;
        problem = "holds no certificate in PEM form";
        return null;
    }

    private static byte[]? ReadKey(X509Certificate2 leaf, string pem, string? passphrase, out string? problem)
    {
        problem = null;
        using RSA? rsaOfLeaf = leaf.GetRSAPublicKey();
        using ECDsa? ecdsaOfLeaf = leaf.GetECDsaPublicKey();
        using AsymmetricAlgorithm? key = rsaOfLeaf is not null ? RSA.Create() : ecdsaOfLeaf is not null ? ECDsa.Create() : null;
        if (key is null)
        {
            problem = "cannot be used: its certificate is neither for RSA nor for ECDSA";
            return null;
        }

        bool isEncrypted = pem.Contains("ENCRYPTED", StringComparison.Ordinal);
        if (isEncrypted && passphrase is null)
        {
            problem = "is encrypted; name its passphrase by `passphrase-file` or `passphrase-variable`";
            return null;
        }

        byte[] exported;
        try
        {
            if (isEncrypted) key.ImportFromEncryptedPem(pem, passphrase);
            else key.ImportFromPem(pem);

            // Fails if it is but the public half.
            exported = key.ExportPkcs8PrivateKey();
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or CryptographicException)
        {
            problem = isEncrypted ? "cannot be decrypted with its passphrase (PKCS #8 is understood: `openssl pkcs8 -topk8`)" : $"holds no private key of its certificate's kind, {(rsaOfLeaf is not null ? "RSA" : "ECDSA")}, in PEM form";
            return null;
        }

        ReadOnlySpan<byte> own = key.ExportSubjectPublicKeyInfo();
        if (!own.SequenceEqual(leaf.PublicKey.ExportSubjectPublicKeyInfo()))
        {
            problem = "does not belong to its certificate";
            return null;
        }

        return exported;
    }

    private static bool TryReadPassphrase(CertificateSource source, Func<string, string> show, out string? passphrase, out string? problem)
    {
        passphrase = problem = null;
        if (source.PassphraseFile is { } file)
        {
            passphrase = ReadText(file, out problem)?.Split('\n')[0].TrimEnd('\r');
            if (passphrase is null) problem = $"the passphrase file `{show(file)}` {problem}";
        }
        else if (source.PassphraseVariable is { } name && (passphrase = Environment.GetEnvironmentVariable(name)) is null)
        {
            problem = $"the environment variable {name} is not set";
        }

        return problem is null;
    }

    private static string? ReadText(string file, out string? problem)
    {
        problem = null;
        try
        {
            if (Directory.Exists(file)) problem = "is a directory";
            else if (new FileInfo(file) is { Exists: true, Length: > MostBytes }) problem = "is larger than 1 MiB";
            else return File.ReadAllText(file);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            problem = "does not exist";
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            problem = "cannot be read";
        }

        return null;
    }
}

/// <summary>Where a certificate and its key are.</summary>
/// <param name="Certificate">PEM file of the chain.</param>
/// <param name="Key">PEM file of the key.</param>
/// <param name="PassphraseFile">File with the key's passphrase; null for none.</param>
/// <param name="PassphraseVariable">Environment variable with it; null for none.</param>
internal sealed record CertificateSource(string Certificate, string Key, string? PassphraseFile, string? PassphraseVariable);
