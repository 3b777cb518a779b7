using System;
using System.Threading;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Contestants;

/// <summary>What every proxy shows its TLS clients: a self-signed certificate for localhost with an ECDSA P-256 key.</summary>
/// <param name="Path">The certificate, PEM.</param>
public sealed record Certificate(string Path)
{
    /// <summary>TLS 1.3 suites in the order of preference of all proxies.</summary>
    public const string Suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

    /// <summary>The key, PEM; HAProxy looks for it there.</summary>
    public string Key => Path + ".key";

    public static Certificate Make(string directory, CancellationToken cancellation)
    {
        var made = new Certificate(System.IO.Path.Combine(directory, "localhost.pem"));
        ForegroundProcess.Run(new Command("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", made.Key, "-out", made.Path]), TimeSpan.FromSeconds(20), cancellation);
        return made;
    }
}
