using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

/// <summary>Routes that pass TLS connections on, and listeners that leave all of theirs to such routes.</summary>
internal static class PassthroughChecks
{
    /// <summary>What only those understand who read the requests inside.</summary>
    private static readonly string[][] OfRequests =
    [
        [RouteSection.Match.Key, RouteMatchSection.Path.Key],
        [RouteSection.Match.Key, RouteMatchSection.Methods.Key],
        [RouteSection.Allow.Key],
        [RouteSection.Hedge.Key],
        [RouteSection.Mirror.Key],
        [RouteSection.Respond.Key],
    ];

    public static void Run(ProxyConfig config, Reading reading)
    {
        foreach (RouteConfig route in config.Routes.Where(static route => route.Passthrough)) ReportRoute(config, route, reading);
        foreach (ListenerConfig listener in config.Listeners.Where(static listener => listener.Tls is { Certificates.Count: 0 })) ReportListener(config, listener, reading);
    }

    private static void ReportRoute(ProxyConfig config, RouteConfig route, Reading reading)
    {
        string passthrough = ConfigPath.Key(route.Source.Path, RouteSection.Passthrough.Key);
        foreach (string[] keys in OfRequests)
        {
            string path = keys.Aggregate(route.Source.Path, ConfigPath.Key);
            if (reading.IsWritten(path))
                reading.Report(DiagnosticCodes.Passthrough, path, $"a route with `passthrough` does not see the requests that `{keys[^1]}` is about", "remove it, or `passthrough`");
        }

        string splitKey = ConfigPath.Key(route.Source.Path, RouteSection.SplitKey.Key);
        if (route.SplitKey is { Kind: not HashKeyKind.ClientAddress })
            reading.Report(DiagnosticCodes.Passthrough, splitKey, "of a connection that is passed through, only the client's address is known", "write `split-key: client-address`, or remove it");
        if (!reading.IsBroken(ProxySection.Listeners.Key) && !config.Listeners.Any(listener => listener.Tls is not null && route.Serves(listener)) && !reading.IsAnyBrokenBelow(ProxySection.Listeners.Key))
            reading.Report(DiagnosticCodes.Passthrough, passthrough, "none of the route's listeners speaks TLS", "add `tls: {}` to the listener");
    }

    private static void ReportListener(ProxyConfig config, ListenerConfig listener, Reading reading)
    {
        string tls = ConfigPath.Key(listener.Source.Path, ListenerSection.Tls.Key);
        string certificates = ConfigPath.Key(tls, ListenerTlsSection.Certificates.Key);
        if (reading.IsBroken(tls) || reading.IsBroken(certificates) || reading.IsAnyBrokenBelow(certificates) || reading.IsAnyBrokenBelow(ProxySection.Routes.Key) || config.Routes.Any(route => route.Passthrough && route.Serves(listener)))
            return;
        reading.Report(DiagnosticCodes.CertificateFile, reading.IsWritten(certificates) ? certificates : tls, "there are no certificates", "add one: `certificates: [ { certificate: tls/example.crt, key: tls/example.key } ]`");
    }
}
