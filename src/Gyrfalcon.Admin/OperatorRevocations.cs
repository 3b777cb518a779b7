using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using Gyrfalcon.Proxy.Certificates;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Admin;

/// <summary>The revocation lists of operators' certificates, read again when their file changes: they end after a while, and nobody wants to start the process anew for that.</summary>
internal sealed class OperatorRevocations
{
    private const string Remedy = "put the lists of all authorities there that issue certificates to operators, in PEM form (`admin.tls.revocation-list`), and let this process read the file";

    private readonly Lock _gate = new();
    private readonly string _file;
    private readonly OperationalLog _log;
    private IReadOnlyList<RevocationList> _lists;
    private (DateTime At, long Length) _seen;

    private OperatorRevocations(string file, IReadOnlyList<RevocationList> lists, (DateTime At, long Length) seen, OperationalLog log) => (_file, _lists, _seen, _log) = (file, lists, seen, log);

    /// <summary>Null, with a reason in the log, if the file cannot be read.</summary>
    internal static OperatorRevocations? Read(string file, OperationalLog log)
    {
        (DateTime, long) seen = Look(file);
        if (RevocationList.ReadFile(file, out string? problem) is { } lists) return new OperatorRevocations(file, lists, seen, log);
        log.Error($"admin: the revocation list `{file}` {problem}", Remedy);
        return null;
    }

    /// <summary>Why a certificate is not taken; null if it is.</summary>
    internal string? WhyRefused(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        lock (_gate) ReadIfChanged();
        return RevocationList.WhyRefused(_lists, certificate, issuer, DateTimeOffset.UtcNow);
    }

    private void ReadIfChanged()
    {
        (DateTime, long) now = Look(_file);
        if (now == _seen) return;
        _seen = now;
        if (RevocationList.ReadFile(_file, out string? problem) is { } lists) _lists = lists;
        else _log.Warn($"admin: the revocation list `{_file}` {problem}; the one before is used on", Remedy);
    }

    private static (DateTime At, long Length) Look(string file)
    {
        var info = new FileInfo(file);
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
    }
}
