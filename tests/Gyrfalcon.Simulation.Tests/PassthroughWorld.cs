using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;
using Gyrfalcon.Simulation.Network;
using Gyrfalcon.Simulation.Peers;
using Xunit;

namespace Gyrfalcon.Simulation.Tests;

/// <summary>A world of connections that are passed through by the name that they ask for, with everything about it drawn from one seed.</summary>
internal sealed class PassthroughWorld
{
    private const long Second = 1_000_000_000;
    private const byte UnrecognizedName = 112;
    private const byte InternalError = 80;
    private const string NamesNobodyHas = "nobody.example";

    private static readonly Address ProxyAddress = new(IPAddress.Parse("10.0.0.1"), 8443);

    private readonly SimulatedWorld _world;
    private readonly SimulatedRandom _random;
    private readonly List<string> _bugs = [];
    private readonly StringWriter _log = new(CultureInfo.InvariantCulture);
    private readonly ProxyServer _server;
    private readonly SealedOrigin[][] _clusters;
    private readonly SealedClient[] _clients;
    private readonly HashSet<Endpoint> _everMembers = [];
    private readonly HashSet<Cluster> _everClusters = [];
    private readonly string[] _settings;
    private readonly int _workers;
    private readonly bool _clientsMayFallSilent;
    private readonly bool _reloads;

    internal PassthroughWorld(ulong seed)
    {
        _world = new SimulatedWorld(seed);
        _random = _world.Random.Fork();
        Worker peer = WorkerGroup.Start(1, _world.Driver, bug => _bugs.Add(bug.ToString())).Workers[0];
        _clientsMayFallSilent = _random.Chance(0.3);
        LinkProfile clients = SomeLink() with { Connects = ConnectFate.Succeeds };
        _world.Network.DefaultLink = _clientsMayFallSilent ? clients : clients with { SilentShare = 0 };
        _clusters = [.. Enumerable.Range(0, 1 + _random.Below(3)).Select(cluster => Enumerable.Range(0, 1 + _random.Below(3)).Select(index => SomeOrigin(peer, cluster, index)).ToArray())];
        _settings = [.. _clusters.Select(_ => SomeSettings())];
        _workers = 1 + _random.Below(3);
        _reloads = _random.Chance(0.3);
        Snapshot snapshot = Compile(null);
        Note(snapshot);
        _server = ProxyServer.Start(snapshot, _workers, _world.Driver, null, new OperationalLog(_log))!;
        string[] names = [NamesNobodyHas, "", .. Enumerable.Range(0, _clusters.Length).SelectMany(NamesOf)];
        _clients = [.. Enumerable.Range(0, 1 + _random.Below(16)).Select(_ => SomeClient(peer, names))];
    }

    internal ClientTally Tally { get; } = new();

    /// <summary>Configurations that came into force while it ran.</summary>
    internal long Reloads { get; private set; }

    /// <summary>Runs the world to its end and checks what must hold.</summary>
    internal void Run()
    {
        foreach (SealedClient client in _clients) client.Start();
        bool content = false;
        while (!content && _world.Now < 48 * 3600 * Second)
        {
            content = _world.Run(() => _clients.All(static client => client.IsDone), _world.Now + _random.Between(Second / 100, 2 * Second));
            if (!content) Disturb();
        }

        Must(content, () => "the clients did not come to an end");
        CheckBytes();
        CheckQuiet();
    }

    private IEnumerable<SealedOrigin> Origins => _clusters.SelectMany(static origins => origins);

    private void CheckBytes()
    {
        Must(_bugs.Count == 0, () => string.Join('\n', _bugs));
        Must(!_log.ToString().Contains("internal error", StringComparison.Ordinal), () => "there is a bug in the log");
        Must(Tally.Count(Verdict.NotMine) == 0, () => "somebody got another's bytes");
        Must(Tally.Count(Verdict.WrongBody) == 0, () => "somebody got bytes that nobody sent");
        Must(_clientsMayFallSilent || Tally.Count(Verdict.OutlivedPatience) == 0, () => "a connection outlived its timeouts");
        Must(Origins.All(static origin => origin.Wrong.Count == 0), () => string.Join('\n', Origins.SelectMany(static origin => origin.Wrong)));

        // An endpoint that was sent a byte is the only one that ever gets any of that connection.
        IEnumerable<long> twice = Origins.SelectMany(static origin => origin.Begun).GroupBy(static id => id).Where(static group => group.Count() > 1).Select(static group => group.Key);
        Must(!twice.Any(), () => $"connections were passed on twice: {string.Join(' ', twice)}");
        HashSet<long> completed = [.. Origins.SelectMany(static origin => origin.Completed)];
        IEnumerable<long> torn = _clients.SelectMany(static client => client.Good).Where(id => !completed.Contains(id));
        Must(!torn.Any(), () => $"connections look whole to their clients and were not to their origins: {string.Join(' ', torn)}");
        foreach ((string name, byte description) in _clients.SelectMany(static client => client.Alerts))
        {
            bool isNobodys = name is NamesNobodyHas or "";
            Must(description == (isNobodys ? UnrecognizedName : InternalError), () => $"who asked for `{name}` got the alert {description}");
        }
    }

    private void CheckQuiet()
    {
        foreach (SealedOrigin origin in Origins) origin.Kill();
        _server.BeginDrain();
        _world.RunFor(900 * Second);
        foreach (WorkerState worker in _server.Workers)
        {
            Must(worker.Clients == 0, () => $"{worker.Clients} client connections are left");
            Must(worker.OpenTunnels == 0, () => "tunnels are left");
            foreach (Endpoint endpoint in _everMembers)
            {
                Must(endpoint.Pools[worker.Index].Count == 0, () => $"connections to {endpoint} are in the pool, and none can be used again");
                Must(endpoint.Load.InFlight == 0, () => $"{endpoint.Load.InFlight} connections to {endpoint} still count");
            }

            BufferPool buffers = worker.Worker.Buffers;
            Must(buffers.Outstanding == 0, () => $"{buffers.Outstanding} buffers are left out");
        }

        foreach (Cluster cluster in _everClusters)
        {
            Must(cluster.Load.Waiting == 0, () => $"{cluster.Load.Waiting} connections still wait");
            Must(cluster.Load.Retrying == 0, () => $"{cluster.Load.Retrying} retries still count");
            Must(cluster.Pending.Count == 0, () => $"{cluster.Pending.Count} connections are left in the queue");
            Must(cluster.Breaker.Requests == 0, () => $"{cluster.Breaker.Requests} connections still count in the breaker");

            // A recovery may be connecting.
            Must(cluster.Breaker.Connections <= cluster.Endpoints.Count(static endpoint => endpoint.State.IsDown), () => $"{cluster.Breaker.Connections} connections to endpoints still count in the breaker");
        }

        _server.End();
        Must(_bugs.Count == 0, () => string.Join('\n', _bugs));
    }

    private void Disturb()
    {
        int cluster = _random.Below(_clusters.Length);
        SealedOrigin origin = _clusters[cluster][_random.Below(_clusters[cluster].Length)];
        if (_reloads && _random.Chance(0.3)) Reload(cluster);
        switch (_random.Below(6))
        {
            case 0:
                origin.Kill();
                break;
            case 1:
                origin.Kill();
                origin.Start(_world);
                break;
            case 2:
                origin.Behaviour = SomeBehaviour();
                break;
            case 3:
                _world.Network.SetLink(origin.Address, SomeLink());
                break;
        }
    }

    private void Reload(int cluster)
    {
        _settings[cluster] = SomeSettings();
        Snapshot next = Compile(_server.Snapshot);
        Must(_server.TryApply(next, TimeSpan.FromSeconds(_random.Below(60)), out string? error), () => $"the reload was refused: {error}");
        Reloads++;
        Note(next);
    }

    private void Note(Snapshot snapshot)
    {
        _everClusters.UnionWith(snapshot.Clusters);
        _everMembers.UnionWith(snapshot.Clusters.SelectMany(static cluster => cluster.Endpoints));
    }

    private Snapshot Compile(Snapshot? before)
    {
        IEnumerable<string> routes = Enumerable.Range(0, _clusters.Length).Select(static cluster => $"{{ name: r{cluster}, passthrough: true, match: {{ host: [ n{cluster}.example, \"*.w{cluster}.example\" ] }}, cluster: c{cluster}, timeouts: {{ tunnel-idle: 20s }} }}");
        IEnumerable<string> clusters = _clusters.Select((origins, cluster) => $"c{cluster}: {{ endpoints: [ {string.Join(", ", origins.Select(static origin => $"\"http://{origin.Address}\""))} ]{_settings[cluster]} }}");
        string text = $$"""
            workers: {{_workers}}
            listeners: { web: { address: "{{ProxyAddress}}", tls: {} } }
            routes: [ {{string.Join(", ", routes)}} ]
            clusters: { {{string.Join(", ", clusters)}} }
            """;
        ConfigResult result = ConfigText.Parse(text, "simulated.yaml");
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        return SnapshotCompiler.Compile(result.Config, _workers, out _, before)!;
    }

    /// <summary>As clients spell them.</summary>
    private static IReadOnlyList<string> NamesOf(int cluster) => [$"n{cluster}.example", $"N{cluster}.Example", $"n{cluster}.example.", $"a.w{cluster}.example", $"b.w{cluster}.example"];

    private string SomeSettings()
    {
        string[] balancers = ["round-robin", "least-requests", "power-of-two", "random", "ewma", "maglev"];
        string outlier = _random.Chance(0.3) ? $", health: {{ outlier: {{ consecutive-faults: {1 + _random.Below(5)}, ejection: {10 + _random.Below(3000)}ms }} }}" : "";
        var limits = new List<string> { $"max-pending: {_random.Below(12)}" };
        if (_random.Chance(0.3)) limits.Add($"max-requests: {1 + _random.Below(10)}");
        if (_random.Chance(0.2)) limits.Add($"max-connections: {1 + _random.Below(10)}");
        return $", balancer: {balancers[_random.Below(balancers.Length)]}, queue-timeout: {1 + _random.Below(3000)}ms{outlier}, circuit-breaker: {{ {string.Join(", ", limits)} }}";
    }

    private SealedOrigin SomeOrigin(Worker peer, int cluster, int index)
    {
        var address = new Address(IPAddress.Parse($"10.0.{cluster + 1}.{index + 1}"), 8443);
        _world.Network.SetLink(address, SomeLink());
        return new SealedOrigin(_world, peer, address, NamesOf(cluster)) { Behaviour = SomeBehaviour() };
    }

    private SealedClient SomeClient(Worker peer, string[] names) => new(_world, peer, ProxyAddress, new ClientBehaviour
    {
        Requests = 1 + _random.Below(20),
        ThinkTime = _random.Between(0, 20_000_000),
        LargestResponse = 1 << _random.Below(_random.Chance(0.1) ? 20 : 16),
        LargestRequest = 1 << _random.Below(_random.Chance(0.1) ? 20 : 16),
        VanishChance = Sometimes(0.1),
    }, names, Tally);

    private OriginBehaviour SomeBehaviour() => new()
    {
        ServiceTime = _random.Between(0, 3_000_000),
        ServiceSpread = _random.Between(0, 10_000_000),
        ResetChance = Sometimes(0.2),
        StallChance = Sometimes(0.02),
        CutChance = Sometimes(0.1),
    };

    private LinkProfile SomeLink() => new()
    {
        Latency = _random.Between(1_000, 5_000_000),
        Jitter = _random.Between(0, 2_000_000),
        Bandwidth = _random.Between(1_000_000, 1_000_000_000),
        Window = 1024 << _random.Below(9),
        LargestSegment = 1 << (_random.Chance(0.1) ? _random.Below(4) : 6 + _random.Below(9)),
        Connects = _random.Below(12) switch { 0 => ConnectFate.Refused, 1 => ConnectFate.Hangs, _ => ConnectFate.Succeeds },
        BreakChance = Sometimes(0.2),
        BreaksWithin = 1 << _random.Below(18),
        SilentShare = _random.Unit(),
    };

    private double Sometimes(double most) => _random.Chance(0.5) ? 0 : _random.Unit() * most;

    private string Say(string what) => $"{Replay.Of(_world.Seed)}: {what}. Log:\n{_log}";

    /// <summary>The words are made, with all of the log, only for a failure.</summary>
    private void Must(bool holds, Func<string> what)
    {
        if (!holds) Assert.Fail(Say(what()));
    }
}
