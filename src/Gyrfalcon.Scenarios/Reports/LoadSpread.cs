using System;
using System.Collections.Generic;
using System.Linq;

namespace Gyrfalcon.Scenarios.Reports;

/// <summary>How the load spreads over the endpoints, in requests a second.</summary>
/// <param name="Least">At the endpoint with the least.</param>
/// <param name="Median">At the one in the middle.</param>
/// <param name="Most">At the one with the most.</param>
public readonly record struct LoadSpread(double Least, double Median, double Most)
{
    /// <summary>From the requests that each endpoint received in a time.</summary>
    public static LoadSpread Of(IReadOnlyList<long> received, TimeSpan time)
    {
        double[] rates = [.. received.Order().Select(count => count / time.TotalSeconds)];
        return rates.Length == 0 ? default : new LoadSpread(rates[0], rates[rates.Length / 2], rates[^1]);
    }
}
