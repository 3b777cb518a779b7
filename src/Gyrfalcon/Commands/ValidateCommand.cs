using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Diagnostics;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr validate FILE</c>.</summary>
internal static class ValidateCommand
{
    private const string Text = "text";
    private const string Json = "json";
    private const string Sarif = "sarif";

    internal static Command Create()
    {
        var file = new Argument<string?>("file") { Description = $"The configuration to check. Without it: {string.Join(", then ", ConfigFile.DefaultPaths)}.", Arity = ArgumentArity.ZeroOrOne };
        var format = new Option<string>("--format") { Description = "How to report: text, json, or sarif for code scanning.", DefaultValueFactory = static _ => Text };
        var json = new Option<bool>("--json") { Description = "Short for --format json." };
        var strict = new Option<bool>("--strict") { Description = "Fail on warnings, too." };
        format.AcceptOnlyFromAmong(Text, Json, Sarif);
        var command = new Command("validate", "Check a configuration and report everything that is wrong with it, and what is worth knowing.\n\n"
            + "Examples: gyr validate gyr.yaml\n"
            + "          gyr validate gyr.yaml --strict --format sarif > gyr.sarif")
        {
            file, format, json, strict,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetResult(format) is { Implicit: false } && result.GetValue(format) != Json) result.AddError("--json and --format: write one of them");
        });
        command.SetAction(parsed =>
        {
            string? path = parsed.GetValue(file) ?? ConfigFile.DefaultPaths.FirstOrDefault(File.Exists);
            if (path is null)
            {
                Console.Error.WriteLine($"gyr: there is no configuration at {string.Join(" or ", ConfigFile.DefaultPaths)}; name one, as in `gyr validate gyr.yaml`");
                return ExitCode.Failed;
            }

            ConfigResult result = ConfigFile.Load(path);
            bool isPassed = result.Ok && !(parsed.GetValue(strict) && result.Diagnostics.Count > 0);
            Write(path, result, isPassed, parsed.GetValue(json) ? Json : parsed.GetRequiredValue(format));
            return isPassed ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    /// <summary>One line for each error and warning, and a last one that counts the errors if there are any.</summary>
    internal static void Report(ConfigResult result, TextWriter output)
    {
        foreach (Diagnostic diagnostic in result.Diagnostics) output.WriteLine(diagnostic);
        if (!result.Ok) output.WriteLine(Counts(result.Diagnostics, DiagnosticSeverity.Error));
    }

    private static void Write(string path, ConfigResult result, bool isPassed, string format)
    {
        if (format == Text)
        {
            WriteText(path, result, isPassed);
            return;
        }

        using Stream output = Console.OpenStandardOutput();
        if (format == Json) JsonDiagnostics.Write(path, result, output);
        else SarifLog.Write(VersionCommand.Version, result, output);
    }

    private static void WriteText(string path, ConfigResult result, bool isPassed)
    {
        Report(result, Console.Out);
        foreach (Diagnostic note in result.Notes) Console.Out.WriteLine(note);
        if (!result.Ok) return;
        string counts = string.Join(", ", ((string[])[Counts(result.Diagnostics, DiagnosticSeverity.Warning), Counts(result.Notes, DiagnosticSeverity.Note)]).Where(static count => count.Length > 0));
        string holds = $"{Count(result.Config.Listeners.Count, "listener")}, {Count(result.Config.Routes.Count, "route")}, {Count(result.Config.Clusters.Count, "cluster")}, {Count(result.Config.Clusters.Sum(static cluster => cluster.Endpoints.Count), "endpoint")}";
        Console.Out.WriteLine($"{path}: {(isPassed ? "ok" : "refused by --strict")} ({holds}){(counts.Length > 0 ? ": " : "")}{counts}");
    }

    /// <summary>How many there are of a severity; empty for none.</summary>
    private static string Counts(IReadOnlyList<Diagnostic> diagnostics, DiagnosticSeverity severity)
    {
        int count = diagnostics.Count(one => one.Severity == severity);
        return count == 0 ? "" : Count(count, severity.Word());
    }

    private static string Count(int number, string thing) => $"{number} {thing}{(number == 1 ? "" : "s")}";
}
