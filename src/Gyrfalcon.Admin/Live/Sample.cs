using System;

namespace Gyrfalcon.Admin.Live;

/// <summary>How something does at a moment: rates of the last second, quantiles of the last ten, totals since the start.</summary>
/// <param name="Rate">Requests per second.</param>
/// <param name="Errors">Failed ones per second.</param>
/// <param name="Totals">Since the start; its durations are those of the last ten seconds.</param>
internal readonly record struct Sample(double Rate, double Errors, Counts Totals)
{
    /// <summary>In milliseconds.</summary>
    internal double? P50 => Milliseconds(0.5);

    /// <inheritdoc cref="P50"/>
    internal double? P90 => Milliseconds(0.9);

    /// <inheritdoc cref="P50"/>
    internal double? P99 => Milliseconds(0.99);

    /// <summary>As the event stream has it: place, rate, errors, in flight, total, failed in all, and with durations the quantiles 50, 90 and 99 in milliseconds.</summary>
    internal double?[] ToRow(int place) => Totals.Durations is null
        ? [place, Rate, Errors, Totals.InFlight, Totals.Requests, Totals.Failed]
        : [place, Rate, Errors, Totals.InFlight, Totals.Requests, Totals.Failed, P50, P90, P99];

    /// <summary>Gives the same row.</summary>
    internal bool LooksLike(Sample other)
        => Rate == other.Rate && Errors == other.Errors && Totals with { Durations = null } == other.Totals with { Durations = null } && P50 == other.P50 && P90 == other.P90 && P99 == other.P99;

    private double? Milliseconds(double part) => Totals.Durations?.Quantile(part) is { } seconds ? Math.Round(seconds * 1000, 3) : null;
}
