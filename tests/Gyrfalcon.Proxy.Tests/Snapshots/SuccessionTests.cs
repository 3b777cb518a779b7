using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using CsCheck;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Snapshots;

/// <summary>One configuration after another.</summary>
public sealed class SuccessionTests
{
    private static readonly DateTime At = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Balancers = ["round-robin", "least-requests", "ewma"];

    private static readonly Gen<(int Ids, int Weight, int Balancer, bool Judges, int Most)> Cluster = Gen.Select(Gen.Int[1, 15], Gen.Int[1, 3], Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 2]);
    private static readonly Gen<(int Name, int Cluster, int Host, int Total)> Route = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[1, 3]);

    private static readonly Gen<ProxyConfig> Config = Gen.Select(Cluster.Array[3], Route.Array[1, 6], Gen.Int[1, 7], Gen.Int[1, 3]).Select(static each => Read(each.Item1, each.Item2, each.Item3, each.Item4));

    [Fact]
    public void OneConfigurationAfterAnotherEndsLikeTheLastAlone()
    {
        Gen.Select(Config, Config).Sample(static (first, then) =>
        {
            Snapshot before = Compile(first);
            Snapshot after = Compile(then, before);
            after.Succeed(before, At);
            Assert.Equal(Seen(Compile(then)), Seen(after));
        }, iter: 1000);
    }

    [Fact]
    public void WhatIsKnownOfWhatBothHaveIsKept()
    {
        Gen.Select(Config, Config, Gen.Int[0, 255]).Sample(static (first, then, marks) =>
        {
            Snapshot before = Compile(first);
            foreach (ClusterMembership membership in before.Memberships)
            {
                for (int i = 0; i < membership.Cluster.Endpoints.Length; i++)
                {
                    Endpoint endpoint = membership.Cluster.Endpoints[i];
                    if ((marks & (1 << i)) != 0) membership.TryDrain(endpoint.Name, "maintenance", At);
                    if ((marks & (16 << i)) != 0 && membership.Cluster.Outliers is not null) endpoint.State.Set(Obstacles.Ejected, "5 faults in a row", At);
                    endpoint.Tally.Note(0, isFault: true, 1);
                }
            }

            Snapshot after = Compile(then, before);
            after.Succeed(before, At);
            foreach ((Cluster old, Cluster next) in before.Clusters.Zip(after.Clusters))
            {
                bool isSame = first.Clusters.Single(each => each.Name == old.Name) with { Endpoints = [] } == then.Clusters.Single(each => each.Name == next.Name) with { Endpoints = [] };
                Assert.Equal(isSame, ReferenceEquals(old, next));
                Assert.Same(old.Load, next.Load);
                Obstacles kept = next.Outliers is null ? Obstacles.Drained : Obstacles.Drained | Obstacles.Ejected;
                foreach (Endpoint endpoint in next.Endpoints)
                {
                    if (old.Endpoints.FirstOrDefault(each => each.Name == endpoint.Name) is not { } same) continue;
                    Assert.Equal(same.State.Obstacles & kept, endpoint.State.Obstacles);
                    Assert.Same(same.Tally, endpoint.Tally);
                }
            }

            foreach (Listener listener in after.Listeners) Assert.Equal(before.ListenerSlots.Of(listener.Name), listener.Slot);
            foreach (Route route in after.Router.Routes) Assert.Equal(before.RouteSlots.Of(route.Name), route.Slot);
        }, iter: 1000);
    }

    [Fact]
    public void WhatIsOnlyPlannedTakesNoPlaceInTheCounters()
    {
        Gen.Select(Config, Config, Config).Sample(static (first, planned, then) =>
        {
            Snapshot before = Compile(first);
            (int Routes, int Listeners) places = (before.RouteSlots.Last, before.ListenerSlots.Last);
            Compile(planned, before);
            Assert.Equal(places, (before.RouteSlots.Last, before.ListenerSlots.Last));
            Snapshot after = Compile(then, before);
            Assert.Equal(Compile(first).RouteSlots.Last + then.Routes.Select(static route => route.Name).Except(first.Routes.Select(static route => route.Name)).Count(), after.RouteSlots.Last);
        }, iter: 200);
    }

    private static Snapshot Compile(ProxyConfig config, Snapshot? before = null)
        => SnapshotCompiler.Compile(config, workers: 2, out string? error, before) ?? throw new InvalidOperationException(error);

    private static string Seen(Snapshot snapshot)
    {
        var text = new StringBuilder();
        foreach (Listener listener in snapshot.Listeners) text.AppendLine(CultureInfo.InvariantCulture, $"{listener.Name} {listener.Address} {listener.KeepAlive}");
        foreach (Route route in snapshot.Router.Routes)
            text.AppendLine(CultureInfo.InvariantCulture, $"{route.Name} {route.Cluster?.Name} {route.TotalTimeout} {string.Join(' ', route.Match.ExactHosts?.Select(Encoding.ASCII.GetString) ?? [])}");
        foreach (Cluster cluster in snapshot.Clusters)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{cluster.Name} {cluster.Balancer.GetType().Name} {cluster.Outliers?.Rules} {cluster.Breaker.Rules}");
            foreach (Endpoint endpoint in cluster.Endpoints.OrderBy(static each => each.Name, StringComparer.Ordinal))
                text.AppendLine(CultureInfo.InvariantCulture, $"  {endpoint.Name} {endpoint.Weight} {endpoint.Share} {endpoint.MaxRequests} {endpoint.State.Obstacles} {cluster.Usable.Contains(endpoint)}");
        }

        return text.ToString();
    }

    private static ProxyConfig Read((int Ids, int Weight, int Balancer, bool Judges, int Most)[] clusters, (int Name, int Cluster, int Host, int Total)[] routes, int listeners, int keepAlive)
    {
        var text = new StringBuilder("listeners:\n");
        for (int i = 0; i < 3; i++)
        {
            if ((listeners & (1 << i)) != 0) text.AppendLine(CultureInfo.InvariantCulture, $"  l{i}: {{ address: \"127.0.0.1:{8000 + i}\", timeouts: {{ keep-alive: {keepAlive}s }} }}");
        }

        text.AppendLine("routes:");
        foreach ((int name, int cluster, int host, int total) in routes.DistinctBy(static route => route.Name).DistinctBy(static route => route.Host))
            text.AppendLine(CultureInfo.InvariantCulture, $"  - {{ name: r{name}, match: {{ host: h{host}.test }}, cluster: c{cluster}, timeouts: {{ total: {total}m }} }}");
        text.AppendLine("clusters:");
        for (int i = 0; i < clusters.Length; i++)
        {
            (int ids, int weight, int balancer, bool judges, int most) = clusters[i];
            IEnumerable<string> endpoints = Enumerable.Range(0, 4).Where(id => (ids & (1 << id)) != 0).Select(id => $"{{ url: \"http://127.0.0.1:{9000 + id}\", weight: {weight + id} }}");
            text.AppendLine(CultureInfo.InvariantCulture, $"  c{i}: {{ balancer: {Balancers[balancer]}, {(judges ? "health: { outlier: { consecutive-faults: 5 } }, " : "")}{(most > 0 ? $"circuit-breaker: {{ max-requests: {most} }}, " : "")}endpoints: [ {string.Join(", ", endpoints)} ] }}");
        }

        ConfigResult result = ConfigText.Parse(text.ToString(), "/tmp/gyr.yaml");
        return result.Config ?? throw new InvalidOperationException($"{text}{string.Join('\n', result.Diagnostics)}");
    }
}
