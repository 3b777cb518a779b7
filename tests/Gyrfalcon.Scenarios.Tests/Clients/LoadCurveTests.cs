using Gyrfalcon.Scenarios.Clients;
using Xunit;

namespace Gyrfalcon.Scenarios.Tests.Clients;

public sealed class LoadCurveTests
{
    [Fact]
    public void Without_changes_it_is_one() => Assert.Equal(1, new LoadCurve().At(5));

    [Fact]
    public void It_jumps_and_climbs()
    {
        var curve = new LoadCurve();
        curve.Change(200, 0, 0.5);
        curve.Change(100, 50, 3);

        Assert.Equal([1, 1, 2, 3, 3, 0.5], new[] { curve.At(0), curve.At(100), curve.At(125), curve.At(150), curve.At(199), curve.At(200) });
    }
}
