using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Proxy.Certificates;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

/// <summary>Certificates and keys in files: whether they can be used, and when.</summary>
internal static class CertificateChecks
{
    /// <summary>Long enough to act before clients notice.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromDays(21);

    public static void Run(ProxyConfig config, Reading reading)
    {
        var names = new Dictionary<ListenerConfig, IReadOnlyList<string>>();
        foreach (ListenerConfig listener in config.Listeners)
        {
            if (NamesOf(listener, reading) is { Count: > 0 } found)
                names[listener] = found;
        }

        HostCoverage.Run(config, names, reading);
        foreach (ClusterConfig cluster in config.Clusters)
        {
            if (cluster.Tls.Certificate is { } own)
                _ = Read(own, reading);
        }
    }

    /// <summary>The names of a listener's certificates; null where that cannot be said.</summary>
    private static List<string>? NamesOf(ListenerConfig listener, Reading reading)
    {
        var names = new List<string>();
        bool areKnown = true;
        foreach (CertificateConfig certificate in listener.Tls?.Certificates ?? [])
        {
            if (!certificate.IsAuto && Read(certificate, reading) is { } read) names.AddRange(read.Names);
            else areKnown = false;
        }

        string tls = ConfigPath.Key(listener.Source.Path, ListenerSection.Tls.Key);
        return areKnown && !reading.IsAnyBrokenBelow(tls) ? names : null;
    }

    private static TlsCertificate? Read(CertificateConfig certificate, Reading reading)
    {
        if (reading.IsAnyBrokenBelow(certificate.Source.Path) || reading.IsBroken(certificate.Source.Path))
            return null;
        if (certificate.PassphraseFile is not null && certificate.PassphraseVariable is not null)
        {
            reading.Report(DiagnosticCodes.CertificateFile, reading.PathOf(certificate.Source, CertificateSection.PassphraseFile), "there are both `passphrase-file` and `passphrase-variable`", "keep one of them");
            return null;
        }

        TlsCertificate? read = CertificateFiles.Read(certificate.Files, out string? problem, Shown.Text);
        if (read is null)
            reading.Report(DiagnosticCodes.CertificateFile, certificate.Source.Path, problem!, "name a PEM file of the certificate and one of its key; relative paths count from the configuration's directory");
        else
            ReportTime(certificate, read, DateTimeOffset.UtcNow, reading);
        return read;
    }

    private static void ReportTime(CertificateConfig certificate, TlsCertificate read, DateTimeOffset now, Reading reading)
    {
        using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(read.Chain[0]);
        string path = reading.PathOf(certificate.Source, CertificateSection.Certificate);
        string file = Shown.Text(certificate.Certificate);
        if (leaf.NotBefore.ToUniversalTime() is var begins && begins > now.UtcDateTime)
            reading.Report(DiagnosticCodes.CertificateTime, path, $"the certificate `{file}` is not valid before {Time(begins)}", "check the clock, or replace the files");
        else if (read.Expires <= now)
            reading.Report(DiagnosticCodes.CertificateTime, path, $"the certificate `{file}` has expired at {Time(read.Expires.UtcDateTime)}", "replace the files");
        else if (read.Expires - now <= Notice)
            reading.Report(DiagnosticCodes.CertificateEndsSoon, path, $"the certificate `{file}` expires at {Time(read.Expires.UtcDateTime)}", "replace the files before that");
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
