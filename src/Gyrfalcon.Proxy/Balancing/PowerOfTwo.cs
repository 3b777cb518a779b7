using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>
/// Of two endpoints drawn by weight, the one with fewer requests under way for its weight (Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, 2001).
/// </summary>
public sealed class PowerOfTwo : Balancer
{
    private volatile WeightedDraw _draw = new([]);

    /// <inheritdoc/>
    public override void Arrange(Endpoint[] endpoints) => _draw = new WeightedDraw(endpoints);

    /// <inheritdoc/>
    public override Endpoint? Pick(in PickContext context)
    {
        WeightedDraw draw = _draw;
        if (draw.Draw(context) is not { } one) return null;
        Endpoint chosen = draw.Draw(context, not: one) is { } other && IsBusier(one, other) ? other : one;
        return chosen.TryBegin() ? chosen : draw.TakeAny(context);
    }

    /// <summary>Among idle ones the first draw decides, which is by weight already.</summary>
    private static bool IsBusier(Endpoint one, Endpoint other)
        => (long)one.Load.InFlight * other.Share > (long)other.Load.InFlight * one.Share;
}
