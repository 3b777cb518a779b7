using System;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gyrfalcon.Testing;

/// <summary>A certificate authority of the test's own, and the server certificates it signs.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <param name="root">Vouches for it; null if it vouches for itself.</param>
    public TestAuthority(TestAuthority? root = null)
    {
        var request = new CertificateRequest(root is null ? "CN=Gyrfalcon test authority" : "CN=Gyrfalcon test intermediate", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (root is not null) request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root.Certificate, true, false));
        Certificate = root is null
            ? request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2))
            : request.Create(root.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(root._key), root.Certificate.NotBefore, root.Certificate.NotAfter, RandomNumberGenerator.GetBytes(8));
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>Writes the authority's certificate as PEM and returns the path.</summary>
    public string WritePem(string directory)
    {
        string path = Path.Combine(directory, "authority.pem");
        File.WriteAllText(path, Certificate.ExportCertificatePem());
        return path;
    }

    /// <summary>A server certificate for names or IP addresses; expired when asked.</summary>
    public X509Certificate2 Issue(string[] names, bool expired = false, bool rsa = false, bool client = false, string? responder = null)
    {
        using ECDsa ecdsaKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using RSA rsaKey = RSA.Create(2048);
        CertificateRequest request = rsa
            ? new($"CN={names[0]}", rsaKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new($"CN={names[0]}", ecdsaKey, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (string name in names)
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, false));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(client ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1")], false));
        if (responder is not null)
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([responder], null));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        DateTimeOffset start = Certificate.NotBefore;
        DateTimeOffset end = expired ? start.AddHours(1) : Certificate.NotAfter;
        using X509Certificate2 bare = request.Create(Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), start, end, RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 withKey = rsa ? bare.CopyWithPrivateKey(rsaKey) : bare.CopyWithPrivateKey(ecdsaKey);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }

    /// <summary>Issues a certificate and writes it and its key as PEM files; the YAML of a listener's certificate.</summary>
    public string WriteIssued(string directory, string name, string[] names, bool expired = false, bool rsa = false, string? passphrase = null, bool client = false, string? responder = null)
    {
        using X509Certificate2 issued = Issue(names, expired, rsa, client, responder);
        using AsymmetricAlgorithm key = rsa ? issued.GetRSAPrivateKey()! : issued.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(directory, name + ".crt"), issued.ExportCertificatePem() + "\n" + Certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(directory, name + ".key"), passphrase is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        return $"certificate: {Path.Combine(directory, name + ".crt")}, key: {Path.Combine(directory, name + ".key")}";
    }

    /// <summary>Writes a list that revokes these certificates, as PEM, and returns the path.</summary>
    public string WriteRevocations(string directory, params X509Certificate2[] revoked)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (X509Certificate2 each in revoked)
            list.AddEntry(each);
        byte[] der = list.Build(Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), 1, DateTimeOffset.UtcNow.AddDays(1), HashAlgorithmName.SHA256, X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        string path = Path.Combine(directory, "revoked.pem");
        File.WriteAllText(path, PemEncoding.WriteString("X509 CRL", der));
        return path;
    }

    /// <summary>Writes what `openssl ocsp` needs to answer for this authority: its certificate with its key, or that of a responder that it has appointed, and an index in which the certificate of a file is good or revoked.</summary>
    public string[] WriteResponder(string directory, string certificateFile, bool isRevoked = false, bool isAppointed = false)
    {
        string signer = Path.Combine(directory, "responder.pem");
        if (isAppointed)
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=responder", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.9")], false));
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
            using X509Certificate2 appointed = request.Create(Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), Certificate.NotBefore, Certificate.NotAfter, RandomNumberGenerator.GetBytes(8));
            File.WriteAllText(signer, appointed.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        }
        else
        {
            File.WriteAllText(signer, Certificate.ExportCertificatePem() + "\n" + _key.ExportPkcs8PrivateKeyPem());
        }

        using X509Certificate2 subject = X509Certificate2.CreateFromPem(File.ReadAllText(certificateFile));
        string index = Path.Combine(directory, "index.txt");
        File.WriteAllText(index, isRevoked ? $"R\t401231235959Z\t260101000000Z\t{subject.SerialNumber}\tunknown\t/CN=x\n" : $"V\t401231235959Z\t\t{subject.SerialNumber}\tunknown\t/CN=x\n");
        return ["ocsp", "-index", index, "-CA", WritePem(directory), "-rsigner", signer, "-rkey", signer, "-nmin", "60"];
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }
}
