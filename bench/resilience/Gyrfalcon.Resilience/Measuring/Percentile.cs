using System;
using System.Collections.Generic;
using System.Linq;

namespace Gyrfalcon.Resilience.Measuring;

/// <summary>Percentiles by nearest rank.</summary>
internal static class Percentile
{
    /// <summary>The smallest value that at least <paramref name="share"/> (0 to 1) of the values do not exceed; 0 of none.</summary>
    public static double Of(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    /// <summary>The middle one; of two in the middle the larger, so that a value that is missing as infinity stays so.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
