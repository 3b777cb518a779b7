using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>Any endpoint, each as likely as its weight says. Needs to know nothing of the others.</summary>
public sealed class RandomChoice : Balancer
{
    private volatile WeightedDraw _draw = new([]);

    /// <inheritdoc/>
    public override void Arrange(Endpoint[] endpoints) => _draw = new WeightedDraw(endpoints);

    /// <inheritdoc/>
    public override Endpoint? Pick(in PickContext context)
    {
        WeightedDraw draw = _draw;
        return draw.Draw(context) is { } drawn && drawn.TryBegin() ? drawn : draw.TakeAny(context);
    }
}
