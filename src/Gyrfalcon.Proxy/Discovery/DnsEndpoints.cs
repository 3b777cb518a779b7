using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Discovery;

/// <summary>Makes endpoints of what DNS says.</summary>
internal static class DnsEndpoints
{
    private const int MostWeight = 1000;

    /// <summary>An endpoint for each address; all are called by the name.</summary>
    internal static IReadOnlyList<EndpointSpec> OfAddresses(DnsRules rules, IEnumerable<IPAddress> addresses)
        => [.. addresses.Select(ip => new EndpointSpec(Url(rules, UrlHost(ip), rules.Port), rules.Name, rules.Port, rules.IsSecure, Authority(rules, rules.Name, rules.Port), ip))];

    /// <summary>An endpoint for each target with addresses. The lowest priority is that of the primaries; the others are backups, all alike.</summary>
    internal static IReadOnlyList<EndpointSpec> OfServices(DnsRules rules, IReadOnlyCollection<SrvRecord> records, Func<string, IReadOnlyList<IPAddress>> addressesOf)
    {
        if (records.Count == 0) return [];
        int first = records.Min(static record => record.Priority);
        double scale = Scale(records);
        return [.. records
            .OrderBy(static record => record.Priority).ThenBy(static record => record.Target, StringComparer.Ordinal).ThenBy(static record => record.Port)
            .DistinctBy(static record => (record.Target, record.Port))
            .Where(record => addressesOf(record.Target).Count > 0)
            .Select(record => new EndpointSpec(Url(rules, record.Target, record.Port), record.Target, record.Port, rules.IsSecure, Authority(rules, record.Target, record.Port), null)
            {
                Ips = addressesOf(record.Target),
                Weight = Math.Max(1, (int)Math.Round(record.Weight * scale)),
                IsBackup = record.Priority > first,
            })];
    }

    /// <summary>Weights stay as they are if they fit. If one is 0, which means hardly any rather than none, the others are made as large as they can be beside its 1.</summary>
    private static double Scale(IReadOnlyCollection<SrvRecord> records)
    {
        int most = records.Max(static record => record.Weight);
        return most > MostWeight || (most > 0 && records.Any(static record => record.Weight == 0)) ? (double)MostWeight / most : 1;
    }

    private static string Url(DnsRules rules, string host, int port) => (rules.IsSecure ? "https://" : "http://") + Authority(rules, host, port);

    private static string Authority(DnsRules rules, string host, int port) => port == (rules.IsSecure ? 443 : 80) ? host : $"{host}:{port}";

    private static string UrlHost(IPAddress ip) => ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{ip}]" : ip.ToString();
}
