using System;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Admin.Api.Views;

/// <summary>The times in seconds that so great a part of them did not exceed, since the start: to three significant digits, or two where there are very many routes or endpoints (<see cref="LatencyHistogram"/>).</summary>
/// <param name="P50">Half of them.</param>
/// <param name="P90">Nine of ten.</param>
/// <param name="P99">99 of 100.</param>
/// <param name="P999">999 of 1,000.</param>
/// <param name="Max">All.</param>
public sealed record QuantilesView(double P50, double P90, double P99, double P999, double Max)
{
    /// <summary>Null if there were none.</summary>
    internal static QuantilesView? Of(LatencySum sum) => sum.Count == 0 ? null : new(At(sum, 0.5), At(sum, 0.9), At(sum, 0.99), At(sum, 0.999), At(sum, 1));

    /// <summary>Whole microseconds, as they are counted.</summary>
    private static double At(LatencySum sum, double share) => Math.Round(sum.Quantile(share), 6);
}
