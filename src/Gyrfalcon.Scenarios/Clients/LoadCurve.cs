using System;
using System.Collections.Generic;

namespace Gyrfalcon.Scenarios.Clients;

/// <summary>The load over time, as a factor of what the scenario says; 1 until something changes it. Times in nanoseconds.</summary>
internal sealed class LoadCurve
{
    private readonly List<(long From, long Over, double To)> _changes = [];

    /// <summary>From this time on the factor goes evenly to <paramref name="to"/>, over so long.</summary>
    internal void Change(long from, long over, double to)
    {
        _changes.Add((from, over, to));
        _changes.Sort(static (one, other) => one.From.CompareTo(other.From));
    }

    internal double At(long time)
    {
        double factor = 1;
        foreach ((long from, long over, double to) in _changes)
        {
            if (time < from) break;
            factor += (to - factor) * (over == 0 ? 1 : Math.Min(1, (time - from) / (double)over));
        }

        return factor;
    }
}
