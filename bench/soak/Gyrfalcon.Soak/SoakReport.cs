using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Gyrfalcon.Soak;

/// <summary>Results as Markdown.</summary>
internal static class SoakReport
{
    private const int MostRows = 20;

    internal static string Write(string command, IReadOnlyList<SoakResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine("# Soak").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"`{command}`, {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores. What is run and demanded: [README.md](../README.md).").AppendLine();
        foreach (SoakResult result in results)
            Write(text, result);
        return text.ToString();
    }

    private static void Write(StringBuilder text, SoakResult result)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"## {result.Plan.Driver}, {result.Plan.Duration.TotalSeconds:0} s, seed {result.Plan.Seed}, {result.Plan.Clients} clients").AppendLine();
        text.AppendLine("| s | events | RSS MiB | sockets | pipe ends | other | threads |").AppendLine("|--:|--:|--:|--:|--:|--:|--:|");
        int step = Math.Max(1, result.Samples.Count / MostRows);
        foreach (ProcessSample sample in result.Samples.Where((_, at) => at % step == 0).Append(result.Afterwards))
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {sample.At.TotalSeconds:0} | {sample.Events} | {sample.ResidentKiB / 1024.0:0.0} | {sample.Sockets} | {sample.Pipes} | {sample.OtherDescriptors} | {sample.Threads} |");
        }

        text.AppendLine().AppendLine("The last row is after the clients have gone and everything idle has timed out.").AppendLine();
        text.AppendLine("| what | how often |").AppendLine("|---|--:|");
        foreach ((string kind, long count) in result.Tally.Counts)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {kind} | {count} |");
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Resident memory over the second half: {result.GrowthKiB:+0;-0;0} KiB. Exit code {result.ExitCode}. Lines in the log: {result.Log.Count}.").AppendLine();
        IReadOnlyList<string> objections = result.Objections;
        text.AppendLine(objections.Count == 0 ? "**Good.**" : "**Not good:**").AppendLine();
        foreach (string objection in objections)
            text.AppendLine(CultureInfo.InvariantCulture, $"- {objection}");
    }
}
