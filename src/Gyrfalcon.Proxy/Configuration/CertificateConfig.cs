using System.Collections.Generic;
using Gyrfalcon.Proxy.Certificates;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>A certificate with its key, in files.</summary>
public sealed record CertificateConfig
{
    /// <summary>One for <c>localhost</c> that is made at the start.</summary>
    public static CertificateConfig Auto { get; } = new() { Certificate = "", Key = "" };

    /// <summary>A PEM file: the certificate, and behind it those that lead to an authority that clients know, without that authority's own. A relative path counts from the configuration's directory. (The path of a file; required.)</summary>
    public required string Certificate { get; init; }

    /// <summary>A PEM file: the private key of the certificate, RSA or ECDSA. May be the same file. (The path of a file; required.)</summary>
    public required string Key { get; init; }

    /// <summary>A file whose first line is the passphrase of an encrypted key. (The path of a file; optional.)</summary>
    public string? PassphraseFile { get; init; }

    /// <summary>The same, in an environment variable of this name. (A name; optional.)</summary>
    public string? PassphraseVariable { get; init; }

    /// <summary>It is <see cref="Auto"/>.</summary>
    public bool IsAuto => Certificate.Length == 0 && Key.Length == 0;

    /// <summary>The files that it names.</summary>
    public IEnumerable<string> FileNames => IsAuto ? [] : [Certificate, Key, .. PassphraseFile is { } passphrase ? (string[])[passphrase] : []];

    /// <summary>Where its files are.</summary>
    internal CertificateSource Files => new(Certificate, Key, PassphraseFile, PassphraseVariable);

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
