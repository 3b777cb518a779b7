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
    private volatile Turns _turns = new([], []);

    /// <inheritdoc/>
    public override void Arrange(Endpoint[] endpoints) => _turns = new Turns(WeightedCycle.Of(endpoints), endpoints);

    /// <inheritdoc/>
    public override Endpoint? Pick(in PickContext context)
    {
        (Endpoint[] cycle, Endpoint[] endpoints) = _turns;
        if (cycle.Length == 0) return null;
        uint start = Interlocked.Increment(ref context.IsFirst ? ref _cursor.Value : ref _furtherTries.Value) - 1;
        for (uint step = 0; step < endpoints.Length; step++)
        {
            Endpoint endpoint = cycle[(start + step) % (uint)cycle.Length];
            if (!context.HasTried(endpoint) && endpoint.TryBegin()) return endpoint;
        }

        // A cycle may be many times as long as there are endpoints: when so many turns had no place, it is looked for endpoint by endpoint.
        for (uint step = 0; step < endpoints.Length && endpoints != cycle; step++)
        {
            Endpoint endpoint = endpoints[(start + step) % (uint)endpoints.Length];
            if (!context.HasTried(endpoint) && endpoint.TryBegin()) return endpoint;
        }

        return null;
    }

    private sealed record Turns(Endpoint[] Cycle, Endpoint[] Endpoints);

    /// <summary>Alone on its cache lines: every worker writes it for every request.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct PaddedCursor
    {
        [FieldOffset(128)]
        internal uint Value;
    }
}
