using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Gyrfalcon.Load.Processes;

/// <summary>How long one core has been busy with anything at all, to tell whether a slice had the core for itself.</summary>
internal static class CoreClock
{
    private const double MicrosecondsPerTick = 10_000; // USER_HZ is 100 on every Linux that .NET runs on

    /// <summary>Microseconds that the core has not been idle since boot, in steps of 10 ms.</summary>
    public static double BusyMicroseconds(int core)
    {
        var name = $"cpu{core} ";
        var ticks = File.ReadLines("/proc/stat").First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        // user nice system IDLE IOWAIT irq softirq steal
        return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) * MicrosecondsPerTick;
    }
}
