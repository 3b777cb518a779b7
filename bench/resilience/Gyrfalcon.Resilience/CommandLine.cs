using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Gyrfalcon.Resilience.Scenes;

namespace Gyrfalcon.Resilience;

/// <summary>Turns arguments into <see cref="Options"/>.</summary>
internal static class CommandLine
{
    public static int Run(string[] arguments, Func<Options, int> run)
    {
        var repository = new Option<string>("--repository") { Required = true, Hidden = true };
        var scenes = List("--scenes", $"Any of {string.Join(", ", Scene.Names)}.");
        var contestants = List("--contestants", "Any of gyr, nginx, haproxy; the label of a --gyr.");
        var rounds = new Option<int?>("--rounds") { Description = "Times that each contestant plays each scene (3; quick: 1)." };
        var seconds = new Option<int?>("--seconds") { Description = "Length of a scene (25; quick: 3). The fault begins after a fifth of it and ends after three fifths." };
        var rate = new Option<int>("--rate") { Description = "Requests per second, open loop.", DefaultValueFactory = _ => 800 };
        var gyr = List("--gyr", "PATH[:label] of a gyr to run instead of publishing this repository's; repeatable.");
        var configuration = new Option<string?>("--gyr-config") { Description = "A configuration of gyr instead of bench/resilience/contestants/gyr.yaml." };
        var output = new Option<string?>("--output") { Description = "Where the report goes (docs/resilience.md after a complete run, else bench/resilience/results/latest.md)." };
        var quick = new Option<bool>("--quick") { Description = "Short scenes, once: a check of the harness, not a measurement." };
        var proxyCore = new Option<int>("--proxy-core") { Description = "Core of the proxy.", DefaultValueFactory = _ => 0 };
        var loadCore = new Option<int>("--load-core") { Description = "Core of the generator and the origins.", DefaultValueFactory = _ => 1 };

        var command = new RootCommand("Kills, hangs, slows and breaks origins under load behind gyr, nginx and HAProxy, and counts what clients notice.")
        {
            repository, scenes, contestants, rounds, seconds, rate, gyr, configuration, output, quick, proxyCore, loadCore,
        };
        command.SetAction(parsed =>
        {
            var isQuick = parsed.GetValue(quick);
            return run(new Options
            {
                Repository = parsed.GetRequiredValue(repository),
                CommandLine = string.Join(' ', Typed(arguments).Prepend("bench/resilience/run")),
                Rounds = parsed.GetValue(rounds) ?? (isQuick ? 1 : 3),
                Length = TimeSpan.FromSeconds(parsed.GetValue(seconds) ?? (isQuick ? 3 : 25)),
                WarmUp = TimeSpan.FromSeconds(isQuick ? 0.5 : 2),
                Rate = parsed.GetValue(rate),
                Quick = isQuick,
                ProxyCore = parsed.GetValue(proxyCore),
                LoadCore = parsed.GetValue(loadCore),
                Scenes = Split(parsed.GetValue(scenes)),
                Contestants = Split(parsed.GetValue(contestants)),
                Gyr = Split(parsed.GetValue(gyr)),
                GyrConfiguration = parsed.GetValue(configuration),
                Output = parsed.GetValue(output),
            });
        });
        return command.Parse(arguments).Invoke();
    }

    private static Option<string[]> List(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    private static List<string> Split(string[]? values) =>
        [.. (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    /// <summary>The arguments without the one that bench/resilience/run adds.</summary>
    private static IEnumerable<string> Typed(string[] arguments)
    {
        var added = Array.IndexOf(arguments, "--repository");
        return arguments.Where((_, at) => at != added && at != added + 1);
    }
}
