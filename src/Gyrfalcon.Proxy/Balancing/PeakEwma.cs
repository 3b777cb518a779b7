using System;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>
/// Of two endpoints drawn by weight, the one that is likely to answer sooner: the moving average of its latency, times the requests that are under way there. The average follows a
/// slow answer at once and forgets it slowly (Finagle's peak EWMA).
/// </summary>
public sealed class PeakEwma : Balancer
{
    /// <summary>After this many nanoseconds an old average has lost all but a share of 1/e.</summary>
    private const double Decay = 10e9;

    private volatile WeightedDraw _draw = new([]);

    /// <inheritdoc/>
    public override void Arrange(Endpoint[] endpoints) => _draw = new WeightedDraw(endpoints);

    /// <inheritdoc/>
    public override Endpoint? Pick(in PickContext context)
    {
        WeightedDraw draw = _draw;
        if (draw.Draw(context) is not { } one) return null;
        Endpoint chosen = draw.Draw(context, not: one) is { } other && Cost(other, context.Now) < Cost(one, context.Now) ? other : one;
        return chosen.TryBegin() ? chosen : draw.TakeAny(context);
    }

    /// <inheritdoc/>
    public override void Release(Endpoint endpoint, long nanoseconds, long now)
    {
        EndpointLoad load = endpoint.Load;
        load.End();
        long average = load.AverageTime;
        if (average == 0 || nanoseconds > average)
        {
            load.SetAverage(Math.Max(1, nanoseconds), now);
            return;
        }

        double keep = Math.Exp(-Math.Max(0, now - load.AverageAt) / Decay);
        load.SetAverage(Math.Max(1, (long)((average * keep) + (nanoseconds * (1 - keep)))), now);
    }

    /// <summary>An endpoint that nobody knows yet costs nothing: it is tried, but not by everybody at once.</summary>
    private static double Cost(Endpoint endpoint, long now)
    {
        EndpointLoad load = endpoint.Load;
        int inFlight = load.InFlight;
        double average = load.AverageTime * Math.Exp(-Math.Max(0, now - load.AverageAt) / Decay);
        if (average == 0) average = inFlight == 0 ? 0 : 1e9;
        return average * (1 + ((double)inFlight / endpoint.Share));
    }
}
