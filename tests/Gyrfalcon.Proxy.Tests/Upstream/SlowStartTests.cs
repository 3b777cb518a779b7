using System.Linq;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Upstream;

public sealed class SlowStartTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void FromATenthToAllInEvenSteps()
    {
        var ramp = new SlowStart();
        Assert.False(ramp.IsRunning);
        ramp.Begin();
        Assert.Equal([2, 2, 5, 10, 19, 20], new[] { 0L, 1, 5, 10, 19, 20 }.Select(second =>
        {
            ramp.Advance((100 + second) * Second, 20 * Second);
            return ramp.Step;
        }));
        Assert.False(ramp.Advance(200 * Second, 20 * Second));
    }

    [Fact]
    public void WhoIsThereFromTheStartHasAllOfItsWeightHoweverLateItsNameResolves()
    {
        Endpoint[] endpoints = TestEndpoints.Many(3);
        foreach (Endpoint endpoint in endpoints) endpoint.State.SetAddresses([]);
        Cluster cluster = TestEndpoints.Cluster(endpoints, slowStart: 20 * Second);
        foreach (Endpoint endpoint in endpoints) endpoint.Take(Obstacles.Unresolved);
        Assert.All(endpoints, static endpoint => Assert.False(endpoint.Ramp.IsRunning));
        Assert.Equal(3, cluster.Usable.Length);
    }

    [Fact]
    public void WhoComesBackStartsAtATenth()
    {
        Endpoint[] endpoints = TestEndpoints.Many(2);
        Cluster cluster = Running(endpoints);
        endpoints[0].Put(Obstacles.Unreachable);
        endpoints[0].Take(Obstacles.Unreachable);
        Assert.Equal((2, 20), (endpoints[0].Share, endpoints[1].Share));

        Assert.True(cluster.AdvanceSlowStarts(5 * Second));
        Assert.True(cluster.AdvanceSlowStarts(15 * Second));
        Assert.Equal((10, 20), (endpoints[0].Share, endpoints[1].Share));
        Assert.False(cluster.AdvanceSlowStarts(25 * Second));
        Assert.Equal((1, 1), (endpoints[0].Share, endpoints[1].Share));
    }

    [Fact]
    public void InAPanicNobodyStartsSlowly()
    {
        Endpoint[] endpoints = TestEndpoints.Many(10);
        Cluster cluster = Running(endpoints);
        foreach (Endpoint endpoint in endpoints.Skip(1)) endpoint.Put(Obstacles.Unhealthy);
        Assert.True(cluster.IsPanicking);
        Assert.All(cluster.Usable, static endpoint => Assert.Equal(1, endpoint.Share));
        Assert.Equal(10, cluster.Usable.Length);
    }

    private static Cluster Running(Endpoint[] endpoints)
    {
        Cluster cluster = TestEndpoints.Cluster(endpoints, slowStart: 20 * Second);
        cluster.StartsSlowly = true;
        return cluster;
    }
}
