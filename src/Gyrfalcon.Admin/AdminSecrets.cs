using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Certificates;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Admin;

/// <summary>
/// What the admin address needs to know whom it may answer, as its files have it: they are looked at with every request and every handshake, so that a token that has leaked ends when it is taken out of its file, and once a second,
/// so that the log tells of it soon. A file that cannot be used leaves what was there before in force, and the others are read all the same.
/// </summary>
internal sealed class AdminSecrets : IAsyncDisposable
{
    private const string TokenRemedy = "write tokens into it, one on each line, each of at least 32 visible characters (`head -c 32 /dev/urandom | base64`), and let this process read it";
    private const string TlsRemedy = "see the files of `admin.tls` and their permissions: a certificate and the key that belongs to it, in PEM form";

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WarningInterval = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly AdminConfig _config;
    private readonly OperationalLog _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;
    private byte[][] _digests;
    private AdminTls? _tls;
    private string _tokensSeen;
    private string _tlsSeen;

    private AdminSecrets(AdminConfig config, OperationalLog log, byte[][] digests, AdminTls? tls, string tokensSeen, string tlsSeen)
    {
        (_config, _log, _digests, _tls, _tokensSeen, _tlsSeen) = (config, log, digests, tls, tokensSeen, tlsSeen);
        _looking = Task.Run(LookAsync);
    }

    /// <summary>The digests of the tokens, of which one must be sent; empty for none.</summary>
    internal IReadOnlyList<byte[]> Digests
    {
        get
        {
            lock (_gate)
            {
                ReadTokensIfChanged();
                return _digests;
            }
        }
    }

    /// <summary>Its certificate and whom it lets in by theirs; null for no TLS.</summary>
    internal AdminTls? Tls
    {
        get
        {
            lock (_gate)
            {
                ReadTlsIfChanged();
                return _tls;
            }
        }
    }

    /// <summary>Null, with a reason in the log, if a file cannot be read.</summary>
    internal static AdminSecrets? Read(AdminConfig config, OperationalLog log)
    {
        // Stamps first: what changes in between is read again.
        string tokensSeen = Stamp(TokenFilesOf(config)), tlsSeen = Stamp(TlsFilesOf(config));
        byte[][] digests = [];
        if (config.TokenFile is { } file)
        {
            if (AdminToken.ReadFile(file, out string? wrong) is not { } tokens)
            {
                log.Error($"admin: the file of tokens `{file}` {wrong}", TokenRemedy);
                return null;
            }

            digests = [.. tokens.Select(SHA256.HashData)];
        }

        if (config.Tls is not { } tls) return new AdminSecrets(config, log, digests, null, tokensSeen, tlsSeen);
        OperatorRevocations? revocations = null;
        if (tls.RevocationList is { } list && (revocations = OperatorRevocations.Read(list, log)) is null) return null;
        if (AdminTls.Read(tls, revocations, out string? problem) is { } read) return new AdminSecrets(config, log, digests, read, tokensSeen, tlsSeen);
        log.Error($"admin: {problem}", TlsRemedy);
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking;
        _stop.Dispose();
    }

    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(LookInterval);
        DateTimeOffset warned = DateTimeOffset.MinValue;
        AdminTls? warnedOf = null;
        try
        {
            do
            {
                _ = Digests;
                DateTimeOffset now = DateTimeOffset.UtcNow;
                if (Tls is not { } tls || (tls == warnedOf && now - warned < WarningInterval)) continue;
                (warned, warnedOf) = (now, tls);
                if (ExpiryWarnings.Of("admin", tls.Name, tls.Expires, now) is { } sentence) _log.Warn(sentence, ExpiryWarnings.Remedy);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // It is served no longer.
        }
    }

    private void ReadTokensIfChanged()
    {
        string now = Stamp(TokenFilesOf(_config));
        if (now == _tokensSeen) return;
        _tokensSeen = now;
        if (AdminToken.ReadFile(_config.TokenFile!, out string? problem) is not { } tokens)
        {
            _log.Error($"admin: the file of tokens `{_config.TokenFile}` {problem}; the tokens that were in it before are taken on", TokenRemedy);
            return;
        }

        _digests = [.. tokens.Select(SHA256.HashData)];
        _log.Info($"admin: the file of tokens `{_config.TokenFile}` has changed: what it holds now is taken, and nothing else");
    }

    private void ReadTlsIfChanged()
    {
        string now = Stamp(TlsFilesOf(_config));
        if (now == _tlsSeen) return;
        _tlsSeen = now;
        if (AdminTls.Read(_config.Tls!, _tls!.Revocations, out string? problem) is not { } read)
        {
            _log.Error($"admin: {problem}; the one before is used on", TlsRemedy);
            return;
        }

        _tls = read;
        _log.Info($"admin: the files of the certificate `{_config.Tls!.Certificate}` have changed and are used from now on");
    }

    private static IEnumerable<string> TokenFilesOf(AdminConfig config) => config.TokenFile is { } file ? [file] : [];

    private static IEnumerable<string> TlsFilesOf(AdminConfig config) => config.Tls is { } tls ? AdminTls.FilesOf(tls) : [];

    /// <summary>What tells that one has changed, wherever links lead.</summary>
    private static string Stamp(IEnumerable<string> files) => string.Join('\n', files.Select(Stamp));

    private static string Stamp(string file)
    {
        try
        {
            var info = new FileInfo(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file);
            return info.Exists ? $"{info.FullName} {info.LastWriteTimeUtc.Ticks} {info.Length}" : "-";
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return "-";
        }
    }
}
