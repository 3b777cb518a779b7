using System.Linq;
using Gyrfalcon.Proxy.Certificates;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

internal static class ListenerChecks
{
    public static void Run(ProxyConfig config, Reading reading)
    {
        for (int i = 0; i < config.Listeners.Count; i++)
        {
            ListenerConfig listener = config.Listeners[i];
            ReportOverlap(config, i, reading);
            ReportClientCertificates(listener, reading);
            if (listener.ProxyProtocol && listener.TrustedProxies.Count == 0 && !reading.IsAnyBrokenBelow(listener.Source.Path))
                reading.Report(DiagnosticCodes.NobodyTrusted, reading.PathOf(listener.Source, ListenerSection.ProxyProtocol), "`proxy-protocol` is `required`, and there are no `trusted-proxies`, so nobody could connect", "name those in front: `trusted-proxies: [ 10.0.0.0/8 ]`");
            if (listener is { RedirectToHttps: true, Tls: not null } && listener == config.Listeners.First(static other => other.Tls is not null))
                reading.Report(DiagnosticCodes.RedirectToItself, reading.PathOf(listener.Source, ListenerSection.RedirectToHttps), $"the listener `{listener.Name}` redirects every request to itself", "write `redirect-to-https` at the listener without `tls`");
            if (!listener.RedirectToHttps && config.Routes.Count > 0 && config.Routes.All(route => route.Listeners.Count > 0 && !route.Listeners.Contains(listener.Name)) && !reading.IsBroken(ProxySection.Routes.Key))
                reading.Report(DiagnosticCodes.ListenerWithoutRoute, listener.Source.Path, $"no route serves the listener `{listener.Name}`, so each request to it is answered 404", "add it to a route's `listeners`, or remove it");
        }
    }

    private static void ReportClientCertificates(ListenerConfig listener, Reading reading)
    {
        if (listener.Tls?.ClientCertificates is not { Mode: not ClientCertificateMode.None } wanted || reading.IsAnyBrokenBelow(wanted.Source.Path) || reading.IsBroken(wanted.Source.Path))
            return;
        if (CertificateFiles.ReadAuthorities(wanted.Authorities, out string? problem) is null)
            reading.Report(DiagnosticCodes.AuthorityFile, reading.PathOf(wanted.Source, ClientCertificatesSection.Authorities), $"`{Shown.Text(wanted.Authorities)}` {problem}", "name a PEM file with at least one certificate; a relative path counts from the configuration's directory");
        if (wanted.RevocationList is { } list && CertificateFiles.ReadRevocations(list, out problem) is null)
            reading.Report(DiagnosticCodes.AuthorityFile, reading.PathOf(wanted.Source, ClientCertificatesSection.RevocationList), $"`{Shown.Text(list)}` {problem}", "name a PEM file with at least one revocation list; a relative path counts from the configuration's directory");
    }

    private static void ReportOverlap(ProxyConfig config, int index, Reading reading)
    {
        ListenerConfig listener = config.Listeners[index];
        if (listener.Address is null)
            return;
        for (int i = 0; i < index; i++)
        {
            ListenerConfig earlier = config.Listeners[i];
            if (earlier.Address is null || !listener.Address.Overlaps(earlier.Address))
                continue;
            reading.Report(DiagnosticCodes.ListenersOverlap, reading.PathOf(listener.Source, ListenerSection.Address),
                $"the address `{listener.Address}` overlaps with `{earlier.Address}` of the listener `{earlier.Name}`", "choose another port, or keep one of the two");
            return;
        }
    }
}
