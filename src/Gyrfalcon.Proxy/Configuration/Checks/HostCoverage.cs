using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

/// <summary>Hosts that routes match on listeners whose certificates are for others.</summary>
internal static class HostCoverage
{
    /// <param name="config">The configuration.</param>
    /// <param name="names">The names of the certificates of listeners of which they are known.</param>
    /// <param name="reading">Where it is reported.</param>
    public static void Run(ProxyConfig config, IReadOnlyDictionary<ListenerConfig, IReadOnlyList<string>> names, Reading reading)
    {
        var told = new HashSet<(string Listener, HostPattern Host)>();
        RouteConfig[] passthrough = [.. config.Routes.Where(static route => route.Passthrough)];
        foreach (RouteConfig route in config.Routes.Where(static route => !route.Passthrough && route.Match.Host.Count > 0))
        {
            string match = ConfigPath.Key(route.Source.Path, RouteSection.Match.Key);
            if (names.Count == 0 || reading.IsAnyBrokenBelow(match) || reading.IsAnyBrokenBelow(ConfigPath.Key(route.Source.Path, RouteSection.Listeners.Key)))
                continue;
            for (int i = 0; i < route.Match.Host.Count; i++)
            {
                HostPattern host = route.Match.Host[i];
                ListenerConfig[] secured = [.. config.ListenersOf(route).Where(listener => listener.Tls is not null && !passthrough.Any(other => other.Serves(listener) && Takes(other, host)))];
                ListenerConfig[] without = [.. secured.Where(listener => names.TryGetValue(listener, out IReadOnlyList<string>? known) && !known.Any(name => Fits(name, host)))];

                // A route of all listeners may have its host at one of them.
                bool isAmiss = !IsAddress(host) && without.Length > 0 && (route.Listeners.Count > 0 || without.Length == secured.Length);
                if (isAmiss && told.Add((without[0].Name, host)))
                    reading.Report(DiagnosticCodes.HostNotCovered, PlaceOf(match, i, reading), $"no certificate of the listener `{without[0].Name}` is for `{host}`", "add one, or keep the route away from the listener with `listeners`", [without[0].Source]);
            }
        }
    }

    /// <summary>Whether a certificate of a name (RFC 9525, section 6.3: a <c>*</c> is one label) serves a host that the pattern matches.</summary>
    internal static bool Fits(string name, HostPattern host)
    {
        if (host.AnySubdomain) return name.EndsWith("." + host.Name, StringComparison.Ordinal);
        int dot = host.Name.IndexOf('.', StringComparison.Ordinal);
        return name == host.Name || (dot > 0 && name.Length > 2 && name[0] == '*' && name.AsSpan(1).SequenceEqual(host.Name.AsSpan(dot)));
    }

    private static bool Takes(RouteConfig passthrough, HostPattern host) => passthrough.Match.Host.Count == 0 || passthrough.Match.Host.Any(wider => wider.Covers(host));

    /// <summary>Clients ask for names only (RFC 6066, section 3); at an address they get the first certificate.</summary>
    private static bool IsAddress(HostPattern host) => !host.AnySubdomain && (host.Name[0] == '[' || IPAddress.TryParse(host.Name, out _));

    private static string PlaceOf(string match, int index, Reading reading)
    {
        string hosts = ConfigPath.Key(match, RouteMatchSection.Host.Key);
        string one = ConfigPath.Index(hosts, index);
        return reading.IsWritten(one) ? one : hosts;
    }
}
