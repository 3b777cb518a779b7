using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;

namespace Gyrfalcon.Proxy.Tests.Configuration.Documents;

/// <summary>What provokes a code: of the documents of the folder Mistakes the one with the least else to say about it.</summary>
internal static class DiagnosticExample
{
    // Of a longer document only the line is shown.
    private const int MostLines = 7;

    private static readonly ILookup<string, (MistakeCase Case, Diagnostic Diagnostic)> Provoked =
        MistakeCase.Files.SelectMany(MistakeCase.In).SelectMany(one => one.Diagnostics.Select(diagnostic => (one, diagnostic))).ToLookup(pair => pair.diagnostic.Code.Id);

    /// <summary>Those that take files; the tests that provoke them are ConfigFileTests, ConfigTextTests and CertificateChecksTests.</summary>
    private static readonly Dictionary<string, (string Cause, string Message)> OfFiles = new()
    {
        ["GYR1001"] = ("gyr validate /etc/gyr/gyr.yml", "/etc/gyr/gyr.yml: error GYR1001: there is no such file; check the path"),
        ["GYR1002"] = ("gyr validate /etc/gyr", "/etc/gyr: error GYR1002: this is a directory; name the file inside it, such as `/etc/gyr/gyr.yaml`"),
        ["GYR1003"] = ("chmod 600 gyr.yaml && sudo -u nobody gyr validate gyr.yaml", "gyr.yaml: error GYR1003: the user `nobody` may not read this file; check its owner and mode, and those of the directories above it"),
        ["GYR1004"] = ("gyr validate /dev/zero", "/dev/zero: error GYR1004: the file is larger than 10 MiB; check that the path names a configuration"),
        ["GYR1005"] = ("iconv -t latin1 gyr.yaml > latin1.yaml && gyr validate latin1.yaml", "latin1.yaml:2:6: error GYR1005: the file is not UTF-8 from here on; save it as UTF-8"),
        ["GYR1306"] = ("gyr validate generated.yaml", "generated.yaml: warning GYR1306: only the first 1000 errors and warnings that were found are listed; correct these and check again"),
        ["GYR1361"] = ("""
            listeners: { web: { address: ":443", tls: { certificates: [ { certificate: example.com.crt, key: example.com.key } ] } } }
            routes: [ { match: { host: www.example.com }, respond: { status: 204 } } ]
            """, "gyr.yaml:2:28: warning GYR1361: routes[0].match.host: no certificate of the listener `web` is for `www.example.com`; add one, or keep the route away from the listener with `listeners`"),
        ["GYR1362"] = ("""
            listeners: { web: { address: ":443", tls: { certificates: [ { certificate: old.crt, key: old.key } ] } } }
            routes: [ { respond: { status: 204 } } ]
            """, "gyr.yaml:1:76: warning GYR1362: listeners.web.tls.certificates[0].certificate: the certificate `/etc/gyr/old.crt` has expired at 2026-05-04 03:02 UTC; replace the files"),
        ["GYR1504"] = ("""
            listeners: { web: { address: ":443", tls: { certificates: [ { certificate: site.crt, key: site.key } ] } } }
            routes: [ { respond: { status: 204 } } ]
            """, "gyr.yaml:1:76: note GYR1504: listeners.web.tls.certificates[0].certificate: the certificate `/etc/gyr/site.crt` expires at 2026-05-04 03:02 UTC; replace the files before that"),
    };

    /// <summary>Two blocks of Markdown, the cause and what is said about it.</summary>
    public static string Of(DiagnosticCode code)
    {
        if (OfFiles.TryGetValue(code.Id, out (string Cause, string Message) known))
            return Blocks(known.Cause.StartsWith("listeners", StringComparison.Ordinal) ? "yaml" : "sh", known.Cause, known.Message);
        (MistakeCase one, Diagnostic diagnostic) = Provoked[code.Id].OrderBy(pair => pair.Case.Diagnostics.Count).ThenBy(pair => pair.Case.Document.Length).First();
        string[] lines = one.Document.TrimEnd('\n').Split('\n');
        bool isShort = lines.Length <= MostLines || diagnostic.Source.Line == 0 || diagnostic.Source.Line > lines.Length;
        return Blocks("yaml", isShort ? string.Join('\n', lines) : lines[diagnostic.Source.Line - 1].Trim(), diagnostic.ToString());
    }

    private static string Blocks(string language, string cause, string message) => $"```{language}\n{cause}\n```\n\n```\n{message}\n```\n\n";
}
