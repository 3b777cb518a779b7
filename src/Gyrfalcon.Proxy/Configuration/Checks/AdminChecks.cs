using System.Linq;
using Gyrfalcon.Proxy.Certificates;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

internal static class AdminChecks
{
    private const string OverlapRemedy = "choose another port";

    public static void Run(ProxyConfig config, Reading reading)
    {
        AdminConfig admin = config.Admin;
        if (admin.Listen is not { } address || reading.IsAnyBrokenBelow(admin.Source.Path)) return;
        string listen = reading.PathOf(admin.Source, AdminSection.Listen);
        if (!address.IsLocal && !admin.IsGuarded)
            reading.Report(DiagnosticCodes.AdminAddress, listen, $"`{address}` can be reached from other machines, and whoever reaches it may change everything", "add a `token-file` or `tls: { client-authorities: … }`, or listen on `127.0.0.1` or `unix:/run/gyr/admin.sock`");
        else if (!address.IsLocal && admin.Tls is null)
            reading.Report(DiagnosticCodes.AdminInPlain, listen, $"the token is sent to `{address}` in plain text", "add `tls`");
        if (admin.TokenFile is { } file && SecretKeys.ReadFile(file, out string? problem) is null)
            reading.Report(DiagnosticCodes.AdminToken, reading.PathOf(admin.Source, AdminSection.TokenFile), $"`{Shown.Text(file)}` {problem}", "name a file with a token of at least 32 visible characters: `head -c 32 /dev/urandom | base64 > admin.token`");
        if (admin.Tls is { } tls) ReportFiles(tls, reading);
        if (admin.IsWritten) ReportOverlap(config, address, listen, reading);
        if (admin.Metrics is not { } metrics) return;
        string path = reading.PathOf(admin.Source, AdminSection.Metrics);
        if (metrics.Overlaps(address)) reading.Report(DiagnosticCodes.ListenersOverlap, path, $"the address `{metrics}` overlaps with `{address}`, that of the admin", OverlapRemedy);
        else ReportOverlap(config, metrics, path, reading);
    }

    private static void ReportOverlap(ProxyConfig config, AdminAddress address, string path, Reading reading)
    {
        if (config.Listeners.FirstOrDefault(listener => listener.Address is { } its && address.Overlaps(its)) is { } listener)
            reading.Report(DiagnosticCodes.ListenersOverlap, path, $"the address `{address}` overlaps with `{listener.Address}` of the listener `{listener.Name}`", OverlapRemedy);
    }

    private static void ReportFiles(AdminTlsConfig tls, Reading reading)
    {
        if (CertificateFiles.Read(new CertificateConfig { Certificate = tls.Certificate, Key = tls.Key, Source = tls.Source }.Files, out string? problem, Shown.Text) is null)
            reading.Report(DiagnosticCodes.CertificateFile, tls.Source.Path, problem!, "name a PEM file of the certificate and one of its key; relative paths count from the configuration's directory");
        if (tls.ClientAuthorities is { } authorities && CertificateFiles.ReadAuthorities(authorities, out problem) is null)
            reading.Report(DiagnosticCodes.AuthorityFile, reading.PathOf(tls.Source, AdminTlsSection.ClientAuthorities), $"`{Shown.Text(authorities)}` {problem}", "name a PEM file with at least one certificate; a relative path counts from the configuration's directory");
        if (tls.RevocationList is not { } list) return;
        string path = reading.PathOf(tls.Source, AdminTlsSection.RevocationList);
        if (tls.ClientAuthorities is null)
            reading.Report(DiagnosticCodes.AuthorityFile, path, "nobody is asked for a certificate that could be revoked", "add `client-authorities`, or remove `revocation-list`");
        else if (RevocationList.ReadFile(list, out problem) is null)
            reading.Report(DiagnosticCodes.AuthorityFile, path, $"`{Shown.Text(list)}` {problem}", "name a PEM file with at least one revocation list; a relative path counts from the configuration's directory");
    }
}
