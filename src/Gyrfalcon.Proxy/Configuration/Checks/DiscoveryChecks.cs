using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

internal static class DiscoveryChecks
{
    public static void Run(ClusterConfig cluster, Reading reading)
    {
        if (cluster.Discovery is not { } discovery)
            return;
        string dns = ConfigPath.Key(discovery.Source.Path, DiscoverySection.Dns.Key);
        string file = ConfigPath.Key(discovery.Source.Path, DiscoverySection.File.Key);
        if (reading.IsWritten(dns) && reading.IsWritten(file))
            reading.Report(DiagnosticCodes.DiscoverySource, file, "the discovery has both `dns` and `file`", "keep one of them");
        else if (!reading.IsWritten(dns) && !reading.IsWritten(file) && !reading.IsBroken(discovery.Source.Path))
            reading.Report(DiagnosticCodes.DiscoverySource, discovery.Source.Path, "the discovery has no source", "add `dns: { name: api.internal }` or `file: endpoints.yaml`");

        if (discovery.Dns is { } byName)
            ReportDns(byName, reading);
        if (discovery.File is { } path)
            ReportFile(path, file, reading);
    }

    private static void ReportDns(DnsDiscoveryConfig dns, Reading reading)
    {
        string port = ConfigPath.Key(dns.Source.Path, DnsDiscoverySection.Port.Key);
        if (dns is { Type: DnsRecordKind.Service, Port: not null })
            reading.Report(DiagnosticCodes.DiscoveryPort, port, "`port` has no effect with `type: srv`", "remove it");
        if (dns.MinTtl > dns.MaxTtl)
            reading.Report(DiagnosticCodes.OutOfRange, reading.PathOf(dns.Source, DnsDiscoverySection.MinTtl), "`min-ttl` is longer than `max-ttl`", "make it as long at most");
    }

    private static void ReportFile(string path, string setting, Reading reading)
    {
        EndpointsFileResult found = EndpointsFile.Load(path);
        if (found.Endpoints is null)
            reading.Report(DiagnosticCodes.EndpointsFile, setting, found.Text is null ? Unreadable(path, found) : $"`{Shown.Text(path)}` has mistakes", "it is a YAML list of endpoints; a relative path counts from the configuration's directory");
        if (found.Text is not null)
            reading.Diagnostics.Include(found.Diagnostics);
    }

    private static string Unreadable(string path, EndpointsFileResult found) => $"`{Shown.Text(path)}` cannot be read: {found.Diagnostics[0].Problem}";
}
