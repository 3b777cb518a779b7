using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Resilience.Generating;

namespace Gyrfalcon.Resilience.Measuring;

/// <summary>When clients no longer notice a fault, and when an origin that is back has its share again. Seconds; infinity when that was not in the scene.</summary>
internal static class Recovery
{
    private const double Window = 250;
    private const int QuietWindows = 4;
    private const double ShareWindow = 500;
    private const double ShareStep = 100;
    private const double EnoughOfShare = 0.8;

    /// <summary>
    /// From the fault to the first second, in windows of 250 ms, in which no request fails and each window's p99 is what it was before the fault: at most twice, or 5 ms above, what nine tenths
    /// of the windows before it had.
    /// </summary>
    public static double UntilClientsAreWell(Play play)
    {
        var fault = play.Script.Fault.TotalMilliseconds;
        var usual = Percentile.Of(Windows(play, fault % Window, fault).Select(P99), 0.9);
        var limit = Math.Max(2 * usual, usual + 5);
        var from = play.Script.RecoveryFrom.TotalMilliseconds;
        var isWell = Windows(play, from, play.Script.Length.TotalMilliseconds).Select(window => window.All(sample => !sample.Failed) && P99(window) <= limit).ToList();
        for (var at = 0; at + QuietWindows <= isWell.Count; at++)
        {
            if (isWell.Skip(at).Take(QuietWindows).All(well => well))
                return at * Window / 1000;
        }

        return double.PositiveInfinity;
    }

    /// <summary>From the last return to the first half second in which every origin that came back gave at least four fifths of an equal share of the answers.</summary>
    public static double UntilShareIsBack(Play play)
    {
        var from = play.Script.LastStep!.Value.TotalMilliseconds;
        var answers = play.Samples.Where(sample => sample.Due >= from && !sample.Failed).ToList();
        return play.Scene.Returning.Max(origin => UntilShareOf(origin, answers, from, play.Script.Length.TotalMilliseconds));
    }

    private static double UntilShareOf(int origin, List<Sample> answers, double from, double end)
    {
        for (var at = from; at + ShareWindow <= end; at += ShareStep)
        {
            var window = answers.Where(sample => sample.Due >= at && sample.Due < at + ShareWindow).ToList();
            if (window.Count > 0 && window.Count(sample => sample.Origin == origin) >= EnoughOfShare * window.Count / Origins.Farm.Size)
                return (at - from) / 1000;
        }

        return double.PositiveInfinity;
    }

    private static IEnumerable<List<Sample>> Windows(Play play, double from, double to)
    {
        var byWindow = play.Samples.ToLookup(sample => (int)Math.Floor((sample.Due - from) / Window));
        for (var at = 0; from + ((at + 1) * Window) <= to + 1; at++)
            yield return [.. byWindow[at]];
    }

    private static double P99(List<Sample> window) => Percentile.Of(window.Select(sample => sample.Latency), 0.99);
}
