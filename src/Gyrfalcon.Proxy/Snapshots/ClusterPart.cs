using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Discovery;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Snapshots;

/// <summary>A cluster of a snapshot, and what it was made of.</summary>
/// <param name="Config">What the configuration says of it.</param>
/// <param name="Files">A fingerprint of the files that it names, but for those of <paramref name="TlsFiles"/>.</param>
/// <param name="TlsFiles">A fingerprint of the certificates, keys and authorities that its connections are made under.</param>
/// <param name="Membership">The running cluster and its members.</param>
/// <param name="Discovery">Where further endpoints come from; null for nowhere.</param>
/// <param name="Endpoints">The endpoints of the configuration, which become the members when the snapshot comes into force.</param>
internal sealed record ClusterPart(ClusterConfig Config, string Files, string TlsFiles, ClusterMembership Membership, DiscoveryPlan? Discovery, IReadOnlyList<EndpointSpec> Endpoints)
{
    /// <summary>What its connections are to be made under from now on, by the endpoint's host; null for what they were made under before.</summary>
    internal Func<string, TlsClientContext>? RenewedTls { get; init; }

    /// <summary>The same cluster, with all that it has learnt, can serve another configuration: at most the endpoints differ, and the files of its TLS.</summary>
    internal bool Serves(ClusterConfig other, string files) => Files == files && Config with { Endpoints = [] } == other with { Endpoints = [] };

    /// <summary>A fingerprint of the contents of some files; of nothing for those that are null or cannot be read.</summary>
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
