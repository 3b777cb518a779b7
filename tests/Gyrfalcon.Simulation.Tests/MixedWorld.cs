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

/// <summary>
/// A world in which everything is drawn from one seed: workers, origins and their failings, ways and their failings, clients and theirs. What must hold in
/// every such world is checked while it runs and when all is quiet again.
/// </summary>
internal sealed class MixedWorld
{
    private const long Second = 1_000_000_000;

    /// <summary>In percent; the configuration's default, which no world changes.</summary>
    private const int RetryBudget = 20;
    private static readonly Address ProxyAddress = new(IPAddress.Parse("10.0.0.1"), 8000);

    private readonly SimulatedWorld _world;
    private readonly SimulatedRandom _random;
    private readonly List<string> _bugs = [];
    private readonly StringWriter _log = new(CultureInfo.InvariantCulture);
    private readonly WorkerGroup _peers;
    private readonly ProxyServer _server;
    private readonly HashSet<Cluster> _everClusters = [];
    private readonly Dictionary<string, Part> _parts = [];
    private readonly int _workers;
    private readonly bool _reloads;
    private string _route = "";
    private string _listener = "";
    private Snapshot? _snapshot;
    private readonly SimulatedOrigin[] _origins;
    private readonly SimulatedOrigin[] _shadows;
    private readonly SimulatedClient[] _clients;
    private readonly HashSet<Endpoint> _everMembers = [];
    private readonly Dictionary<Cluster, int> _ejected = [];
    private readonly Dictionary<Endpoint, int> _inFlight = [];
    private readonly Dictionary<Cluster, (long Retrying, long Waiting)> _budgets = [];
    private readonly bool _clientsMayFallSilent;
    private readonly bool _membersChange;
    private readonly bool _hedges;
    private readonly int _maxEjected;

    internal MixedWorld(ulong seed)
    {
        _world = new SimulatedWorld(seed);
        _random = _world.Random.Fork();
        _peers = WorkerGroup.Start(1, _world.Driver, bug => _bugs.Add(bug.ToString()));
        Worker peer = _peers.Workers[0];

        // A client whose own way falls silent cannot be told anything, so nothing can be said of how long it waits.
        _clientsMayFallSilent = _random.Chance(0.3);
        LinkProfile clients = SomeLink() with { Connects = ConnectFate.Succeeds };
        _world.Network.DefaultLink = _clientsMayFallSilent ? clients : clients with { SilentShare = 0 };
        _origins = Enumerable.Range(0, 1 + _random.Below(6)).Select(index => SomeOrigin(peer, $"10.0.1.{index + 1}")).ToArray();

        // Who gets copies is nobody's origin, so that a POST there is not one that was received twice.
        _shadows = Enumerable.Range(0, _random.Chance(0.5) ? 0 : 1 + _random.Below(2)).Select(index => SomeOrigin(peer, $"10.0.2.{index + 1}")).ToArray();

        _membersChange = _random.Chance(0.3);
        _hedges = _random.Chance(0.2);
        _maxEjected = 10 + _random.Below(91);
        _workers = 1 + _random.Below(3);
        _reloads = _random.Chance(0.3);
        DrawConfiguration();
        _snapshot = Compile();
        foreach (Cluster cluster in _snapshot.Clusters) NoteMembers(cluster);
        _server = ProxyServer.Start(_snapshot, _workers, _world.Driver, null, new OperationalLog(_log))!;
        _clients = Enumerable.Range(0, 1 + _random.Below(20)).Select(_ => SomeClient(peer)).ToArray();
    }

    internal ClientTally Tally { get; } = new();

    /// <summary>Configurations that came into force while it ran.</summary>
    internal long Reloads { get; private set; }

    internal long Turns => _world.Turns;

    internal long Elapsed => _world.Now;

    /// <summary>Mirrored requests that were answered.</summary>
    internal long Copies => _server.Workers.Sum(static worker => worker.Mirroring.Sent);

    internal long Hedges => _everClusters.Sum(static cluster => cluster.Load.Hedges);

    internal long Retries => _everClusters.Sum(static cluster => cluster.Load.Retries);

    /// <summary>Runs the world to its end and checks what must hold.</summary>
    internal void Run()
    {
        foreach (SimulatedClient client in _clients) client.Start();
        bool content = false;
        while (!content && _world.Now < 48 * 3600 * Second)
        {
            content = _world.Run(IsContent, _world.Now + _random.Between(Second / 100, 2 * Second));
            CheckRemoved();
            if (!content) Disturb();
        }

        Must(content, () => "the clients did not come to an end");
        CheckAnswers();
        CheckQuiet();
    }

    /// <summary>One line that must be the same in every run of the same seed.</summary>
    internal string Fingerprint() => string.Create(CultureInfo.InvariantCulture,
        $"{_world.Now} {_world.Turns} {string.Join(' ', Enum.GetValues<Verdict>().Select(Tally.Count))} {Tally.Times.Sum()}");

    /// <summary>Asked after every turn, so it is also where what must hold at any time is checked.</summary>
    private bool IsContent()
    {
        foreach (Cluster cluster in _server.Snapshot.Clusters)
        {
            int ejected = 0;
            foreach (Endpoint endpoint in cluster.Endpoints)
            {
                int most = endpoint.MaxRequests;
                int inFlight = endpoint.Load.InFlight;

                // A lower limit takes nothing back that is under way.
                if (most > 0 && inFlight > most && inFlight > _inFlight.GetValueOrDefault(endpoint)) Assert.Fail(Say($"{endpoint.Load.InFlight} attempts at {endpoint}, which may have {most}"));
                _inFlight[endpoint] = inFlight;
                if ((endpoint.State.Obstacles & Obstacles.Ejected) != 0) ejected++;
            }

            // Fewer members do not call anybody back; a further ejection must keep to the limit.
            if (ejected > _ejected.GetValueOrDefault(cluster) && ejected * 100 > _maxEjected * cluster.Endpoints.Length) Assert.Fail(Say($"{ejected} of {cluster.Endpoints.Length} are ejected, at most {_maxEjected} % may be"));
            _ejected[cluster] = ejected;
            CheckBudget(cluster);
        }

        return _clients.All(static client => client.IsDone);
    }

    /// <summary>A retry or hedge that begins keeps to the share of the requests that wait, of which there may be fewer a moment later.</summary>
    private void CheckBudget(Cluster cluster)
    {
        (long retrying, long waiting) before = _budgets.GetValueOrDefault(cluster);
        (long retrying, long waiting) = (cluster.Load.Retrying, cluster.Load.Waiting);
        long most = Math.Max(ClusterLoad.LeastRetries, Math.Max(before.waiting, waiting) * RetryBudget / 100);
        if (retrying > before.retrying && retrying > most) Assert.Fail(Say($"{retrying} retries are under way where {waiting} requests wait, at most {most} may be"));
        _budgets[cluster] = (retrying, waiting);
    }

    private void CheckRemoved()
    {
        foreach (Endpoint endpoint in _everMembers.Where(static endpoint => endpoint.State.IsRetired))
        {
            Must(endpoint.Pools.All(static pool => pool.Count == 0), () => $"connections to {endpoint}, which was removed, are left in a pool");
        }

        _everMembers.UnionWith(_everClusters.SelectMany(static cluster => cluster.Endpoints));
    }

    private void CheckAnswers()
    {
        Must(_bugs.Count == 0, () => string.Join('\n', _bugs));
        Assert.DoesNotContain("internal error", _log.ToString(), StringComparison.Ordinal);
        Must(Tally.Count(Verdict.NotMine) == 0, () => "somebody got another's answer");
        Must(Tally.Count(Verdict.WrongBody) == 0, () => "a torn answer looked complete");
        Must(_clientsMayFallSilent || Tally.Count(Verdict.OutlivedPatience) == 0, () => "an exchange outlived its timeouts");
        Must(_origins.Concat(_shadows).All(static origin => origin.WrongBodies == 0), () => "an origin took a torn request for whole");
        Must(_shadows.All(static shadow => shadow.Received.Values.All(static times => times == 1)), () => "a request was copied more than once");

        IEnumerable<long> twice = _origins.SelectMany(static origin => origin.Received)
            .GroupBy(static pair => pair.Key, static pair => pair.Value)
            .Where(group => Tally.Methods[group.Key] == "POST" && group.Sum() > 1)
            .Select(static group => group.Key);
        Must(!twice.Any(), () => $"a POST was received more than once: {string.Join(' ', twice)}");
    }

    private void CheckQuiet()
    {
        foreach (SimulatedOrigin origin in _origins.Concat(_shadows)) origin.Kill();
        _server.BeginDrain();
        _world.RunFor(900 * Second);
        foreach (WorkerState worker in _server.Workers)
        {
            Must(worker.Clients == 0, () => $"{worker.Clients} client connections are left");
            Must(worker.OpenTunnels == 0, () => "tunnels are left");
            Must(worker.Mirroring.UnderWay == 0, () => $"{worker.Mirroring.UnderWay} copies are still under way");
            foreach (Endpoint endpoint in _everMembers)
            {
                Must(endpoint.Pools[worker.Index].Count == 0, () => $"connections to {endpoint} are left in the pool");
                Must(endpoint.Load.InFlight == 0, () => $"{endpoint.Load.InFlight} attempts at {endpoint} still count");
            }

            BufferPool buffers = worker.Worker.Buffers;
            Must(buffers.Outstanding == 0, () => $"{buffers.Outstanding} buffers are left out");
        }

        foreach (Cluster cluster in _everClusters)
        {
            Must(cluster.Load.Waiting == 0, () => $"{cluster.Load.Waiting} requests still wait");
            Must(cluster.Load.Retrying == 0, () => $"{cluster.Load.Retrying} retries still count");
            Must(cluster.Pending.Count == 0, () => $"{cluster.Pending.Count} requests are left in the queue");
            Must(cluster.Breaker.Requests == 0, () => $"{cluster.Breaker.Requests} requests still count in the breaker");

            // A recovery may be connecting.
            int recovering = cluster.Endpoints.Count(static endpoint => endpoint.State.IsDown);
            Must(cluster.Breaker.Connections <= recovering, () => $"{cluster.Breaker.Connections} connections still count in the breaker");
        }

        _server.End();
        Must(_bugs.Count == 0, () => string.Join('\n', _bugs));
    }

    private string Say(string what) => $"{Replay.Of(_world.Seed)}: {what}. Log:\n{_log}";

    /// <summary>The words are made, with all of the log, only for a failure.</summary>
    private void Must(bool holds, Func<string> what)
    {
        if (!holds) Assert.Fail(Say(what()));
    }

    /// <summary>Now and then an origin dies, comes back or changes its ways, or the members of the cluster change.</summary>
    private void Disturb()
    {
        int drawn = _random.Below(_origins.Length + _shadows.Length);
        SimulatedOrigin origin = drawn < _origins.Length ? _origins[drawn] : _shadows[drawn - _origins.Length];
        if (_reloads && _random.Chance(0.3)) Reload();
        if (_membersChange && drawn < _origins.Length) ChangeMembers(origin);
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

    private void ChangeMembers(SimulatedOrigin origin)
    {
        ClusterMembership members = _server.Snapshot.Memberships[_random.Below(_server.Snapshot.Memberships.Count - (_shadows.Length > 0 ? 1 : 0))];
        var spec = new EndpointSpec($"http://{origin.Address}", origin.Address.ToString().Split(':')[0], 8080, false, origin.Address.ToString(), IPAddress.Parse(origin.Address.ToString().Split(':')[0]))
        {
            Weight = _random.Below(4),
            IsBackup = _random.Chance(0.1),
            MaxRequests = _random.Below(3),
        };
        switch (_random.Below(8))
        {
            case 0:
                members.TryRemove(spec.Url, _world.UtcNow);
                break;
            case 1 or 2:
                members.TryAdd(spec, _world.UtcNow);
                break;
            case 3:
                members.TryDrain(spec.Url, "the test wants it", _world.UtcNow);
                break;
            case 4 or 5:
                members.TryEnable(spec.Url, _world.UtcNow);
                break;
            case 6:
                members.TryWeigh(spec.Url, _random.Chance(0.5) ? null : _random.Below(5), _world.UtcNow);
                break;
        }

        _everMembers.UnionWith(members.Cluster.Endpoints);
        _ejected[members.Cluster] = members.Cluster.Endpoints.Count(static endpoint => (endpoint.State.Obstacles & Obstacles.Ejected) != 0);
    }

    private SimulatedOrigin SomeOrigin(Worker peer, string ip)
    {
        var address = new Address(IPAddress.Parse(ip), 8080);
        _world.Network.SetLink(address, SomeLink());
        return new SimulatedOrigin(_world, peer, address) { Behaviour = SomeBehaviour() };
    }

    private SimulatedClient SomeClient(Worker peer) => new(_world, peer, ProxyAddress, new ClientBehaviour
    {
        // Nobody is hedged until a hundred answers of late have told what is slow.
        Requests = 1 + _random.Below(_hedges ? 110 : 30),
        ThinkTime = _random.Between(0, 20_000_000),
        LargestResponse = 1 << _random.Below(_random.Chance(0.1) ? 20 : 16),
        LargestRequest = 1 << _random.Below(_random.Chance(0.1) ? 18 : 15),
        VanishChance = Sometimes(0.1),
        GarbleChance = Sometimes(0.2),
    }, Tally);

    private OriginBehaviour SomeBehaviour() => new()
    {
        ServiceTime = _random.Between(0, 3_000_000),
        ServiceSpread = _random.Between(0, 10_000_000),
        ErrorChance = Sometimes(0.2),
        ResetChance = Sometimes(0.2),
        StallChance = Sometimes(0.02),
        CutChance = Sometimes(0.1),
        GarbageChance = Sometimes(0.1),
        GarbleChance = Sometimes(0.2),
        CloseChance = Sometimes(0.3),
        ChunkedShare = _random.Unit(),
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

    private Snapshot Compile()
    {
        string clusters = string.Join(", ", _parts.Select(static part => $"{part.Key}: {{ endpoints: [ {part.Value.Endpoints} ]{part.Value.Settings} }}"));
        string text = $$"""
            workers: {{_workers}}
            listeners: { web: { address: "{{ProxyAddress}}"{{_listener}} } }
            routes: [ {{_route}} ]
            clusters: { {{clusters}} }
            """;
        ConfigResult result = ConfigText.Parse(text, "simulated.yaml");
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        return SnapshotCompiler.Compile(result.Config, _workers, out _, _snapshot)!;
    }

    private void DrawConfiguration()
    {
        int parts = _random.Chance(0.7) ? 1 : Math.Min(_origins.Length, 2);
        for (int part = 0; part < parts; part++)
        {
            SimulatedOrigin[] origins = [.. _origins.Where((_, index) => index % parts == part)];
            _parts.Add($"app-{part}", new Part(origins, SomeEndpoints(origins), SomeSettings()));
        }

        if (_shadows.Length > 0) _parts.Add("shadow", new Part(_shadows, SomeEndpoints(_shadows), SomeSettings()));
        _route = SomeRoute();
    }

    /// <summary>Another configuration comes into force: other endpoints of a cluster, other settings of one, another route, another listener.</summary>
    private void Reload()
    {
        string name = _parts.Keys.ElementAt(_random.Below(_parts.Count));
        Part part = _parts[name];
        switch (_random.Below(4))
        {
            case 0:
                SimulatedOrigin[] some = [.. part.Origins.Where(_ => _random.Chance(0.7))];
                _parts[name] = part with { Endpoints = SomeEndpoints(some.Length > 0 ? some : part.Origins) };
                break;
            case 1:
                _parts[name] = part with { Settings = SomeSettings() };
                break;
            case 2:
                _route = SomeRoute();
                break;
            case 3:
                _listener = $", limits: {{ connections: {50 + _random.Below(1000)} }}";
                break;
        }

        Snapshot next = Compile();
        Must(_server.TryApply(next, TimeSpan.FromSeconds(_random.Below(60)), out string? error), () => $"the reload was refused: {error}");
        Reloads++;
        _snapshot = next;
        foreach (Cluster cluster in next.Clusters) NoteMembers(cluster);
    }

    private void NoteMembers(Cluster cluster)
    {
        _everClusters.Add(cluster);
        _everMembers.UnionWith(cluster.Endpoints);
        _ejected[cluster] = cluster.Endpoints.Count(static endpoint => (endpoint.State.Obstacles & Obstacles.Ejected) != 0);
    }

    private string SomeRoute()
    {
        string retry = _random.Chance(0.3) ? "{ attempts: 3, on: [ connect-failure, reset, 503 ] }" : "{ attempts: 2 }";
        string key = _random.Chance(0.5) ? ", split-key: path" : "";
        string target = !_parts.ContainsKey("app-1") ? "cluster: app-0" : $"split: [ {{ cluster: app-0, weight: {_random.Below(4)} }}, {{ cluster: app-1 }} ]{key}";
        string mirror = _shadows.Length == 0 ? "" : $", mirror: {{ cluster: shadow, share: {1 + _random.Below(100)}%, timeout: {1 + _random.Below(20)}s }}";
        string hedge = _hedges ? $", hedge: {{ quantile: {50 + _random.Below(40)}%, at-least: {1 + _random.Below(20)}ms }}" : "";
        return $"{{ {target}, retry: {retry}{mirror}{hedge}{(_random.Chance(0.3) ? $", timeouts: {{ attempt: {1 + _random.Below(500)}ms }}" : "")} }}";
    }

    private string SomeEndpoints(IEnumerable<SimulatedOrigin> origins)
    {
        // Few places, so that requests wait for them, and sessions for certain ones.
        string places = _random.Chance(0.4) ? $", max-requests: {1 + _random.Below(3)}" : "";
        return string.Join(", ", origins.Select(origin => $"{{ url: \"http://{origin.Address}\", weight: {1 + _random.Below(5)}, backup: {(_random.Chance(0.1) ? "true" : "false")}{places} }}"));
    }

    private string SomeSettings()
    {
        string[] balancers = ["round-robin", "least-requests", "power-of-two", "random", "ewma", "maglev", "{ maglev: { key: path } }"];
        string sticky = _random.Chance(0.4) ? ", sticky: {}" : "";
        return $", balancer: {balancers[_random.Below(balancers.Length)]}{sticky}{SomeCare()}";
    }

    /// <summary>Health checks, outliers, slow start, breakers and a queue, each in some worlds.</summary>
    private string SomeCare()
    {
        string active = _random.Chance(0.3)
            ? $"active: {{ {(_random.Chance(0.2) ? "type: tcp" : "path: /healthz, body: well")}, interval: {10 + _random.Below(2000)}ms, timeout: {5 + _random.Below(1000)}ms, healthy-after: {1 + _random.Below(3)}, unhealthy-after: {1 + _random.Below(3)} }}, "
            : "";
        string outlier = _random.Chance(0.4)
            ? $"outlier: {{ consecutive-faults: {1 + _random.Below(5)}, success-rate-requests: {1 + _random.Below(20)}, interval: {100 + _random.Below(2000)}ms, ejection: {10 + _random.Below(3000)}ms, max-ejected: {_maxEjected}% }}, "
            : "";
        string care = $", health: {{ {active}{outlier}panic-below: {_random.Below(3) * 25}% }}, queue-timeout: {1 + _random.Below(3000)}ms";
        if (_random.Chance(0.3)) care += $", slow-start: {_random.Below(5000)}ms";
        var limits = new List<string> { $"max-pending: {_random.Below(12)}" };
        if (_random.Chance(0.2)) limits.Add($"max-requests: {1 + _random.Below(20)}");
        if (_random.Chance(0.2)) limits.Add($"max-connections: {1 + _random.Below(20)}");
        return $"{care}, circuit-breaker: {{ {string.Join(", ", limits)} }}";
    }

    /// <summary>A cluster of the configuration: who may belong to it, who does, and how it is used.</summary>
    private sealed record Part(SimulatedOrigin[] Origins, string Endpoints, string Settings);
}
