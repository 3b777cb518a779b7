using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;

namespace Gyrfalcon.Load;

/// <summary>Turns arguments into <see cref="Options"/>.</summary>
internal static class CommandLine
{
    public static int Run(string[] arguments, Func<Options, int> run)
    {
        var repository = new Option<string>("--repository") { Required = true, Hidden = true };
        var rounds = new Option<int?>("--rounds") { Description = "Recorded slices per contestant and workload (5; quick: 2)." };
        var seconds = new Option<int?>("--seconds") { Description = "Length of a slice (3; quick: 1)." };
        var connections = new Option<int>("--connections") { Description = "Client connections.", DefaultValueFactory = _ => 64 };
        var idle = new Option<int>("--idle-connections") { Description = "Connections the idle workload holds; tls-idle holds half as many.", DefaultValueFactory = _ => 10_000 };
        var rate = new Option<double?>("--rate") { Description = "Requests/s of p99-half, instead of half of the best peer's rate on get-14." };
        var quick = new Option<bool>("--quick") { Description = "Short slices and few: a check of the harness, not a measurement." };
        var workloads = List("--workloads", $"Any of {string.Join(", ", Workload.Names)}.");
        var proxies = List("--proxies", "Contestants by name or group: floor, gyr, nginx, haproxy, yarp, gyr/io_uring …");
        var drivers = List("--drivers", "Drivers to run each gyr with (io_uring, epoll).");
        var gyr = List("--gyr", "PATH[:label] of a gyr to measure instead of publishing this repository's; repeatable.");
        var telemetry = new Option<bool>("--telemetry") { Description = "Each gyr twice: as it is otherwise, with nothing on that tells of what happens, and with all of it (access log, admin address, metrics and traces to a collector)." };
        var output = new Option<string?>("--output") { Description = "Where the report goes (docs/benchmarks.md after a complete run, else bench/load/results/latest.md)." };
        var proxyCore = new Option<int>("--proxy-core") { Description = "Core of the proxy.", DefaultValueFactory = _ => 0 };
        var loadCore = new Option<int>("--load-core") { Description = "Core of wrk and the origin.", DefaultValueFactory = _ => 1 };
        var profile = new Option<string?>("--profile") { Description = "Profile this contestant with perf instead (see bench/load/profile)." };

        var command = new RootCommand("Compares gyr with a blind relay, nginx, HAProxy and YARP, interleaved, on this machine.")
        {
            repository, rounds, seconds, connections, idle, rate, quick, workloads, proxies, drivers, gyr, telemetry, output, proxyCore, loadCore, profile,
        };
        command.SetAction(parsed =>
        {
            var isQuick = parsed.GetValue(quick);
            return run(new Options
            {
                Repository = parsed.GetRequiredValue(repository),
                CommandLine = string.Join(' ', Typed(arguments).Prepend("bench/load/run")),
                Rounds = parsed.GetValue(rounds) ?? (isQuick ? 2 : 5),
                Seconds = parsed.GetValue(seconds) ?? (isQuick ? 1 : 3),
                Connections = parsed.GetValue(connections),
                IdleConnections = parsed.GetValue(idle),
                Rate = parsed.GetValue(rate),
                Quick = isQuick,
                ProxyCore = parsed.GetValue(proxyCore),
                LoadCore = parsed.GetValue(loadCore),
                Proxies = Split(parsed.GetValue(proxies)),
                Workloads = Split(parsed.GetValue(workloads)),
                Gyr = Split(parsed.GetValue(gyr)),
                Drivers = Split(parsed.GetValue(drivers)) is { Count: > 0 } chosen ? chosen : ["io_uring", "epoll"],
                Telemetry = parsed.GetValue(telemetry),
                Output = parsed.GetValue(output),
                Profile = parsed.GetValue(profile),
            });
        });
        return command.Parse(arguments).Invoke();
    }

    private static Option<string[]> List(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    private static List<string> Split(string[]? values) =>
        [.. (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    /// <summary>The arguments without the one that bench/load/run adds.</summary>
    private static IEnumerable<string> Typed(string[] arguments)
    {
        var added = Array.IndexOf(arguments, "--repository");
        return arguments.Where((_, at) => at != added && at != added + 1);
    }
}
