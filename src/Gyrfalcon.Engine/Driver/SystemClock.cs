using System;
using System.Diagnostics;

namespace Gyrfalcon.Engine.Driver;

/// <summary>The monotonic and the wall clock of the real drivers, read once a turn.</summary>
internal struct SystemClock
{
    private long _wallOffsetTicks;
    private long _wallReadAt;

    internal long Now { get; private set; }

    internal readonly DateTime UtcNow => new(_wallOffsetTicks + Now / 100, DateTimeKind.Utc);

    internal static long Read() => Stopwatch.Frequency == 1_000_000_000
        ? Stopwatch.GetTimestamp()
        : (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    internal void Refresh()
    {
        Now = Read();

        // The wall clock is followed once a second, so that a step of it shows in the log but costs nothing per turn.
        if (Now - _wallReadAt < 1_000_000_000 && _wallOffsetTicks != 0) return;
        _wallReadAt = Now;
        _wallOffsetTicks = DateTime.UtcNow.Ticks - Now / 100;
    }
}
