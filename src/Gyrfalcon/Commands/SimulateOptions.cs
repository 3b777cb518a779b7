using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.IO;
using System.Linq;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Scenarios;

namespace Gyrfalcon.Commands;

/// <summary>How the options of <c>gyr simulate</c> are read, and which go together.</summary>
internal static class SimulateOptions
{
    private const int MostEndpoints = 10_000;

    /// <summary>The balancer of a word that <see cref="Check"/> has passed.</summary>
    internal static BalancerConfig? Balancer(string? word)
        => word is not null && BalancerName.Parse(word) is { } kind ? new BalancerConfig { Kind = kind } : null;

    internal static TimeSpan? ParseDuration(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (DurationOption.TryParse(text, out TimeSpan duration) && duration >= TimeSpan.FromSeconds(1) && duration <= TimeSpan.FromHours(24)) return duration;
        result.AddError($"--duration: `{text}` is not a duration from 1s to 24h, such as 30s or 5m");
        return null;
    }

    internal static int[]? ParseSizes(ArgumentResult result)
    {
        string[] parts = [.. result.Tokens.SelectMany(static token => token.Value.Split(','))];
        int[] sizes = [.. parts.Select(static part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : 0)];
        if (sizes.Length > 0 && sizes.All(static size => size is > 0 and <= MostEndpoints)) return sizes;
        result.AddError($"--sizes: write numbers from 1 to {MostEndpoints} with commas between, such as 10,100");
        return null;
    }

    internal static void Check(CommandResult result, Argument<string[]> scenario, Option<string?> balancer, Option<int?> endpoints, Option<string?> html, Option<bool> json, Option<bool> compare, Option<int[]> sizes)
    {
        if (result.GetValue(balancer) is { } word && BalancerName.Parse(word) is null) result.AddError($"--balancer: `{word}` is none; there are {string.Join(", ", BalancerName.All.Select(BalancerName.Of))}");
        if (result.GetValue(endpoints) is < 1 or > MostEndpoints) result.AddError($"--endpoints: write a number from 1 to {MostEndpoints}");
        if (result.GetValue(compare))
        {
            if (result.GetValue(balancer) is not null || result.GetValue(endpoints) is not null || result.GetValue(html) is not null || result.GetValue(json))
                result.AddError("--compare goes with --sizes, --seed and --duration only");
            return;
        }

        if (result.GetResult(sizes) is { Implicit: false }) result.AddError("--sizes goes with --compare only");
        string[] paths = result.GetValue(scenario) ?? [];
        bool isOne = paths.Length == 1 && !Directory.Exists(paths[0]);
        if (!isOne && (result.GetValue(html) is not null || result.GetValue(json))) result.AddError("--html and --json go with one scenario");
    }
}
