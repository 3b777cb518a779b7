using System;
using System.Collections.Generic;

namespace Gyrfalcon.Admin.Otlp;

/// <summary>
/// Since when each cumulative series counts. One that was not there the last time, or has less than then, such as an endpoint that was removed and added again, began after what was sent last (OTLP data model, Resets and Gaps).
/// </summary>
/// <param name="first">When the process began, in nanoseconds since 1970: what is sent first counts from there.</param>
internal sealed class SeriesStarts(ulong first)
{
    private Dictionary<string, (double Value, ulong Start)> _before = new(StringComparer.Ordinal);
    private Dictionary<string, (double Value, ulong Start)> _seen = new(StringComparer.Ordinal);
    private ulong _sentLast = first;

    /// <summary>Nanoseconds since 1970.</summary>
    /// <param name="family">The family's name.</param>
    /// <param name="labels">The values of its labels.</param>
    /// <param name="value">What has been counted.</param>
    internal ulong Of(string family, ReadOnlySpan<string> labels, double value)
    {
        string series = $"{family}\0{string.Join('\0', labels!)}";
        ulong start = _before.TryGetValue(series, out (double Value, ulong Start) before) && value >= before.Value ? before.Start : _sentLast;
        _seen[series] = (value, start);
        return start;
    }

    /// <summary>All have been asked for; the next time counts from there.</summary>
    internal void End(ulong now)
    {
        (_before, _seen) = (_seen, _before);
        _seen.Clear();
        _sentLast = now;
    }
}
