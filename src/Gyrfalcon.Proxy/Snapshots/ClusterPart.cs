using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Discovery;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Snapshots;

/// <summary>A cluster of a snapshot, and what it was made of.</summary>
/// <param name="Config">What the configuration says of it.</param>
/// <param name="Files">A fingerprint of the files that it names.</param>
/// <param name="Membership">The running cluster and its members.</param>
/// <param name="Discovery">Where further endpoints come from; null for nowhere.</param>
/// <param name="Endpoints">The endpoints of the configuration, which become the members when the snapshot comes into force.</param>
internal sealed record ClusterPart(ClusterConfig Config, string Files, ClusterMembership Membership, DiscoveryPlan? Discovery, IReadOnlyList<EndpointSpec> Endpoints)
{
    /// <summary>The same cluster, with all that it has learnt, can serve another configuration: at most the endpoints differ.</summary>
    internal bool Serves(ClusterConfig other, string files) => Files == files && Config with { Endpoints = [] } == other with { Endpoints = [] };

    /// <summary>A fingerprint of the contents of the files that a cluster's settings name.</summary>
    internal static string FingerprintOf(ClusterConfig cluster) => Fingerprint([cluster.Tls.Authority, cluster.Tls.Certificate?.Certificate, cluster.Tls.Certificate?.Key, cluster.Sticky?.KeyFile]);

    /// <summary>Of nothing for those that are null or cannot be read.</summary>
    internal static string Fingerprint(IEnumerable<string?> files)
    {
        var all = new StringBuilder();
        foreach (string file in files.OfType<string>())
        {
            try
            {
                all.Append(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))).Append(' ');
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                all.Append("- ");
            }
        }

        return all.ToString();
    }
}
