using System;
using System.Linq;
using System.Threading;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Upstream;

public sealed class EndpointStateTests
{
    private static readonly DateTime At = new(2026, 1, 1, 12, 3, 5, DateTimeKind.Utc);

    [Fact]
    public void ObstaclesComeAndGoEachByItself()
    {
        EndpointState state = TestEndpoints.One(0).State;
        int changes = 0;
        state.Changed += () => changes++;
        Assert.True(state.Set(Obstacles.Unhealthy, "3 probes timed out after 2 s", At));
        Assert.False(state.Set(Obstacles.Unhealthy, "again", At));
        Assert.True(state.Set(Obstacles.Drained, "an operator", At));
        Assert.True(state.Clear(Obstacles.Unhealthy, At));
        Assert.False(state.Clear(Obstacles.Unhealthy, At));
        Assert.Equal((Obstacles.Drained, 3, default(DateTime)), (state.Obstacles, changes, state.UsableSince));
        Assert.True(state.Clear(Obstacles.Drained, At));
        Assert.Equal((true, At), (state.IsUsable, state.UsableSince));
    }

    [Theory]
    [InlineData(Obstacles.None, true, true, true)]
    [InlineData(Obstacles.Unhealthy, false, true, false)]
    [InlineData(Obstacles.Ejected | Obstacles.Unhealthy, false, true, false)]
    [InlineData(Obstacles.Drained, false, false, true)]
    [InlineData(Obstacles.Unreachable | Obstacles.Unhealthy, false, false, false)]
    [InlineData(Obstacles.Removed, false, false, false)]
    public void WhatEachObstacleKeepsAway(Obstacles obstacles, bool isUsable, bool inPanic, bool keepsSessions)
    {
        EndpointState state = TestEndpoints.One(0).State;
        foreach (Obstacles one in Enum.GetValues<Obstacles>().Where(one => one != Obstacles.None && obstacles.HasFlag(one))) state.Set(one, "test", At);
        Assert.Equal((isUsable, inPanic, keepsSessions), (state.IsUsable, state.IsUsableInPanic, state.KeepsSessions));
    }

    [Fact]
    public void ConditionsAreToldTheGravestFirst()
    {
        EndpointState state = TestEndpoints.One(0).State;
        state.Set(Obstacles.Unhealthy, "3 probes timed out after 2 s", At);
        state.Set(Obstacles.Drained, "an operator", At);
        Assert.Equal(["drained since 12:03:05: an operator", "unhealthy since 12:03:05: 3 probes timed out after 2 s"], state.Conditions.Select(static condition => condition.ToString()));
    }

    [Fact]
    public void OneOfManyPutsAnObstacleUpAndTheClusterIsRightInTheEnd()
    {
        Endpoint[] endpoints = TestEndpoints.Many(2);
        Cluster cluster = TestEndpoints.Cluster(endpoints);
        int set = 0;
        Thread[] threads = Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            var obstacle = number % 2 == 0 ? Obstacles.Unhealthy : Obstacles.Unreachable;
            for (int i = 0; i < 5000; i++)
            {
                if (endpoints[0].State.Set(obstacle, "test", At)) Interlocked.Increment(ref set);
                if (endpoints[0].State.Clear(obstacle, At)) Interlocked.Decrement(ref set);
            }
        })).ToArray();
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal(0, set);
        Assert.Equal(endpoints, cluster.Usable);
    }
}
