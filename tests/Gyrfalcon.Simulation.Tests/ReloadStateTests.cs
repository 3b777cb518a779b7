using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Simulation.Tests;

/// <summary>One configuration after another ends in the state of the last alone, and what the two have in common is the same, not made anew.</summary>
public sealed class ReloadStateTests
{
    [Fact]
    public void The_way_to_a_configuration_does_not_show_in_it() => Seeds.ForEach(seed =>
    {
        var world = new SimulatedWorld(seed);
        SimulatedRandom random = world.Random.Fork();
        List<Drawn> drawn = [Draw(random, null)];
        for (int i = 0; i < 6; i++) drawn.Add(Draw(random, drawn[^1]));

        Snapshot current = Compile(drawn[0], null);
        ProxyServer server = ProxyServer.Start(current, 2, world.Driver, null, new OperationalLog(TextWriter.Null))!;
        world.RunFor(1_000_000);
        foreach (Drawn next in drawn.Skip(1))
        {
            Snapshot before = server.Snapshot;
            Dictionary<string, Endpoint> endpoints = EndpointsOf(before);
            Assert.True(server.TryApply(Compile(next, before), TimeSpan.FromSeconds(random.Below(3)), out string? error), $"{Replay.Of(seed)}: {error}");
            world.RunFor(random.Below(4) * 1_000_000_000L);
            Assert.Equal(Describe(Compile(next, null)), Describe(server.Snapshot));
            foreach ((string name, Cluster cluster) in server.Snapshot.Clusters.Select(static cluster => (cluster.Name, cluster)))
            {
                Cluster? old = before.Clusters.FirstOrDefault(other => other.Name == name);
                bool same = old is not null && drawn[drawn.IndexOf(next) - 1].Settings[name] == next.Settings[name];
                Assert.True(same == (old == cluster), $"{Replay.Of(seed)}: cluster {name} {(same ? "is made anew" : "goes on")}");
                foreach (Endpoint endpoint in cluster.Endpoints)
                    Assert.True(!same || !endpoints.TryGetValue($"{name}/{endpoint.Name}", out Endpoint? kept) || kept == endpoint, $"{Replay.Of(seed)}: endpoint {endpoint} of {name} is made anew");
            }
        }

        server.End();
    }, most: 500);

    [Fact]
    public void A_configuration_is_equal_to_itself_however_it_is_written()
    {
        const string Terse = "listeners: { web: { address: \":8000\", trusted-proxies: [ 10.0.0.0/8 ] } }\nroutes: [ { cluster: app, match: { path: /a, methods: [ GET ] }, retry: { on: [ reset ] } } ]\nclusters: { app: { endpoints: [ \"http://a\", { url: \"http://b\", weight: 2 } ], health: { active: { path: /h } } } }\n";
        const string Wordy = """
            # The same.
            clusters:
              app:
                health: { active: { path: "/h" } }
                endpoints:
                  - http://a
                  - weight: 2
                    url: "http://b"
            routes:
              - retry: { on: [ reset ] }
                match: { methods: GET, path: "/a" }
                cluster: app
            listeners:
              web:
                trusted-proxies: [ "10.0.0.0/8" ]
                address: ":8000"
            """;
        ProxyConfig one = Parse(Terse);
        ProxyConfig other = Parse(Wordy);
        Assert.Equal(one.Clusters, other.Clusters);
        Assert.Equal(one.Routes, other.Routes);
        Assert.Equal(one.Listeners, other.Listeners);
        Assert.NotEqual(one.Routes, Parse(Terse.Replace("GET", "PUT", StringComparison.Ordinal)).Routes);
        Assert.NotEqual(one.Clusters, Parse(Terse.Replace("weight: 2", "weight: 3", StringComparison.Ordinal)).Clusters);
    }

    private static Dictionary<string, Endpoint> EndpointsOf(Snapshot snapshot)
        => snapshot.Clusters.SelectMany(static cluster => cluster.Endpoints.Select(endpoint => ($"{cluster.Name}/{endpoint.Name}", endpoint))).ToDictionary(static pair => pair.Item1, static pair => pair.endpoint, StringComparer.Ordinal);

    private static Drawn Draw(SimulatedRandom random, Drawn? before)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var clusters = new List<string>();
        foreach (string name in new[] { "a", "b", "c" })
        {
            if (name != "a" && random.Chance(0.3)) continue;
            string own = before?.Settings.GetValueOrDefault(name) is { } same && random.Chance(0.6) ? same : $"balancer: {(random.Chance(0.5) ? "random" : "ewma")}, slow-start: {random.Below(3)}s";
            settings[name] = own;
            IEnumerable<string> endpoints = Enumerable.Range(1, 1 + random.Below(6)).Where(number => number == 1 || random.Chance(0.7))
                .Select(number => $"{{ url: \"http://10.0.0.{number}:8080\", weight: {random.Below(4)}, max-requests: {1 + random.Below(3)}, backup: {(random.Chance(0.2) ? "true" : "false")} }}");
            clusters.Add($"{name}: {{ endpoints: [ {string.Join(", ", endpoints)} ], {own} }}");
        }

        string[] names = [.. settings.Keys];
        IEnumerable<string> routes = Enumerable.Range(0, 1 + random.Below(4)).Select(number => $"{{ name: r{random.Below(3)}{number}, match: {{ path: /{random.Below(3)} }}, cluster: {names[random.Below(names.Length)]} }}");
        IEnumerable<string> listeners = Enumerable.Range(0, 3).Where(number => number == 0 || random.Chance(0.5)).Select(number => $"l{number}: {{ address: \"10.0.9.1:{8000 + number + (random.Chance(0.2) ? 100 : 0)}\", limits: {{ connections: {10 + random.Below(3)} }} }}");
        return new Drawn($"listeners: {{ {string.Join(", ", listeners)} }}\nroutes: [ {string.Join(", ", routes)} ]\nclusters: {{ {string.Join(", ", clusters)} }}\n", settings);
    }

    private static ProxyConfig Parse(string text)
    {
        ConfigResult result = ConfigText.Parse(text, "reload.yaml");
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        return result.Config;
    }

    private static Snapshot Compile(Drawn drawn, Snapshot? before) => SnapshotCompiler.Compile(Parse(drawn.Text), 2, out _, before)!;

    private static string Describe(Snapshot snapshot) => string.Join('\n',
    [
        .. snapshot.Listeners.Select(static listener => string.Create(CultureInfo.InvariantCulture, $"listener {listener.Name} {listener.Address} {listener.MaxConnections}")),
        .. snapshot.Router.Routes.ToArray().Select(static route => $"route {route.Name} {route.Cluster!.Name}"),
        .. snapshot.Clusters.Select(static cluster => $"cluster {cluster.Name} {cluster.Balancer.GetType().Name} {cluster.SlowStart} "
            + string.Join(' ', cluster.Endpoints.OrderBy(static endpoint => endpoint.Name, StringComparer.Ordinal).Select(static endpoint => string.Create(CultureInfo.InvariantCulture, $"{endpoint.Name} {endpoint.Weight} {endpoint.MaxRequests} {endpoint.IsBackup}")))),
    ]);

    /// <summary>A configuration, and the settings of its clusters but for their endpoints.</summary>
    private sealed record Drawn(string Text, SortedDictionary<string, string> Settings);
}
