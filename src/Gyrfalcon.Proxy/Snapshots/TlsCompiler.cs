using System;
using System.Collections.Generic;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Proxy.Certificates;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Proxy.Snapshots;

/// <summary>Makes TLS contexts of files.</summary>
internal static class TlsCompiler
{
    private static readonly byte[][] Protocols = ["http/1.1"u8.ToArray()];

    /// <summary>What a cluster's TLS sessions are made under, once there is one; null with an error if its files cannot be used.</summary>
    internal static Lazy<Func<string, TlsClientContext>>? Compile(ClusterTlsConfig tls, out string? error)
    {
        error = null;
        if (tls.Authority is null && tls.Certificate is null) return new(() => TlsClientContext.Create(tls.Verify, authorities: null));
        IReadOnlyList<byte[]>? authorities = null;
        if (tls.Authority is { } file && (authorities = CertificateFiles.ReadAuthorities(file, out string? problem)) is null)
        {
            error = $"authority: `{file}` {problem}";
            return null;
        }

        TlsCertificate? own = null;
        if (tls.Certificate is { } pair && (own = CertificateFiles.Read(pair.Files, out problem)) is null)
        {
            error = $"certificate: {problem}";
            return null;
        }

        try
        {
            Func<string, TlsClientContext> made = TlsClientContext.Create(tls.Verify, authorities, own);
            return new(() => made);
        }
        catch (TlsSetupException unusable)
        {
            error = $"OpenSSL does not take the certificates ({unusable.Message})";
            return null;
        }
    }

    /// <summary>What a listener's TLS sessions are made under, which is what they were made under before if that is the same; null with an error if its files cannot be used.</summary>
    internal static TlsServerContext? Compile(ListenerTlsConfig tls, TlsServerContext? before, out string? error)
    {
        error = null;
        var certificates = new List<TlsCertificate>();
        foreach (CertificateConfig each in tls.Certificates)
        {
            TlsCertificate? certificate = each.IsAuto ? SelfSigned.Certificate : CertificateFiles.Read(each.Files, out error);
            if (certificate is null) return null;
            certificates.Add(certificate);
        }

        ClientRules? clients = null;
        if (tls.ClientCertificates is { Mode: not ClientCertificateMode.None } wanted && (clients = Compile(wanted, out error)) is null) return null;
        var rules = new TlsServerRules(certificates, tls.MinVersion, Protocols) { Clients = clients };
        if (before?.Rules.SaysTheSameAs(rules) == true) return before;
        try
        {
            return new TlsServerContext(rules);
        }
        catch (TlsSetupException unusable)
        {
            error = $"OpenSSL does not take the certificates ({unusable.Message})";
            return null;
        }
    }

    private static ClientRules? Compile(ClientCertificatesConfig wanted, out string? error)
    {
        error = null;
        if (CertificateFiles.ReadAuthorities(wanted.Authorities, out string? problem) is not { } authorities)
        {
            error = $"client-certificates.authorities: `{wanted.Authorities}` {problem}";
            return null;
        }

        IReadOnlyList<byte[]> revocations = [];
        if (wanted.RevocationList is { } file)
        {
            if (CertificateFiles.ReadRevocations(file, out problem) is not { } found)
            {
                error = $"client-certificates.revocation-list: `{file}` {problem}";
                return null;
            }

            revocations = found;
        }

        return new ClientRules(wanted.Mode == ClientCertificateMode.Require, authorities, revocations);
    }
}
