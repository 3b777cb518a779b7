using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Gyrfalcon.Load.Reporting;
using Gyrfalcon.Resilience.Generating;
using Gyrfalcon.Resilience.Measuring;
using Gyrfalcon.Resilience.Scenes;

namespace Gyrfalcon.Resilience.Reporting;

/// <summary>The tables of the report.</summary>
internal static class Tables
{
    /// <summary>One figure of every contestant in every scene.</summary>
    public static Table Overview(string title, IReadOnlyList<(Scene Scene, List<Standing> Standings)> all, Func<Standing, string> figure)
    {
        var contestants = all[0].Standings.Select(standing => standing.Contestant).ToList();
        var table = new Table([title, .. contestants]);
        foreach (var (scene, standings) in all)
            table.Add([scene.Title, .. standings.Select(figure)]);
        return table;
    }

    public static Table Of(List<Standing> standings)
    {
        var table = new Table("", "idempotent failed", "POST failed", "wrong", "POST twice", "p50 ms", "p99 ms", "p99.9 ms", "max ms", "clients well", "share back", "asked per request");
        foreach (var standing in standings)
        {
            table.Add(standing.Contestant, FailedIdempotent(standing), Count(standing.PostsFailed), Count(standing.Wrong), Count(standing.DoneTwice),
                Milliseconds(standing.P50), Milliseconds(standing.P99), Milliseconds(standing.P999), Milliseconds(standing.Max),
                Seconds(standing.ClientsAreWell), Seconds(standing.ShareIsBack), standing.ReceivedPerRequest.ToString("0.000", CultureInfo.InvariantCulture));
        }

        return table;
    }

    public static string FailedIdempotent(Standing standing) => standing.IdempotentFailed == 0 ? "0" : $"**{Count(standing.IdempotentFailed)}**";

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Milliseconds(double value) => value.ToString(value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    public static string Seconds(double? value) => value switch
    {
        null => "–",
        double.PositiveInfinity => "never",
        _ => value.Value.ToString("0.0", CultureInfo.InvariantCulture) + " s",
    };

    /// <summary>How requests failed, by method and kind.</summary>
    public static string Kinds(IEnumerable<Sample> failures) => string.Join(", ", failures
        .GroupBy(sample => $"{sample.Method.ToString().ToUpperInvariant()} {sample.Kind}").OrderByDescending(group => group.Count())
        .Select(group => $"{Count(group.Count())} × {group.Key}"));
}
