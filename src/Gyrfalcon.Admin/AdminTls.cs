using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Admin;

/// <summary>What the admin address shows of itself, and whom it lets in by certificate.</summary>
/// <param name="Name">The first name of its certificate.</param>
/// <param name="Expires">When that ends.</param>
/// <param name="Certificate">The certificate with its key, and those that lead from it to its authority.</param>
/// <param name="Authorities">Those that vouch for operators; null if these need no certificate.</param>
/// <param name="Revocations">Whom these vouch for no longer; null if nobody says.</param>
internal sealed record AdminTls(string Name, DateTimeOffset Expires, SslStreamCertificateContext Certificate, X509Certificate2Collection? Authorities, OperatorRevocations? Revocations)
{
    /// <summary>The files that <see cref="Read"/> reads.</summary>
    internal static IEnumerable<string> FilesOf(AdminTlsConfig config) => new[] { config.Certificate, config.Key, config.ClientAuthorities }.OfType<string>();

    /// <summary>Null, with what is wrong, if a file cannot be used.</summary>
    internal static AdminTls? Read(AdminTlsConfig config, OperatorRevocations? revocations, out string? problem)
    {
        problem = null;
        try
        {
            using X509Certificate2 pem = X509Certificate2.CreateFromPemFile(config.Certificate, config.Key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(config.Certificate);
            X509Certificate2Collection? authorities = null;
            if (config.ClientAuthorities is { } trusted) (authorities = []).ImportFromPemFile(trusted);
            X509Certificate2 own = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            string name = own.GetNameInfo(X509NameType.DnsName, forIssuer: false);
            return new AdminTls(name.Length > 0 ? name : "_none", own.NotAfter, SslStreamCertificateContext.Create(own, [.. chain.Skip(1)]), authorities, revocations);
        }
        catch (Exception refused) when (refused is CryptographicException or System.IO.IOException or UnauthorizedAccessException)
        {
            problem = $"the certificate `{config.Certificate}` cannot be used: {refused.Message}";
            return null;
        }
    }

    /// <summary>For one handshake.</summary>
    /// <param name="tell">Told why a certificate is refused.</param>
    internal SslServerAuthenticationOptions ToOptions(Action<string> tell) => new()
    {
        ServerCertificateContext = Certificate,
        ClientCertificateRequired = Authorities is not null,
        RemoteCertificateValidationCallback = (_, certificate, sent, _) =>
        {
            if (Authorities is null || WhyRefused(certificate as X509Certificate2, sent?.ChainPolicy.ExtraStore ?? [], Authorities) is not { } reason) return true;
            tell(reason);
            return false;
        },
    };

    /// <summary>Null if it is vouched for, by those that were sent with it or without.</summary>
    private string? WhyRefused(X509Certificate2? certificate, X509Certificate2Collection sent, X509Certificate2Collection authorities)
    {
        if (certificate is null) return "no certificate was shown";
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        if (!chain.Build(certificate)) return $"`{certificate.Subject}`, issued by `{certificate.Issuer}`: {string.Join(", ", chain.ChainStatus.Select(static each => each.StatusInformation.Trim()).Distinct())}";
        X509Certificate2 issuer = chain.ChainElements[Math.Min(1, chain.ChainElements.Count - 1)].Certificate;
        return Revocations?.WhyRefused(certificate, issuer) is { } revoked ? $"`{certificate.Subject}`: {revoked}" : null;
    }
}
