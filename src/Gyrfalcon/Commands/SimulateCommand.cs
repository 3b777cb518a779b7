using System;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Scenarios;
using Gyrfalcon.Scenarios;
using Gyrfalcon.Scenarios.Reports;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr simulate SCENARIO</c>.</summary>
internal static class SimulateCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("scenario") { Description = "The scenario." };
        var command = new Command("simulate", "x") { file };
        command.SetAction(parsed =>
        {
            ScenarioResult result = ScenarioFile.Load(parsed.GetRequiredValue(file));
            foreach (Diagnostic diagnostic in result.Diagnostics) Console.Error.WriteLine(diagnostic);
            if (!result.Ok) return ExitCode.Failed;
            var watch = Stopwatch.StartNew();
            RunReport report = ScenarioRun.Run(new ScenarioVariant().Of(result.Scenario));
            TextReport.Write(report, Console.Out);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Total.Requests} requests in {watch.Elapsed.TotalSeconds:0.00} s: {report.Total.Requests / watch.Elapsed.TotalSeconds:0} a second"));
            return ExitCode.Ok;
        });
        return command;
    }
}
