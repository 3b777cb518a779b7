using System.Linq;
using Gyrfalcon.Proxy.Balancing;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Balancing;

public sealed class RoundRobinTests
{
    private static readonly Endpoint[] Three = [.. new[] { "a", "b", "c" }.Select(Named)];

    [Fact]
    public void EachInTurn()
    {
        var balancer = new RoundRobin();

        Assert.Equal(["a", "b", "c", "a", "b", "c", "a"], Enumerable.Range(0, 7).Select(_ => balancer.Pick(Three, [])!.Name));
    }

    [Fact]
    public void WhatWasTriedIsNotPickedAgain()
    {
        var balancer = new RoundRobin();

        Assert.Equal("b", balancer.Pick(Three, [Three[0], Three[2]])!.Name);
        Assert.Null(balancer.Pick(Three, Three));
        Assert.Null(balancer.Pick([], []));
    }

    [Fact]
    public void FurtherTriesDoNotMoveTheTurnsOfFirstOnes()
    {
        var balancer = new RoundRobin();
        string[] first = new string[6];

        for (int i = 0; i < first.Length; i++)
        {
            Endpoint endpoint = balancer.Pick(Three, [])!;
            first[i] = endpoint.Name;
            balancer.Pick(Three, [endpoint]);
        }

        Assert.Equal(["a", "b", "c", "a", "b", "c"], first);
    }

    private static Endpoint Named(string name) => new(name, name, 80, secure: false, name, new EndpointState(), new ConnectionRules(1, 1, 1), workers: 1);
}
