using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Upstream;

public sealed class ClusterMembershipTests
{
    private static readonly DateTime At = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly Cluster _cluster = TestEndpoints.Cluster([]);
    private readonly ClusterMembership _members;

    public ClusterMembershipTests() => _members = new ClusterMembership(_cluster, TestEndpoints.Factory);

    [Fact]
    public void WhatAnySourceWantsIsAMemberOnce()
    {
        _members.Set(ClusterMembership.Configuration, [TestEndpoints.Spec(0, weight: 3), TestEndpoints.Spec(1)], At);
        _members.Set("dns", [TestEndpoints.Spec(0, weight: 9), TestEndpoints.Spec(2), TestEndpoints.Spec(2)], At);
        Assert.Equal([("1", 3), ("2", 1), ("3", 1)], Members());
        _members.Set(ClusterMembership.Configuration, [], At);
        Assert.Equal([("1", 9), ("3", 1)], Members());
    }

    [Fact]
    public void WhoStaysIsTheSameObjectWithAllThatIsKnownOfIt()
    {
        _members.Set("dns", [TestEndpoints.Spec(0), TestEndpoints.Spec(1)], At);
        Endpoint[] before = _cluster.Endpoints;
        before[0].Put(Obstacles.Unhealthy);
        _members.Set("dns", [TestEndpoints.Spec(2), TestEndpoints.Spec(0, weight: 7)], At);
        Assert.Same(before[0], Assert.Single(_cluster.Endpoints, static endpoint => endpoint.Name.EndsWith(":1", StringComparison.Ordinal)));
        Assert.Equal((7, Obstacles.Unhealthy), (before[0].Weight, before[0].State.Obstacles));
        Assert.Equal((true, false), (before[1].State.IsRetired, _cluster.Usable.Contains(before[1])));
    }

    [Fact]
    public void DrainAndEnable()
    {
        _members.Set("dns", [TestEndpoints.Spec(0), TestEndpoints.Spec(1)], At);
        Assert.True(_members.TryDrain(Url(0), "maintenance", At));
        Assert.Equal([Url(1)], _cluster.Usable.Select(static endpoint => endpoint.Name));
        Assert.True(_members.TryEnable(Url(0), At));
        Assert.Equal(2, _cluster.Usable.Length);
        Assert.False(_members.TryDrain(Url(9), "nobody", At));
        Assert.False(_members.TryEnable(Url(9), At));
    }

    [Fact]
    public void OneThatIsDrainedAgainHasTheReasonThatWasGivenLast()
    {
        _members.Set("dns", [TestEndpoints.Spec(0), TestEndpoints.Spec(1)], At);
        Assert.True(_members.TryDrain(Url(0), "maintenance", At));
        Assert.True(_members.TryDrain(Url(0), "a new disk", At.AddHours(1)));
        Assert.Equal(new Condition(Obstacles.Drained, "a new disk", At), Assert.Single(_cluster.Endpoints[0].State.Conditions));
        Assert.Equal(new Drain("a new disk", At), _members.Changes.Drained[Url(0)]);
    }

    [Fact]
    public void OneThatDiscoveryLosesAndFindsAgainIsStillDrainedAndOneThatWasRemovedIsNot()
    {
        _members.Set("dns", [TestEndpoints.Spec(0), TestEndpoints.Spec(1)], At);
        _members.TryDrain(Url(0), "maintenance", At);
        _members.TryWeigh(Url(0), 5, At);
        _members.Set("dns", [TestEndpoints.Spec(1)], At);
        _members.Set("dns", [TestEndpoints.Spec(0), TestEndpoints.Spec(1)], At.AddHours(1));
        Endpoint back = _cluster.Endpoints[0];
        Assert.Equal(At, back.State.Conditions[0].Since);
        Assert.Equal((Obstacles.Drained, 5, "maintenance"), (back.State.Obstacles, back.Weight, back.State.Conditions[0].Reason));

        Assert.True(_members.TryRemove(Url(0), At));
        Assert.True(_members.TryAdd(TestEndpoints.Spec(0, weight: 2), At));
        Endpoint added = _cluster.Endpoints.Single(static endpoint => endpoint.Name == Url(0));
        Assert.Equal((Obstacles.None, 2), (added.State.Obstacles, added.Weight));
    }

    [Fact]
    public void WeightsOfOperatorsGoBeforeThoseOfLists()
    {
        _members.Set("dns", [TestEndpoints.Spec(0, weight: 3)], At);
        Assert.True(_members.TryWeigh(Url(0), 0, At));
        Assert.Empty(_cluster.Usable);
        _members.Set("dns", [TestEndpoints.Spec(0, weight: 4)], At);
        Assert.Equal(0, _cluster.Endpoints[0].Weight);
        Assert.True(_members.TryWeigh(Url(0), null, At));
        Assert.Equal((4, 1), (_cluster.Endpoints[0].Weight, _cluster.Usable.Length));
    }

    [Fact]
    public void ALimitThatIsRaisedCountsAtOnceAndNothingOfWhatIsUnderWayIsLost()
    {
        _members.Set("dns", [TestEndpoints.Spec(0, maxRequests: 1)], At);
        Endpoint endpoint = _cluster.Endpoints[0];
        Assert.True(_cluster.Balancer.TryTake(endpoint));
        Assert.False(_cluster.Balancer.TryTake(endpoint));
        foreach ((int most, int places) in new[] { (3, 2), (0, 5), (1, 0) })
        {
            _members.Set("dns", [TestEndpoints.Spec(0, maxRequests: most)], At);
            int taken = Enumerable.Range(0, 5).Count(_ => _cluster.Balancer.TryTake(endpoint));
            Assert.Equal(places, taken);
            for (int i = 0; i < taken; i++) _cluster.Balancer.Release(endpoint, 1, 1);
        }

        _cluster.Balancer.Release(endpoint, 1, 1);
        Assert.Equal(0, endpoint.Load.InFlight);
    }

    /// <summary>Whatever happened, members, weights and drained ones are those of a cluster that was told only how things stand at the end.</summary>
    [Fact]
    public void AnySequenceEndsLikeAFreshCluster()
    {
        Gen<(int Kind, int Endpoint, int Weight, int Set)> step = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 4], Gen.Int[0, 5], Gen.Int[0, 31]);
        step.Array[0, 30].Sample(steps =>
        {
            Cluster cluster = TestEndpoints.Cluster([]);
            var members = new ClusterMembership(cluster, TestEndpoints.Factory);
            var lists = new SortedDictionary<string, List<EndpointSpec>>(StringComparer.Ordinal);
            var added = new Dictionary<string, EndpointSpec>();
            var removed = new HashSet<string>();
            var weights = new Dictionary<string, int>();
            var drained = new HashSet<string>();
            foreach ((int kind, int number, int weight, int set) in steps)
            {
                string url = Url(number);
                bool isListed = lists.Values.Any(list => list.Exists(spec => spec.Url == url));
                bool isMember = added.ContainsKey(url) || (isListed && !removed.Contains(url));
                switch (kind)
                {
                    case 0 or 1:
                        string source = kind == 0 ? ClusterMembership.Configuration : "dns";
                        lists[source] = [.. Enumerable.Range(0, 5).Where(i => (set & (1 << i)) != 0).Select(i => TestEndpoints.Spec(i, weight))];
                        members.Set(source, lists[source], At);
                        break;
                    case 2:
                        Assert.Equal(!isMember, members.TryAdd(TestEndpoints.Spec(number, weight), At));
                        if (isMember) break;
                        removed.Remove(url);
                        weights.Remove(url);
                        if (!isListed) added[url] = TestEndpoints.Spec(number, weight);
                        else if (lists.Values.SelectMany(static list => list).First(spec => spec.Url == url).Weight != weight) weights[url] = weight;
                        break;
                    case 3:
                        Assert.Equal(isMember, members.TryRemove(url, At));
                        if (!isMember) break;
                        added.Remove(url);
                        if (isListed) removed.Add(url);
                        weights.Remove(url);
                        drained.Remove(url);
                        break;
                    case 4:
                        Assert.Equal(isMember || (weight == 5 && weights.ContainsKey(url)), members.TryWeigh(url, weight == 5 ? null : weight, At));
                        if (weight == 5) weights.Remove(url);
                        else if (isMember) weights[url] = weight;
                        break;
                    case 5:
                        Assert.Equal(isMember, members.TryDrain(url, "test", At));
                        if (isMember) drained.Add(url);
                        break;
                    default:
                        Assert.Equal(isMember || drained.Contains(url), members.TryEnable(url, At));
                        drained.Remove(url);
                        break;
                }
            }

            Cluster fresh = TestEndpoints.Cluster([]);
            var told = new ClusterMembership(fresh, TestEndpoints.Factory);
            told.Set("all", [.. lists.Values.SelectMany(static list => list).Where(spec => !removed.Contains(spec.Url)).Concat(added.Values)], At);
            foreach ((string url, int weight) in weights) told.TryWeigh(url, weight, At);
            foreach (string url in drained) told.TryDrain(url, "test", At);
            Assert.Equal(Seen(fresh), Seen(cluster));
        }, iter: 2000);
    }

    [Fact]
    public void OneThatAListHasAndThatWasTakenOutStaysOutUntilItIsAdded()
    {
        _members.Set(ClusterMembership.Configuration, [TestEndpoints.Spec(0), TestEndpoints.Spec(1)], At);
        Assert.True(_members.TryRemove(Url(0), At));
        _members.Set(ClusterMembership.Configuration, [TestEndpoints.Spec(0), TestEndpoints.Spec(1), TestEndpoints.Spec(2)], At);
        Assert.Equal([("2", 1), ("3", 1)], Members());
        Assert.Equal([Url(0)], _members.Changes.Removed);
        Assert.True(_members.TryAdd(TestEndpoints.Spec(0), At));
        Assert.Equal([("1", 1), ("2", 1), ("3", 1)], Members());
        Assert.True(_members.Changes.IsEmpty);
        Assert.True(_members.TryRemove(Url(0), At));
        Assert.True(_members.TryAdd(TestEndpoints.Spec(0, weight: 4), At));
        Assert.Equal((false, 4), (_members.Changes.Added.ContainsKey(Url(0)), _members.Changes.Weights[Url(0)]));
    }

    [Fact]
    public void WhatWasMadeOfOneThatHasLeftCanBeTakenBack()
    {
        _members.Set("dns", [TestEndpoints.Spec(0)], At);
        Assert.True(_members.TryDrain(Url(0), "repair", At));
        Assert.True(_members.TryWeigh(Url(0), 3, At));
        _members.Set("dns", [], At);
        Assert.False(_members.TryWeigh(Url(0), 4, At));
        Assert.True(_members.TryWeigh(Url(0), null, At));
        Assert.True(_members.TryEnable(Url(0), At));
        Assert.True(_members.Changes.IsEmpty);
        Assert.False(_members.TryEnable(Url(0), At));
    }

    [Fact]
    public void WhatOperatorsHaveChangedCanBePutIntoAnotherCluster()
    {
        _members.Set(ClusterMembership.Configuration, [TestEndpoints.Spec(0), TestEndpoints.Spec(1), TestEndpoints.Spec(2)], At);
        _members.TryDrain(Url(0), "maintenance", At);
        _members.TryRemove(Url(1), At);
        _members.TryWeigh(Url(2), 7, At);
        _members.TryAdd(TestEndpoints.Spec(3, weight: 2), At);
        Cluster cluster = TestEndpoints.Cluster([]);
        var other = new ClusterMembership(cluster, TestEndpoints.Factory);
        other.Set(ClusterMembership.Configuration, [TestEndpoints.Spec(0), TestEndpoints.Spec(1), TestEndpoints.Spec(2)], At);
        other.Restore(_members.Changes, At);
        Assert.Equal(Seen(_cluster), Seen(cluster));
        other.Restore(OperatorChanges.None, At);
        Assert.Equal(["1 1 None True", "2 1 None True", "3 1 None True"], Seen(cluster).Select(static line => line.Split(':')[^1]));
    }

    [Fact]
    public void ASuccessorKnowsWhatIsKnown()
    {
        _cluster.DetectOutliers(Judges);
        _members.Set(ClusterMembership.Configuration, [.. Enumerable.Range(0, 4).Select(static number => TestEndpoints.Spec(number))], At);
        _members.TryDrain(Url(0), "maintenance", At);
        Endpoint[] before = _cluster.Endpoints;
        before[1].State.Set(Obstacles.Ejected, "5 faults in a row", At);
        before[1].Record.EjectedUntil = 77;
        before[2].Put(Obstacles.Unreachable);
        before[3].Tally.Note(0, isFault: true, 1);
        before[3].Put(Obstacles.Unhealthy);

        Cluster next = TestEndpoints.Cluster([]);
        next.DetectOutliers(Judges);
        var successor = new ClusterMembership(next, TestEndpoints.Factory);
        successor.Set(ClusterMembership.Configuration, [.. Enumerable.Range(0, 5).Select(static number => TestEndpoints.Spec(number))], At);
        successor.Succeed(_members, keepsDiscovered: false, At.AddHours(1));

        // Nobody probes, so nobody would find out that it is well again.
        Assert.Equal([Obstacles.Drained, Obstacles.Ejected, Obstacles.Unreachable, Obstacles.None, Obstacles.None], next.Endpoints.Select(static endpoint => endpoint.State.Obstacles));
        Assert.Equal("5 faults in a row", next.Endpoints[1].State.Conditions[0].Reason);
        Assert.Equal(77, next.Endpoints[1].Record.EjectedUntil);
        Assert.True(next.Endpoints[2].AwaitsRecovery);
        Assert.Equal((1, 1), (next.Endpoints[3].Tally.Sum().Faults, next.Endpoints[3].Record.AtInterval.Faults));
        Assert.Equal(new Drain("maintenance", At), successor.Changes.Drained[Url(0)]);
        Assert.Equal(At, next.Endpoints[0].State.Conditions[0].Since);
        Assert.Equal([Url(3), Url(4)], next.Usable.Select(static endpoint => endpoint.Name));
    }

    [Fact]
    public void DiscoveredOnesStayUntilDiscoverySaysOtherwise()
    {
        _members.Set(ClusterMembership.Discovery, [TestEndpoints.Spec(0)], At);
        Cluster next = TestEndpoints.Cluster([]);
        var successor = new ClusterMembership(next, TestEndpoints.Factory);
        successor.Succeed(_members, keepsDiscovered: true, At);
        Assert.Equal([Url(0)], next.Endpoints.Select(static endpoint => endpoint.Name));
        successor.Set(ClusterMembership.Discovery, [TestEndpoints.Spec(1)], At);
        Assert.Equal([Url(1)], next.Endpoints.Select(static endpoint => endpoint.Name));
    }

    private static OutlierRules Judges { get; } = new(5, 0, 100, 1_000_000_000, 1_000_000_000, 1_000_000_000, 100);

    private static string Url(int number) => TestEndpoints.Spec(number).Url;

    private static IEnumerable<string> Seen(Cluster cluster) => cluster.Endpoints.Select(endpoint => $"{endpoint} {endpoint.Weight} {endpoint.State.Obstacles} {cluster.Usable.Contains(endpoint)}").Order();

    private IEnumerable<(string Port, int Weight)> Members() => _cluster.Endpoints.Select(static endpoint => (endpoint.Name.Split(':')[^1], endpoint.Weight));
}
