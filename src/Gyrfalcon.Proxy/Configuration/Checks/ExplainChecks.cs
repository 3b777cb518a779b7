using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

internal static class ExplainChecks
{
    public static void Run(ExplainConfig explain, Reading reading)
    {
        if (explain.KeyFile.Length == 0 || reading.IsAnyBrokenBelow(explain.Source.Path) || ExplainKeys.ReadFile(explain.KeyFile, out string? problem) is not null) return;
        reading.Report(DiagnosticCodes.KeyFile, reading.PathOf(explain.Source, ExplainSection.KeyFile), $"`{Shown.Text(explain.KeyFile)}` {problem}", $"make one: `openssl rand -base64 32 > {Shown.Text(System.IO.Path.GetFileName(explain.KeyFile))}`");
    }
}
