using System.Linq;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Upstream;

public sealed class StatusSetTests
{
    [Fact]
    public void AllOfItsRangesAndNothingElse()
    {
        var set = new StatusSet([(100, 100), (200, 299), (599, 599)]);
        Assert.Equal([100, .. Enumerable.Range(200, 100), 599], Enumerable.Range(-10, 2000).Where(set.Contains));
    }

    [Fact]
    public void SuccessesAndRedirectsByDefault()
        => Assert.Equal(Enumerable.Range(200, 200), Enumerable.Range(0, 1000).Where(StatusSet.Successes.Contains));
}
