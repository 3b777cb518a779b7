using System;
using System.Threading;

namespace Gyrfalcon.Proxy.Downstream;

/// <summary>
/// Lets TLS handshakes begin at a given rate over all workers, and lets those beyond it wait for their turn: the generic cell rate algorithm (ITU-T I.371). A handshake costs a hundred times what a
/// request does, so without a rate a crowd of new clients takes the time of those who are in.
/// </summary>
/// <param name="perSecond">At least 1.</param>
internal sealed class HandshakePace(int perSecond)
{
    /// <summary>Turns that were not taken are kept for this long, in nanoseconds.</summary>
    private const long Burst = 100_000_000;

    private readonly long _interval = Math.Max(1_000_000_000L / perSecond, 1);
    private long _next;

    /// <summary>The rate.</summary>
    internal int PerSecond => perSecond;

    /// <summary>Takes the next turn, unless that comes after <paramref name="deadline"/>.</summary>
    /// <returns>When the turn is, in nanoseconds of the same clock: in the past if there is no wait; after <paramref name="deadline"/> if none was taken.</returns>
    internal long Reserve(long now, long deadline)
    {
        while (true)
        {
            long next = Volatile.Read(ref _next);
            long turn = Math.Max(next, now - Burst);
            if (turn > deadline || Interlocked.CompareExchange(ref _next, turn + _interval, next) == next) return turn;
        }
    }
}
