using System;
using System.CommandLine;
using System.Linq;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Diagnostics;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr validate FILE</c>.</summary>
internal static class ValidateCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The configuration to check." };
        var command = new Command("validate", "Check a configuration and report everything that is wrong with it.\n\nExample: gyr validate gyr.yaml") { file };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            ConfigResult result = ConfigFile.Load(path);
            Report(result, Console.Out);
            if (!result.Ok) return ExitCode.Failed;
            Console.Out.WriteLine($"{path}: ok ({Count(result.Config.Listeners.Count, "listener")}, {Count(result.Config.Routes.Count, "route")}, {Count(result.Config.Clusters.Count, "cluster")}, {Count(result.Config.Clusters.Sum(static cluster => cluster.Endpoints.Count), "endpoint")})");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>One line for each diagnostic, and a last one that counts the errors if there are any.</summary>
    internal static void Report(ConfigResult result, System.IO.TextWriter output)
    {
        foreach (Diagnostic diagnostic in result.Diagnostics) output.WriteLine(diagnostic);
        if (!result.Ok) output.WriteLine($"{Count(result.Diagnostics.Count(static one => one.Severity == DiagnosticSeverity.Error), "error")}");
    }

    private static string Count(int number, string thing) => $"{number} {thing}{(number == 1 ? "" : "s")}";
}
