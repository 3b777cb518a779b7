using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Gyrfalcon.Load.Measuring;

/// <summary>What a load generator counted. Latencies are in microseconds.</summary>
/// <param name="Requests">Requests answered.</param>
/// <param name="Microseconds">How long it ran.</param>
/// <param name="P50">Median latency.</param>
/// <param name="P99">99th percentile of the latency.</param>
/// <param name="Errors">Everything that went wrong: connecting, reading, writing, time-outs, answers that are not 2xx, requests never answered.</param>
/// <param name="Unsent">Requests of an open loop that were due but found no free connection until the end: proxy or load fell behind.</param>
/// <param name="Resumed">Requests whose TLS session was a resumed one; null when the generator does not count them.</param>
public sealed partial record LoadResult(long Requests, long Microseconds, long P50, long P99, long Errors, long Unsent, long? Resumed)
{
    /// <summary>Reads the SLICE line that wrk's scripts and the programs of native/ print.</summary>
    public static LoadResult Parse(string output)
    {
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith("SLICE ", System.StringComparison.Ordinal))
            ?? throw new LoadException($"The load generator reported nothing:\n{output}");
        var fields = Field().Matches(line).ToDictionary(match => match.Groups[1].Value, match => long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        string[] expected = ["requests", "microseconds", "p50", "p99", "unsent", "resumed"];
        return new LoadResult(fields["requests"], fields["microseconds"], fields["p50"], fields["p99"],
            Errors: fields.Where(field => !expected.Contains(field.Key)).Sum(field => field.Value), Unsent: fields.GetValueOrDefault("unsent"), Resumed: fields.TryGetValue("resumed", out var resumed) ? resumed : null);
    }

    [GeneratedRegex(@"(\w+)=(\d+)")]
    private static partial Regex Field();
}
