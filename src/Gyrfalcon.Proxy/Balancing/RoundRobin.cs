using System.Runtime.InteropServices;
using System.Threading;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>
/// Each endpoint in turn, as often as its weight says, its turns spread over the cycle. One cursor for the whole process, so that the turns are exact whatever number
/// of workers and connections the requests come by.
/// </summary>
public sealed class RoundRobin : Balancer
{
    private PaddedCursor _cursor;

    // A further try does not move the cursor of first ones: with two endpoints, of which one fails, every request would begin at the one that fails.
    private PaddedCursor _furtherTries;
    private volatile Endpoint[] _cycle = [];

    /// <inheritdoc/>
    public override void Arrange(Endpoint[] endpoints) => _cycle = WeightedCycle.Of(endpoints);

    /// <inheritdoc/>
    public override Endpoint? Pick(in PickContext context)
    {
        Endpoint[] cycle = _cycle;
        if (cycle.Length == 0) return null;
        uint start = Interlocked.Increment(ref context.IsFirst ? ref _cursor.Value : ref _furtherTries.Value) - 1;
        for (uint step = 0; step < cycle.Length; step++)
        {
            Endpoint endpoint = cycle[(start + step) % (uint)cycle.Length];
            if (!context.HasTried(endpoint) && endpoint.TryBegin()) return endpoint;
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
