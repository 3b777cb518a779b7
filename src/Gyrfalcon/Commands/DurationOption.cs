using System;
using System.Globalization;

namespace Gyrfalcon.Commands;

/// <summary>A duration of the command line: a whole number with <c>ms</c>, <c>s</c>, <c>m</c> or <c>h</c>.</summary>
internal static class DurationOption
{
    private static readonly (string Unit, long Milliseconds)[] Units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];

    internal static bool TryParse(string text, out TimeSpan duration)
    {
        foreach ((string unit, long milliseconds) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal) || !int.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int count)) continue;
            duration = TimeSpan.FromMilliseconds(count * milliseconds);
            return true;
        }

        duration = default;
        return false;
    }
}
