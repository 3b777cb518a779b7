using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using ClientCertificateMode = Microsoft.AspNetCore.Server.Kestrel.Https.ClientCertificateMode;

namespace Gyrfalcon.Admin;

/// <summary>What the admin address needs to know whom it may answer.</summary>
/// <param name="Tokens">One of them must be sent; empty for none.</param>
/// <param name="Certificate">Its own; null for no TLS.</param>
/// <param name="Chain">Those that lead from it to its authority.</param>
/// <param name="Authorities">Those that vouch for operators; null if these need no certificate.</param>
/// <param name="Revocations">Whom these vouch for no longer; null if nobody says.</param>
internal sealed record AdminSecrets(IReadOnlyList<byte[]> Tokens, X509Certificate2? Certificate, X509Certificate2Collection Chain, X509Certificate2Collection? Authorities, OperatorRevocations? Revocations)
{
    /// <summary>Null, with a reason in the log, if a file cannot be read.</summary>
    internal static AdminSecrets? Read(AdminConfig config, OperationalLog log)
    {
        IReadOnlyList<byte[]> tokens = [];
        if (config.TokenFile is { } file)
        {
            if (AdminToken.ReadFile(file, out string? problem) is not { } read)
            {
                log.Error($"admin: the file of tokens `{file}` {problem}");
                return null;
            }

            tokens = read;
        }

        if (config.Tls is not { } tls) return new AdminSecrets(tokens, null, [], null, null);
        OperatorRevocations? revocations = null;
        if (tls.RevocationList is { } list && (revocations = OperatorRevocations.Read(list, log)) is null) return null;
        try
        {
            using X509Certificate2 pem = X509Certificate2.CreateFromPemFile(tls.Certificate, tls.Key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(tls.Certificate);
            X509Certificate2Collection? authorities = null;
            if (tls.ClientAuthorities is { } trusted) (authorities = []).ImportFromPemFile(trusted);
            return new AdminSecrets(tokens, X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null), [.. chain.Skip(1)], authorities, revocations);
        }
        catch (Exception refused) when (refused is CryptographicException or System.IO.IOException or UnauthorizedAccessException)
        {
            log.Error($"admin: the certificate `{tls.Certificate}` cannot be used: {refused.Message}");
            return null;
        }
    }

    internal HttpsConnectionAdapterOptions ToOptions() => new()
    {
        ServerCertificate = Certificate,
        ServerCertificateChain = Chain,
        ClientCertificateMode = Authorities is null ? ClientCertificateMode.NoCertificate : ClientCertificateMode.RequireCertificate,
        ClientCertificateValidation = (certificate, _, _) => IsVouchedFor(certificate),
        HandshakeTimeout = TimeSpan.FromSeconds(10),
    };

    private bool IsVouchedFor(X509Certificate2 certificate)
    {
        if (Authorities is null) return true;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        if (!chain.Build(certificate)) return false;
        X509Certificate2 issuer = chain.ChainElements[Math.Min(1, chain.ChainElements.Count - 1)].Certificate;
        return Revocations?.WhyRefused(certificate, issuer) is null;
    }
}
