using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Scenarios;
using Gyrfalcon.Scenarios;
using Gyrfalcon.Scenarios.Reports;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr simulate SCENARIO</c>: the proxy in a simulated world.</summary>
internal static class SimulateCommand
{
    internal static Command Create()
    {
        var scenario = new Argument<string[]>("scenario") { Description = "Files with scenarios, or directories of such.", Arity = ArgumentArity.OneOrMore };
        var seed = new Option<long?>("--seed") { Description = "Where all chance comes from, in place of the scenario's." };
        var duration = new Option<TimeSpan?>("--duration") { Description = "How long the load lasts, such as 30s, in place of the scenario's.", CustomParser = SimulateOptions.ParseDuration };
        var balancer = new Option<string?>("--balancer") { Description = "The balancer of every cluster, in place of the configuration's." };
        var endpoints = new Option<int?>("--endpoints") { Description = "How many endpoints every cluster has, 1 to 10000; the load grows and shrinks along." };
        var html = new Option<string?>("--html") { Description = "Write a page with plots to this file, too." };
        var json = new Option<bool>("--json") { Description = "Write JSON in place of the table." };
        var compare = new Option<bool>("--compare") { Description = "Run every scenario under every balancer at every size, and write tables in Markdown." };
        var sizes = new Option<int[]>("--sizes") { Description = "Numbers of endpoints for --compare; 10,100,1000 without it.", CustomParser = SimulateOptions.ParseSizes };
        var command = new Command("simulate", "Run a configuration in a simulated world, against simulated endpoints, clients and failures.\n\n"
            + "Examples: gyr simulate examples/scenarios/one-slow-server.yaml --html report.html\n"
            + "          gyr simulate examples/scenarios --compare > docs/simulations.md")
        {
            scenario, seed, duration, balancer, endpoints, html, json, compare, sizes,
        };
        command.Validators.Add(result => SimulateOptions.Check(result, scenario, balancer, endpoints, html, json, compare, sizes));
        command.SetAction(parsed =>
        {
            if (Load(parsed.GetRequiredValue(scenario)) is not { } scenarios) return ExitCode.Failed;
            var variant = new ScenarioVariant
            {
                Seed = parsed.GetValue(seed),
                Duration = parsed.GetValue(duration),
                Balancer = SimulateOptions.Balancer(parsed.GetValue(balancer)),
                Endpoints = parsed.GetValue(endpoints),
            };
            if (parsed.GetValue(compare))
            {
                BalancerComparison.Run(scenarios, variant, parsed.GetValue(sizes) is { Length: > 0 } given ? given : [10, 100, 1000]);
                return ExitCode.Ok;
            }

            return scenarios.All(one => RunOne(variant.Of(one), parsed.GetValue(json), parsed.GetValue(html))) ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    /// <summary>The scenarios at some paths; null when one has mistakes, which have been reported.</summary>
    private static List<ScenarioConfig>? Load(string[] paths)
    {
        IEnumerable<string> files = paths.SelectMany(static path => Directory.Exists(path) ? Directory.GetFiles(path, "*.yaml").Order(StringComparer.Ordinal) : (IEnumerable<string>)[path]);
        ScenarioResult[] results = [.. files.Select(ScenarioFile.Load)];
        foreach (Diagnostic diagnostic in results.SelectMany(static result => result.Diagnostics)) Console.Error.WriteLine(diagnostic);
        if (results.Length == 0) Console.Error.WriteLine($"gyr: there are no scenarios (*.yaml) in {string.Join(", ", paths)}");
        return results.Length > 0 && results.All(static result => result.Ok) ? [.. results.Select(static result => result.Scenario!)] : null;
    }

    private static bool RunOne(ScenarioConfig scenario, bool json, string? page)
    {
        var watch = Stopwatch.StartNew();
        RunReport report = ScenarioRun.Run(scenario);
        double seconds = watch.Elapsed.TotalSeconds;
        if (json)
        {
            using Stream output = Console.OpenStandardOutput();
            JsonReport.Write(report, output);
        }
        else
        {
            TextReport.Write(report, Console.Out);
        }

        // Not part of the result, which is the same on every machine.
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Duration.TotalSeconds:0.#} s and {report.Total.Requests} requests simulated in {seconds:0.00} s, {report.Total.Requests / seconds:0} requests a second"));
        return page is null || TryWrite(report, page);
    }

    private static bool TryWrite(RunReport report, string page)
    {
        try
        {
            using var output = new StreamWriter(page);
            HtmlReport.Write(report, output);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"gyr: the page `{page}` cannot be written: {failure.Message}");
            return false;
        }
    }
}
