using System;

using Gyrfalcon.Testing;

namespace Gyrfalcon.Soak;

/// <summary>What is to be run.</summary>
/// <param name="Driver">The driver of the program.</param>
/// <param name="Duration">How long clients ask.</param>
/// <param name="Seed">What everything random comes from; the order of events still depends on the machine.</param>
/// <param name="Clients">Well-behaved clients at a time; a third as many misbehave.</param>
/// <param name="SampleEvery">Time between two looks at the process.</param>
/// <param name="IsWatched">Everybody looks at it who may: a scraper, a dashboard, a collector of metrics and traces; and the access log goes into files.</param>
public sealed record SoakPlan(Driver Driver, TimeSpan Duration, int Seed, int Clients, TimeSpan SampleEvery, bool IsWatched = false)
{
    /// <summary>The configuration of one whom nobody watches.</summary>
    public const string Unwatched = """
        admin: off
        access-log: { output: /dev/null }
        """;

    /// <summary>How long the program keeps connections on which nothing happens, on both sides.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(4);

    /// <summary>The program's configuration over the given endpoints.</summary>
    public static string Configure(SoakOrigin[] steady, SoakOrigin[] unruly, SoakOrigin[] mortal, string watched) => $$"""
        workers: 2
        drain: 10s
        {{watched}}
        listeners:
          web:
            address: "127.0.0.1:0"
            timeouts: { request-header: 20s, request-body-idle: 20s, keep-alive: {{IdleTime.TotalSeconds}}s, send-idle: 20s }
        routes:
          - match: { path: "/steady/*" }
            timeouts: { response-header: 60s, response-idle: 60s }
            cluster: steady
          - match: { path: "/unruly/*" }
            timeouts: { response-header: 2s, response-idle: 2s }
            cluster: unruly
          - match: { path: "/mortal/*" }
            timeouts: { response-header: 10s, response-idle: 10s }
            cluster: mortal
        clusters:
          steady: { endpoints: [ {{Urls(steady)}} ], connections: { idle: {{IdleTime.TotalSeconds}}s } }
          unruly: { endpoints: [ {{Urls(unruly)}} ], connections: { idle: {{IdleTime.TotalSeconds}}s } }
          mortal: { endpoints: [ {{Urls(mortal)}} ], connections: { idle: {{IdleTime.TotalSeconds}}s } }
        """;

    private static string Urls(SoakOrigin[] origins) => string.Join(", ", Array.ConvertAll(origins, origin => $"\"{origin.Url}\""));
}
