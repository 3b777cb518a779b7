using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Gyrfalcon.Load.Reporting;

/// <summary>What it costs a gyr to have everything on that tells of what happens, over the same gyr with nothing of it, one right after the other in each round.</summary>
/// <param name="Off">Nothing of it is on.</param>
/// <param name="On">All of it is.</param>
internal sealed record WatchedCost(Standing Off, Standing On)
{
    private const string Mark = "+telemetry/";

    /// <summary>What it may cost, as a part.</summary>
    private const double Limit = 0.08;

    private readonly double[] _more = [.. On.RatiosTo(Off).Select(static ratio => ratio - 1)];

    /// <summary>Even the lower bound of the median is above the limit.</summary>
    public bool IsTooMuch => Bounds.Lower > Limit;

    /// <summary>Between these the median lies with 95 % of certainty, by the order of the rounds, whatever their distribution.</summary>
    private (double Lower, double Upper) Bounds
    {
        get
        {
            double[] sorted = [.. _more.Order()];
            double half = 1.96 * Math.Sqrt(sorted.Length) / 2;
            int lower = (int)Math.Floor((sorted.Length / 2.0) - half) - 1;
            int upper = (int)Math.Ceiling((sorted.Length / 2.0) + half);
            return (sorted[Math.Max(0, lower)], sorted[Math.Min(sorted.Length - 1, upper)]);
        }
    }

    /// <summary>Those of whom both have run.</summary>
    public static List<WatchedCost> Of(List<Standing> standings)
        => [.. from all in standings where all.Contestant.Contains(Mark, StringComparison.Ordinal) from none in standings where none.Contestant == all.Contestant.Replace(Mark, "/", StringComparison.Ordinal) select new WatchedCost(none, all)];

    /// <summary>As a table, with the rounds below.</summary>
    public static string Told(List<WatchedCost> costs)
    {
        var table = new Table("everything on, over nothing", "CPU", "95 % interval", "quartiles", "p50", "p99");
        foreach (var cost in costs)
        {
            double[] sorted = [.. cost._more.Order()];
            table.Add(
                cost.Off.Contestant, Percent(Spread.Of(sorted).Median), $"{Percent(cost.Bounds.Lower)} to {Percent(cost.Bounds.Upper)}", $"{Percent(sorted[sorted.Length / 4])} to {Percent(sorted[3 * sorted.Length / 4])}",
                $"{cost.Off.P50.Median:0} → {cost.On.P50.Median:0} µs", $"{cost.Off.P99.Median:0} → {cost.On.P99.Median:0} µs");
        }

        var text = new StringBuilder().Append(table).AppendLine();
        foreach (var cost in costs)
            text.AppendLine(CultureInfo.InvariantCulture, $"{cost.Off.Contestant}, round by round, in %: {string.Join(", ", cost._more.Select(static more => (100 * more).ToString("0.0", CultureInfo.InvariantCulture)))}.").AppendLine();
        return text.ToString();
    }

    private static string Percent(double part) => (100 * part).ToString("+0.0;−0.0", CultureInfo.InvariantCulture) + " %";
}
