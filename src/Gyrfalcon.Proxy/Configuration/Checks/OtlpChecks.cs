using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

internal static class OtlpChecks
{
    public static void Run(ProxyConfig config, Reading reading)
    {
        if (config.Otlp is not { HeadersFile: { } file } otlp || reading.IsAnyBrokenBelow(otlp.Source.Path)) return;
        if (CollectorHeaders.ReadFile(file, out string? problem) is null)
            reading.Report(DiagnosticCodes.HeadersFile, reading.PathOf(otlp.Source, OtlpSection.HeadersFile), $"`{Shown.Text(file)}` {problem}", "name a file with one `Name: value` on each line; a relative path counts from the configuration's directory");
    }
}
