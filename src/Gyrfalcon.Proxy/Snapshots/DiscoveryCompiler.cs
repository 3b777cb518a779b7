using System;
using System.Linq;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Discovery;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Snapshots;

/// <summary>Makes plans of what the configuration says about discovery.</summary>
internal static class DiscoveryCompiler
{
    /// <param name="discovery">As configured and checked.</param>
    /// <param name="membership">The members of its cluster.</param>
    /// <param name="endpoint">Compiles an endpoint of a file as it would one of the configuration.</param>
    internal static DiscoveryPlan Compile(DiscoveryConfig discovery, ClusterMembership membership, Func<EndpointConfig, EndpointSpec> endpoint) => new(
        membership,
        discovery.Dns is { } dns ? Compile(dns) : null,
        discovery.File is { } file ? new FileRules(file, path => Read(path, endpoint)) : null);

    private static DnsRules Compile(DnsDiscoveryConfig dns) => new(
        dns.Name,
        dns.Type == DnsRecordKind.Service,
        dns.Port ?? EndpointConfig.DefaultPort(dns.Scheme),
        dns.Scheme == EndpointScheme.Https,
        [.. dns.Servers.Select(static server => (server.Ip, server.Port))],
        dns.MinTtl,
        dns.MaxTtl);

    private static FileReading Read(string path, Func<EndpointConfig, EndpointSpec> endpoint)
    {
        EndpointsFileResult found = EndpointsFile.Load(path);
        return new FileReading(found.Text, found.Endpoints?.Select(endpoint).ToArray(), [.. found.Diagnostics.Select(static one => one.ToString())]);
    }
}
