using System.Linq;
using System.Net;
using System.Net.Sockets;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

/// <summary>Whose word counts: trusted proxies that are half of the world, endpoints that anyone could be.</summary>
internal static class TrustChecks
{
    private const int ShortestIPv4 = 8;
    private const int ShortestIPv6 = 16;

    /// <summary>Ranges of IPv6 that nobody has on the internet (RFC 4193, RFC 4291).</summary>
    private static readonly IPNetwork[] Private = [IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10")];

    public static void Run(ProxyConfig config, Reading reading)
    {
        foreach (ListenerConfig listener in config.Listeners)
            ReportProxies(listener, reading);
        foreach (ClusterConfig cluster in config.Clusters)
            ReportVerify(config, cluster, reading);
    }

    private static void ReportProxies(ListenerConfig listener, Reading reading)
    {
        // Only this machine can connect there at all.
        string path = ConfigPath.Key(listener.Source.Path, ListenerSection.TrustedProxies.Key);
        if (listener.Address?.Ip is { } ip && IPAddress.IsLoopback(ip) || reading.IsAnyBrokenBelow(path))
            return;
        for (int i = 0; i < listener.TrustedProxies.Count; i++)
        {
            if (IsTooWide(listener.TrustedProxies[i]))
                reading.Report(DiagnosticCodes.TrustTooWide, ConfigPath.Index(path, i), $"`{listener.TrustedProxies[i]}` trusts {(listener.TrustedProxies[i].PrefixLength == 0 ? "everybody" : "a good part of the internet")} to say who the client is", "name the addresses of the proxies in front");
        }
    }

    private static bool IsTooWide(IPNetwork range) => range.BaseAddress.AddressFamily == AddressFamily.InterNetwork
        ? range.PrefixLength < ShortestIPv4
        : range.PrefixLength < ShortestIPv6 && !System.Array.Exists(Private, own => own.PrefixLength <= range.PrefixLength && own.Contains(range.BaseAddress));

    private static void ReportVerify(ProxyConfig config, ClusterConfig cluster, Reading reading)
    {
        // Of what is passed through, clients look at the certificate themselves.
        bool isOpened() => config.Routes.Any(route => !route.Passthrough && (route.Cluster == cluster.Name || route.Mirror?.Cluster == cluster.Name || route.Split.Any(share => share.Cluster == cluster.Name)));
        string verify = ConfigPath.Key(ConfigPath.Key(cluster.Source.Path, ClusterSection.Tls.Key), ClusterTlsSection.Verify.Key);
        if (!cluster.Tls.Verify && reading.IsWritten(verify) && !EndpointChecks.AllArePlain(cluster) && isOpened())
            reading.Report(DiagnosticCodes.NotVerified, verify, $"whose certificate the endpoints of `{cluster.Name}` show is not looked at", "name their authority with `authority`");
    }
}
