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
    private const int MappedPrefix = 96;

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
        string path = ConfigPath.Key(listener.Source.Path, ListenerSection.TrustedProxies.Key);
        if (reading.IsAnyBrokenBelow(path))
            return;

        // Only this machine can connect to a loopback address at all.
        bool isLocal = listener.Address?.Ip is { } ip && IPAddress.IsLoopback(ip);
        for (int i = 0; i < listener.TrustedProxies.Count; i++)
        {
            if (OfIPv4(listener.TrustedProxies[i]) is { } plain)
                reading.Report(DiagnosticCodes.MappedAddresses, ConfigPath.Index(path, i), $"`{listener.TrustedProxies[i]}` trusts nobody, for clients that come by IPv4 are known by their IPv4 addresses", IsTooWide(plain) ? "name the IPv4 addresses of the proxies in front" : $"write `{plain}`");
            else if (!isLocal && IsTooWide(listener.TrustedProxies[i]))
                reading.Report(DiagnosticCodes.TrustTooWide, ConfigPath.Index(path, i), $"`{listener.TrustedProxies[i]}` trusts {(listener.TrustedProxies[i].PrefixLength == 0 ? "everybody" : "a good part of the internet")} to say who the client is", "name the addresses of the proxies in front");
        }
    }

    private static bool IsTooWide(IPNetwork range) => range.BaseAddress.AddressFamily == AddressFamily.InterNetwork
        ? range.PrefixLength < ShortestIPv4
        : range.PrefixLength < ShortestIPv6 && !System.Array.Exists(Private, own => own.PrefixLength <= range.PrefixLength && own.Contains(range.BaseAddress));

    /// <summary>The range of IPv4 that a range of IPv4-mapped addresses of IPv6 (RFC 4291, section 2.5.5.2) stands for; null for another range.</summary>
    private static IPNetwork? OfIPv4(IPNetwork range)
        => range.BaseAddress.IsIPv4MappedToIPv6 && range.PrefixLength >= MappedPrefix ? new IPNetwork(range.BaseAddress.MapToIPv4(), range.PrefixLength - MappedPrefix) : null;

    private static void ReportVerify(ProxyConfig config, ClusterConfig cluster, Reading reading)
    {
        // Of what is passed through, clients look at the certificate themselves.
        bool isOpened() => config.Routes.Any(route => !route.Passthrough && (route.Cluster == cluster.Name || route.Mirror?.Cluster == cluster.Name || route.Split.Any(share => share.Cluster == cluster.Name)));
        string verify = ConfigPath.Key(ConfigPath.Key(cluster.Source.Path, ClusterSection.Tls.Key), ClusterTlsSection.Verify.Key);
        if (!cluster.Tls.Verify && reading.IsWritten(verify) && !EndpointChecks.AllArePlain(cluster) && isOpened())
            reading.Report(DiagnosticCodes.NotVerified, verify, $"whose certificate the endpoints of `{cluster.Name}` show is not looked at", "name their authority with `authority`");
    }
}
