using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Gyrfalcon.Engine;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Scenarios;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;
using Gyrfalcon.Scenarios.Clients;
using Gyrfalcon.Scenarios.Endpoints;
using Gyrfalcon.Scenarios.Recording;
using Gyrfalcon.Scenarios.Reports;
using Gyrfalcon.Simulation;
using Gyrfalcon.Simulation.Network;

namespace Gyrfalcon.Scenarios;

/// <summary>A world made from a scenario: the proxy as it is shipped, the endpoints and clients around it. Runs once, on the thread that calls.</summary>
public sealed class ScenarioRun
{
    /// <summary>The memory that the proxy may use; not the machine's, so that every machine comes to the same result.</summary>
    private const long Memory = 16L << 30;

    private readonly ScenarioConfig _scenario;
    private readonly SimulatedWorld _world;
    private readonly long _began;
    private readonly ProxyLog _log;
    private readonly List<Exception> _bugs = [];
    private readonly Worker _peer;
    private readonly Snapshot _snapshot;
    private readonly List<(Cluster Cluster, Endpoint Endpoint, int Number)> _members = [];
    private readonly SimulatedEndpoint[] _endpoints;
    private readonly Recorder _recorder;
    private readonly ProxyServer _server;

    private ScenarioRun(ScenarioConfig scenario)
    {
        _scenario = scenario;
        _world = new SimulatedWorld((ulong)scenario.Seed);
        _began = _world.Now;
        _log = new ProxyLog(_world, _began);
        _peer = WorkerGroup.Start(1, _world.Driver, _bugs.Add).Workers[0];
        _world.Network.DefaultLink = Link(scenario.Network.Clients);
        _world.Network.ClientAddresses = scenario.Load.Users;

        ProxyConfig config = scenario.Config with { Memory = Memory };
        _snapshot = SnapshotCompiler.Compile(config, scenario.Workers, out string? error) ?? throw new InvalidOperationException(error);
        foreach (Cluster cluster in _snapshot.Clusters)
        {
            for (int i = 0; i < cluster.Endpoints.Length; i++) _members.Add((cluster, cluster.Endpoints[i], i));
        }

        _recorder = new Recorder(_world, scenario.Duration, _members.Count);
        _endpoints = MakeEndpoints();
        _server = ProxyServer.Start(_snapshot, scenario.Workers, _world.Driver, null, new OperationalLog(_log)) ?? throw new InvalidOperationException("the simulated network refused a listener");
    }

    /// <summary>Runs a scenario to its end.</summary>
    public static RunReport Run(ScenarioConfig scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return new ScenarioRun(scenario).Run();
    }

    private RunReport Run()
    {
        var curve = new LoadCurve();
        long end = _began + Nanoseconds(_scenario.Duration);
        var crowd = new ClientCrowd(_world, _peer, _server.Addresses[0], _scenario.Load, curve, _recorder, end);
        new EventSchedule(_world, _peer, curve, GroupOf).Plan(_scenario.Events);
        crowd.Start();
        _world.Run(static () => false, end);

        // Whoever still waits gets his answer, or gives up.
        _world.Run(() => crowd.Waiting == 0, end + Nanoseconds(_scenario.Load.Patience) + 1_000_000_000);
        RunReport report = Report();
        _server.End();
        foreach (Cluster cluster in _snapshot.Clusters) cluster.Retire();
        return _bugs.Count == 0 ? report : throw new InvalidOperationException($"internal error, please report it (seed {_scenario.Seed}): {_bugs[0]}");
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * 100;

    private static LinkProfile Link(LinkConfig link) => new()
    {
        Latency = Nanoseconds(link.Latency),
        Jitter = Nanoseconds(link.Jitter),
        Bandwidth = link.Bandwidth,
        Loss = link.Loss / 100.0,
    };

    /// <summary>One for each address: clusters that name the same server share it.</summary>
    private SimulatedEndpoint[] MakeEndpoints()
    {
        var made = new Dictionary<Address, SimulatedEndpoint>();
        LinkProfile link = Link(_scenario.Network.Endpoints);
        var all = new SimulatedEndpoint[_members.Count];
        for (int i = 0; i < all.Length; i++)
        {
            Endpoint endpoint = _members[i].Endpoint;

            // A name has an address that nobody else has.
            if (endpoint.State.Addresses.Length == 0) endpoint.State.SetAddresses([new Address(new IPAddress([10, 100, (byte)(i >> 8), (byte)i]), endpoint.Port)]);
            Address address = endpoint.State.Addresses[0];
            if (!made.TryGetValue(address, out SimulatedEndpoint? server))
            {
                _world.Network.SetLink(address, link);
                _world.Network.MakeDisturbable(address);
                made[address] = server = new SimulatedEndpoint(_world, _peer, address, BehaviourOf(i), _recorder, i);
            }

            all[i] = server;
        }

        return all;
    }

    private EndpointBehaviour BehaviourOf(int index)
    {
        var behaviour = new EndpointBehaviour();
        foreach (EndpointGroupConfig group in _scenario.Endpoints)
        {
            if (Belongs(index, group)) behaviour = behaviour.With(group);
        }

        return behaviour;
    }

    private bool Belongs(int index, EndpointGroupConfig group)
    {
        (Cluster cluster, Endpoint endpoint, int number) = _members[index];
        return group.Members.Count == 0 || group.Members.Any(member => member.Selects(cluster.Name, number, endpoint.Name));
    }

    private int[] MembersOf(string name)
        => [.. Enumerable.Range(0, _members.Count).Where(index => name == "all" || _scenario.Endpoints.Any(group => group.Name == name && Belongs(index, group)))];

    private SimulatedEndpoint[] GroupOf(string name) => [.. MembersOf(name).Select(index => _endpoints[index]).Distinct()];

    private RunReport Report() => new()
    {
        Title = _scenario.Title,
        Seed = _scenario.Seed,
        Duration = _scenario.Duration,
        Workers = _scenario.Workers,
        Balancers = [.. _scenario.Config.Clusters.Select(static cluster => BalancerName.Of(cluster.Balancer.Kind)).Distinct()],
        Endpoints = [.. _members.Select(static member => new EndpointReport(member.Cluster.Name, member.Endpoint.Name))],
        Groups = [.. _scenario.Endpoints.Where(static group => group.Members.Count > 0).Select(group => new GroupReport(group.Name, MembersOf(group.Name)))],
        SliceLength = _recorder.SliceLength,
        Slices = _recorder.Slices,
        Received = _recorder.Received,
        Events = [.. _scenario.Events.OrderBy(static one => one.At).Select(static one => new Moment(one.At, EventSchedule.Describe(one), EventSchedule.End(one)))],
        Log = [.. _log.Lines.Select(static line => new Moment(line.At, line.Text))],
    };
}
