using System;
using System.Threading;

namespace Gyrfalcon.Admin;

/// <summary>Keeps what others can cause from filling the log: once in an interval. From any thread.</summary>
internal sealed class NowAndThen(TimeSpan interval, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long? _last;

    /// <summary>True if it was not within the interval before.</summary>
    internal bool IsTime()
    {
        lock (_gate)
        {
            if (_last is { } last && time.GetElapsedTime(last) < interval) return false;
            _last = time.GetTimestamp();
            return true;
        }
    }
}
