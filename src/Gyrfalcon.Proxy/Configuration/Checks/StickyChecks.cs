using System;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

internal static class StickyChecks
{
    public static void Run(StickyConfig sticky, Reading reading)
    {
        if (WhyRefused(sticky) is { } reason)
            reading.Report(DiagnosticCodes.CookieRefused, sticky.Source.Path, $"browsers refuse the cookie: {reason}", "write `secure: always`, or choose another name or `same-site`");
        string path = reading.PathOf(sticky.Source, StickySection.KeyFile);
        if (sticky.KeyFile is not null && sticky.KeyVariable is not null)
            reading.Report(DiagnosticCodes.KeyFile, path, "there are both `key-file` and `key-variable`", "keep one of them");
        else if (sticky.KeyFile is { } file && SecretKeys.ReadFile(file, out string? problem) is null)
            reading.Report(DiagnosticCodes.KeyFile, path, $"`{Shown.Text(file)}` {problem}", $"make one: `openssl rand -base64 32 > {Shown.Text(System.IO.Path.GetFileName(file))}`");
    }

    /// <summary>RFC 6265bis, section 5.7; browsers compare prefixes without regard to case.</summary>
    private static string? WhyRefused(StickyConfig sticky)
    {
        bool isHost = sticky.Cookie.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase);
        bool isSecure = isHost || sticky.Cookie.StartsWith("__Secure-", StringComparison.OrdinalIgnoreCase);
        if (isSecure && sticky.Secure != SecureSetting.Always) return "its name says that it is secure";
        if (isHost && sticky.Path != "/") return "its name says that its path is `/`";
        return sticky is { SameSite: SameSite.None, Secure: SecureSetting.Never } ? "`same-site: none` needs it to be secure" : null;
    }
}
