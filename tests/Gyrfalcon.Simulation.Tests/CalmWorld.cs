using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using Gyrfalcon.Engine;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;
using Gyrfalcon.Simulation.Network;
using Gyrfalcon.Simulation.Peers;
using Xunit;

namespace Gyrfalcon.Simulation.Tests;

/// <summary>
/// A world in which nothing fails, so that what a balancer promises can be held against every single choice: workers, weights, clients and service times are drawn from one seed.
/// </summary>
internal sealed class CalmWorld
{
    private static readonly Address ProxyAddress = new(IPAddress.Parse("10.0.0.1"), 8000);

    private readonly SimulatedWorld _world;
    private readonly SimulatedRandom _random;
    private readonly ProxyServer _server;
    private readonly Cluster _cluster;
    private readonly int[] _weights;
    private readonly SimulatedOrigin[] _origins;
    private readonly SimulatedClient[] _clients;
    private readonly int[] _inFlight;
    private readonly ClientTally _tally = new();

    /// <summary>Requests of this world are so many times the sum of all weights.</summary>
    private readonly int _cycles;

    internal CalmWorld(ulong seed, string balancer)
    {
        _world = new SimulatedWorld(seed);
        _random = _world.Random.Fork();
        _world.Network.DefaultLink = new LinkProfile { Latency = 100_000 };
        Worker peer = WorkerGroup.Start(1, _world.Driver, bug => throw new InvalidOperationException($"In the world of seed {seed}", bug)).Workers[0];
        _weights = [.. Enumerable.Range(0, 1 + _random.Below(8)).Select(_ => 1 + _random.Below(5))];
        _inFlight = new int[_weights.Length];
        _origins = [.. _weights.Select((_, index) => SomeOrigin(peer, $"10.0.1.{index + 1}"))];
        int workers = 1 + _random.Below(4);
        Snapshot snapshot = Compile(workers, balancer);
        _cluster = snapshot.Clusters.Single();
        _server = ProxyServer.Start(snapshot, workers, _world.Driver, null, new OperationalLog(new StringWriter(CultureInfo.InvariantCulture)))!;
        _cycles = 1 + _random.Below(10);
        int each = _weights.Sum() * _cycles;
        _clients = [.. Enumerable.Range(0, 1 + _random.Below(24)).Select(_ => SomeClient(peer, each))];
    }

    /// <summary>Runs it to its end; <paramref name="afterEachTurn"/> looks at it in between.</summary>
    internal void Run(Action<CalmWorld>? afterEachTurn = null)
    {
        foreach (SimulatedClient client in _clients) client.Start();
        _world.Run(() =>
        {
            afterEachTurn?.Invoke(this);
            return _clients.All(static client => client.IsDone);
        });
        Assert.True(_tally.Count(Verdict.Good) == _tally.Requests, Say("a request failed in a world where nothing fails"));
        _server.End();
    }

    /// <summary>After whole cycles each endpoint has had exactly its share.</summary>
    internal void CheckShares()
    {
        for (int i = 0; i < _weights.Length; i++)
        {
            int received = _origins[i].Received.Count;
            Assert.True(received == _weights[i] * _cycles * _clients.Length, Say($"endpoint {i} of the weights {string.Join(' ', _weights)} got {received} of {_tally.Requests} requests"));
        }
    }

    /// <summary>
    /// Whoever got requests since the last look had the fewest for its weight when it got them; within one turn others may have got and ended theirs, which <paramref name="slack"/> allows for.
    /// </summary>
    internal void CheckLeast(int slack)
    {
        Endpoint[] endpoints = _cluster.Endpoints;
        for (int i = 0; i < endpoints.Length; i++)
        {
            int now = endpoints[i].Load.InFlight;
            for (int other = 0; now > _inFlight[i] && other < endpoints.Length; other++)
            {
                int most = Math.Max(endpoints[other].Load.InFlight, _inFlight[other]) + 1 + slack;
                Assert.True((long)now * _weights[other] <= (long)most * _weights[i], Say($"endpoint {i} got its request {now} while endpoint {other} had fewer than {most}, weights {string.Join(' ', _weights)}"));
            }
        }

        for (int i = 0; i < endpoints.Length; i++) _inFlight[i] = endpoints[i].Load.InFlight;
    }

    private string Say(string what) => $"{Replay.Of(_world.Seed)}: {what}";

    private SimulatedOrigin SomeOrigin(Worker peer, string ip) => new(_world, peer, new Address(IPAddress.Parse(ip), 8080))
    {
        Behaviour = new OriginBehaviour { ServiceTime = _random.Between(0, 3_000_000), ServiceSpread = _random.Between(0, 10_000_000) },
    };

    private SimulatedClient SomeClient(Worker peer, int requests) => new(_world, peer, ProxyAddress, new ClientBehaviour
    {
        Requests = requests,
        ThinkTime = _random.Between(0, 5_000_000),
        LargestResponse = 1 << _random.Below(14),
        LargestRequest = 1 << _random.Below(14),
    }, _tally);

    private Snapshot Compile(int workers, string balancer)
    {
        IEnumerable<string> endpoints = _origins.Select((origin, index) => $"{{ url: \"http://{origin.Address}\", weight: {_weights[index]} }}");
        string text = $$"""
            workers: {{workers}}
            listeners: { web: { address: "{{ProxyAddress}}" } }
            routes: [ { cluster: app } ]
            clusters: { app: { endpoints: [ {{string.Join(", ", endpoints)}} ], balancer: {{balancer}} } }
            """;
        ConfigResult result = ConfigText.Parse(text, "simulated.yaml");
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        return SnapshotCompiler.Compile(result.Config, workers, out _)!;
    }
}
