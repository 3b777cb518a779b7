using System.Linq;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Upstream;

public sealed class UsableEndpointsTests
{
    [Fact]
    public void BackupsAreUsedOnlyWhenNoPrimaryIsWell()
    {
        Endpoint[] members = [TestEndpoints.One(0), TestEndpoints.One(1), TestEndpoints.One(2, isBackup: true)];
        Assert.Equal(members[..2], Of(members));
        members[0].Put(Obstacles.Unhealthy);
        Assert.Equal(members[1..2], Of(members));
        members[1].Put(Obstacles.Unreachable);
        Assert.Equal(members[2..], Of(members));
    }

    [Fact]
    public void WeightZeroAndDrainedGetNothingAndDoNotCount()
    {
        Endpoint[] members = [TestEndpoints.One(0, weight: 0), TestEndpoints.One(1), TestEndpoints.One(2), TestEndpoints.One(3)];
        members[1].Put(Obstacles.Drained);
        members[2].Put(Obstacles.Ejected);

        // One of the two that count is well.
        Assert.Equal(members[3..], Of(members, panicBelow: 50, isPanic: false));
        Assert.Equal([members[3], members[2]], Of(members, panicBelow: 51, isPanic: true));
    }

    [Theory]
    [InlineData(10, 2, 20, false)]
    [InlineData(10, 1, 20, true)]
    [InlineData(10, 0, 1, true)]
    [InlineData(10, 0, 0, false)]
    [InlineData(3, 2, 67, true)]
    [InlineData(3, 2, 66, false)]
    public void WithTooFewWellHealthIsIgnored(int count, int well, int panicBelow, bool isPanic)
    {
        Endpoint[] members = TestEndpoints.Many(count);
        foreach (Endpoint endpoint in members.Skip(well)) endpoint.Put(Obstacles.Unhealthy);
        Assert.Equal(isPanic ? count : well, Of(members, panicBelow, isPanic).Length);
    }

    [Fact]
    public void InAPanicThoseThatCannotBeConnectedToStillGetNothing()
    {
        Endpoint[] members = TestEndpoints.Many(3);
        members[0].Put(Obstacles.Unreachable);
        members[0].Put(Obstacles.Unhealthy);
        members[1].Put(Obstacles.Unhealthy);
        members[2].Put(Obstacles.Ejected);
        Assert.Equal(members[1..], Of(members, isPanic: true));
    }

    [Fact]
    public void WhenNoPrimaryCanBeUsedEvenInAPanicItIsTheBackupsTurn()
    {
        Endpoint[] members = [TestEndpoints.One(0), TestEndpoints.One(1, isBackup: true)];
        members[0].Put(Obstacles.Unreachable);
        members[1].Put(Obstacles.Unhealthy);
        Assert.Equal(members[1..], Of(members, isPanic: true));
        Assert.Empty(Of(members, panicBelow: 0));
    }

    [Fact]
    public void SharesAreWeightsUntilOneStartsSlowly()
    {
        Endpoint[] usable = [TestEndpoints.One(0, weight: 3), TestEndpoints.One(1, weight: 1)];
        UsableEndpoints.Apportion(usable);
        Assert.Equal([3, 1], usable.Select(static endpoint => endpoint.Share));

        usable[1].Ramp.Begin();
        UsableEndpoints.Apportion(usable);
        Assert.Equal([60, 2], usable.Select(static endpoint => endpoint.Share));

        usable[1].Ramp.Advance(1_000, 100);
        usable[1].Ramp.Advance(1_050, 100);
        UsableEndpoints.Apportion(usable);
        Assert.Equal([60, 10], usable.Select(static endpoint => endpoint.Share));

        usable[1].Ramp.Advance(1_100, 100);
        UsableEndpoints.Apportion(usable);
        Assert.Equal([3, 1], usable.Select(static endpoint => endpoint.Share));
    }

    [Fact]
    public void ManyHeavyEndpointsAreNotScaledBeyondMeasure()
    {
        Endpoint[] usable = TestEndpoints.Many(1000, weight: 1000);
        usable[0].Ramp.Begin();
        UsableEndpoints.Apportion(usable);
        Assert.Equal((100, 1000), (usable[0].Share, usable[1].Share));
    }

    private static Endpoint[] Of(Endpoint[] members, int panicBelow = 20, bool isPanic = false)
    {
        Endpoint[] usable = UsableEndpoints.Of(members, panicBelow, out bool isPanicking);
        Assert.Equal(isPanic, isPanicking);
        return usable;
    }
}
