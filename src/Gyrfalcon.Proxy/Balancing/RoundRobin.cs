using System;
using System.Runtime.InteropServices;
using System.Threading;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>
/// Each endpoint in turn. One cursor for the whole process, so that the turns are exact whatever number of workers and connections
/// the requests come by.
/// </summary>
public sealed class RoundRobin
{
    private PaddedCursor _cursor;

    // A further try does not move the cursor of first ones: with two endpoints, of which one fails, every request would begin at the one that fails.
    private PaddedCursor _furtherTries;

    /// <summary>
    /// The next of <paramref name="usable"/> that is not among <paramref name="tried"/>; null if there is none.
    /// </summary>
    public Endpoint? Pick(Endpoint[] usable, ReadOnlySpan<Endpoint> tried)
    {
        if (usable.Length == 0) return null;
        uint start = Interlocked.Increment(ref tried.IsEmpty ? ref _cursor.Value : ref _furtherTries.Value) - 1;
        for (uint step = 0; step < usable.Length; step++)
        {
            Endpoint endpoint = usable[(start + step) % (uint)usable.Length];
            if (!tried.Contains(endpoint)) return endpoint;
        }

        return null;
    }

    /// <summary>Alone on its cache lines: every worker writes it for every request.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct PaddedCursor
    {
        [FieldOffset(128)]
        internal uint Value;
    }
}
