using System.Runtime.InteropServices;
using System.Threading;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// How busy an endpoint is, over all workers: attempts in flight, and, for balancers that ask for it, a moving average of how long they take.
/// </summary>
public sealed class EndpointLoad
{
    private PaddedCounters _counters;

    /// <summary>Attempts under way.</summary>
    public int InFlight => Volatile.Read(ref _counters.InFlight);

    /// <summary>Average time of an attempt in nanoseconds; 0 while none has ended.</summary>
    public long AverageTime => Volatile.Read(ref _counters.AverageTime);

    /// <summary>When the average was last touched, in nanoseconds of the workers' clock.</summary>
    internal long AverageAt => Volatile.Read(ref _counters.AverageAt);

    /// <summary>Place in the heap of <see cref="Balancing.LeastRequests"/>; belongs to whoever holds its gate.</summary>
    internal int HeapIndex { get; set; } = -1;

    /// <summary>Takes one of <paramref name="most"/> places; false, and nothing changed, if all are taken.</summary>
    internal bool TryBegin(int most)
    {
        if (most == int.MaxValue)
        {
            Interlocked.Increment(ref _counters.InFlight);
            return true;
        }

        // Never one too many, not even for a moment: another who meets that moment would go away without the place that is free.
        int taken = Volatile.Read(ref _counters.InFlight);
        while (taken < most)
        {
            int seen = Interlocked.CompareExchange(ref _counters.InFlight, taken + 1, taken);
            if (seen == taken) return true;
            taken = seen;
        }

        return false;
    }

    internal int End() => Interlocked.Decrement(ref _counters.InFlight);

    /// <summary>Two workers may do so at once, and one of them be lost: an average can bear that.</summary>
    internal void SetAverage(long average, long now)
    {
        Volatile.Write(ref _counters.AverageTime, average);
        Volatile.Write(ref _counters.AverageAt, now);
    }

    /// <summary>Alone on its cache lines: every worker writes it for every attempt.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct PaddedCounters
    {
        [FieldOffset(128)]
        internal long AverageTime;

        [FieldOffset(136)]
        internal long AverageAt;

        [FieldOffset(144)]
        internal int InFlight;
    }
}
