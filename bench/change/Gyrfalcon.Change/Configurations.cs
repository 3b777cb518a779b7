using System;
using System.Collections.Generic;
using System.Globalization;

namespace Gyrfalcon.Change;

/// <summary>The configurations that follow each other: each changes something else, and every third cannot be used.</summary>
/// <param name="Fast">Addresses of the origin of small answers.</param>
/// <param name="Slow">Addresses of the origin of what lasts.</param>
/// <param name="Certificates">Two pairs of a certificate and its key, as YAML.</param>
internal sealed record Configurations(IReadOnlyList<string> Fast, IReadOnlyList<string> Slow, IReadOnlyList<string> Certificates)
{
    /// <summary>The configuration of turn <paramref name="turn"/>, from 0, and whether it can be used.</summary>
    internal (string Yaml, bool IsSound) Of(int turn, int plain, int secure, string admin)
    {
        int kind = turn % 9;
        string fast = kind switch
        {
            1 => $"endpoints: [ {{ url: \"{Fast[0]}\", weight: {1 + (turn % 7)} }}, \"{Fast[1]}\", \"{Fast[2]}\" ]",
            3 => $"endpoints: [ \"{Fast[0]}\", \"{Fast[2]}\" ]",
            4 => $"balancer: {(turn % 2 == 0 ? "least-requests" : "random")}, endpoints: [ \"{Fast[0]}\", \"{Fast[1]}\", \"{Fast[2]}\" ]",
            _ => $"endpoints: [ \"{Fast[0]}\", \"{Fast[1]}\", \"{Fast[2]}\" ]",
        };
        string slow = kind switch
        {
            6 => $"endpoints: [ \"{Slow[1]}\" ]",
            7 => $"balancer: power-of-two, endpoints: [ \"{Slow[0]}\", \"{Slow[1]}\" ]",
            _ => $"endpoints: [ \"{Slow[0]}\", \"{Slow[1]}\" ]",
        };
        string yaml = string.Create(CultureInfo.InvariantCulture, $$"""
            workers: 2
            drain: 10m
            admin: { listen: "{{admin}}" }
            access-log: { output: /dev/null }
            listeners:
              plain: { address: "127.0.0.1:{{plain}}"{{(kind == 7 ? $", limits: {{ connections: {10_000 + turn} }}, timeouts: {{ keep-alive: {60 + (turn % 5)}s }}" : "")}} }
              secure: { address: "127.0.0.1:{{secure}}", tls: { certificates: [ {{Certificates[kind == 4 ? 1 : 0]}} ] } }
            {{(kind == 6 ? "  extra: { address: \"127.0.0.1:0\" }" : "")}}
            routes:
              - { name: long, match: { path: "/long/*" }, cluster: slow{{(kind == 3 ? ", timeouts: { tunnel-idle: 20m }" : "")}} }
            {{(kind == 1 ? string.Create(CultureInfo.InvariantCulture, $"  - {{ name: turn-{turn}, match: {{ path: /turn/{turn} }}, respond: {{ status: 204 }} }}") : "")}}
              - { name: all, cluster: fast }
            clusters:
              fast: { {{fast}} }
              slow: { {{slow}} }
            """);
        return kind switch
        {
            2 => (yaml[..^20], false),
            5 => (yaml.Replace("cluster: fast", "cluster: nobody", StringComparison.Ordinal), false),
            8 => (yaml.Replace(Certificates[0], "{ certificate: /nowhere/a.crt, key: /nowhere/a.key }", StringComparison.Ordinal), false),
            _ => (yaml, true),
        };
    }
}
