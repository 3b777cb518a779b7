using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration.Checks;

/// <summary>
/// How the parts of a configuration fit together. Runs also when single values were wrong, so that everything is reported at once:
/// a value that could not be read is then null or its default, and no check may conclude anything from its absence.
/// </summary>
internal static class ConfigChecks
{
    public static void Run(ProxyConfig config, Reading reading)
    {
        AdminChecks.Run(config, reading);
        OtlpChecks.Run(config, reading);
        if (config.Explain is { } explain) ExplainChecks.Run(explain, reading);
        ListenerChecks.Run(config, reading);
        PassthroughChecks.Run(config, reading);
        CertificateChecks.Run(config, reading);
        RouteChecks.Run(config, reading);
        MethodChecks.Run(config, reading);
        UnreachableRoutes.Run(config, reading);
        RetryChecks.Run(config, reading);
        TimeoutChecks.Run(config, reading);
        TrustChecks.Run(config, reading);
        ClusterChecks.Run(config, reading);
    }
}
