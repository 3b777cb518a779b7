using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

internal static class ClusterChecks
{
    public static void Run(ProxyConfig config, Reading reading)
    {
        HashSet<string> used = [.. config.Routes.SelectMany(ClustersOf)];
        bool allKnown = config.Routes.Count > 0 && config.Routes.All(route => route.Cluster is not null || route.Split.Count > 0 || route.Respond is not null) && used.IsSubsetOf(config.Clusters.Select(cluster => cluster.Name)) && !reading.IsAnyBrokenBelow(ProxySection.Routes.Key);
        foreach (ClusterConfig cluster in config.Clusters)
        {
            EndpointChecks.Run(cluster, reading);
            DiscoveryChecks.Run(cluster, reading);
            ReportTls(cluster, reading);
            if (cluster.Sticky is { } sticky) StickyChecks.Run(sticky, reading);
            ClusterNotes.Run(cluster, reading);
            if (allKnown && !used.Contains(cluster.Name))
                reading.Report(DiagnosticCodes.UnusedCluster, cluster.Source.Path, $"no route uses the cluster `{cluster.Name}`", "add a route to it, or remove it");
        }
    }

    private static IEnumerable<string> ClustersOf(RouteConfig route) =>
        ((string?[])[route.Cluster, route.Mirror?.Cluster, .. route.Split.Select(share => share.Cluster)]).OfType<string>();

    private static void ReportTls(ClusterConfig cluster, Reading reading)
    {
        string tls = ConfigPath.Key(cluster.Source.Path, ClusterSection.Tls.Key);
        string authority = reading.PathOf(new ConfigSource("", 0, 0, tls), ClusterTlsSection.Authority);
        if (reading.IsWritten(tls) && EndpointChecks.AllArePlain(cluster) && !reading.IsAnyBrokenBelow(ConfigPath.Key(cluster.Source.Path, ClusterSection.Endpoints.Key)))
            reading.Report(DiagnosticCodes.TlsUnused, tls, "`tls` has no effect, for every endpoint is `http://`", "write the endpoints with `https://`, or remove `tls`");
        if (cluster.Tls.Authority is not { } file)
            return;
        if (!cluster.Tls.Verify)
            reading.Report(DiagnosticCodes.TlsUnused, authority, "`authority` has no effect while `verify` is false", "remove one of them");
        if (FileComplaint(file) is { } problem)
            reading.Report(DiagnosticCodes.AuthorityFile, authority, $"`{Shown.Text(file)}` {problem}", "name a PEM file with at least one certificate; a relative path counts from the configuration's directory");
    }

    private static string? FileComplaint(string file)
    {
        try
        {
            if (Directory.Exists(file))
                return "is a directory";
            if (new FileInfo(file) is { Exists: true, Length: > ConfigFile.MostBytes })
                return "is larger than 10 MiB";
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(File.ReadAllText(file));
            foreach (X509Certificate2 certificate in certificates)
                certificate.Dispose();
            return certificates.Count == 0 ? "holds no certificate in PEM form" : null;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return "does not exist";
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            return "cannot be read";
        }
        catch (CryptographicException)
        {
            return "holds a certificate that cannot be read";
        }
    }
}
