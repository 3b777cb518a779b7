using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Diagnostics;

namespace Gyrfalcon.Proxy.Tests.Configuration;

/// <summary>A folder of certificates for configurations that lie in it.</summary>
internal sealed class CertificateFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gyr-certificates-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Writes NAME.crt and NAME.key, and gives the section that names them.</summary>
    public string Write(string name, string[] hosts, int fromDays = -1, int toDays = 90)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (string host in hosts) names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(fromDays), now.AddDays(toDays));
        File.WriteAllText(Path.Combine(_folder.FullName, name + ".crt"), made.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder.FullName, name + ".key"), key.ExportPkcs8PrivateKeyPem());
        return $"{{ certificate: {name}.crt, key: {name}.key }}";
    }

    /// <summary>What is said about a configuration, without places and codes: <c>warning GYR1361 routes[0].match.host: …</c>.</summary>
    public string[] Lines(string configuration)
    {
        ConfigResult result = ConfigText.Parse(configuration, Path.Combine(_folder.FullName, "gyr.yaml"));
        return [.. result.Diagnostics.Concat(result.Notes).Select(Line)];
    }

    private string Line(Diagnostic diagnostic) => $"{diagnostic.Severity.Word()} {diagnostic.Code.Id} {diagnostic.Source.Path}: {diagnostic.Message.Replace(_folder.FullName + "/", "", StringComparison.Ordinal)}";
}
