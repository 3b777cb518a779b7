using System;
using System.Collections.Generic;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>The root of a scenario.</summary>
internal static class ScenarioSection
{
    public static readonly Setting<ReadConfig> Config = Setting.Required("config", new ReadConfigShape(),
        "The configuration under test: the path of a file, from the scenario's directory, or the configuration itself. Its clients reach the first of its listeners; `workers`, `driver`, `memory` and `access-log` are not used, and `https://` endpoints are spoken to without TLS.",
        "configuration", "proxy");

    public static readonly Setting<string> Title = Setting.WithDefault("title", Kinds.Text, "",
        "What the reports are headed with. Without it, the file's name.",
        "name", "description");

    public static readonly Setting<long> Seed = Setting.WithDefault("seed", ScenarioKinds.Seed, "1",
        "Where all chance comes from: the same scenario with the same seed gives the same result to the last digit. `--seed` overrides it.");

    public static readonly Setting<TimeSpan> Duration = Setting.WithDefault("duration", Kinds.Duration("1s", "24h"), "1m",
        "How long the load lasts, in simulated time. `--duration` overrides it.",
        "length", "time", "for");

    public static readonly Setting<int> Workers = Setting.WithDefault("workers", Kinds.Whole(1, 64), "2",
        "How many workers the proxy has.",
        "threads");

    public static readonly Setting<int?> ClusterSize = Setting.Optional("cluster-size", ScenarioKinds.Absent(Kinds.Whole(1, 10_000)),
        "How many endpoints every cluster gets, made up in place of those in the configuration, with the first one's weight. Without it the configuration's own are simulated. `--endpoints` overrides it, and scales the load along.",
        "count", "size", "endpoint-count");

    public static readonly Setting<IReadOnlyList<EndpointGroupConfig>> Endpoints = Setting.Optional("endpoints", new MapShape<EndpointGroupConfig>(EndpointGroupSection.Section),
        "Groups of endpoints, by names of your choice: who belongs to them and how they behave. An endpoint may be in several groups; each key that a later group sets overrides what an earlier one said. `all` is everybody, also when it is not written.",
        "groups", "servers", "zones");

    public static readonly Setting<ScenarioLinksConfig> Network = Setting.Optional("network", ScenarioLinksSection.Section.Shape,
        "What the ways are like.",
        "links");

    public static readonly Setting<LoadConfig> Load = Setting.Required("load", LoadSection.Section.Shape,
        "What the clients do.",
        "clients", "traffic");

    public static readonly Setting<IReadOnlyList<EventConfig>> Events = Setting.Optional("events", new ListShape<EventConfig>(EventSection.Section.Shape),
        "What happens, and when.",
        "faults", "timeline", "steps");

    public static readonly Section<ScenarioConfig> Section = new(nameof(ScenarioConfig), "{ config: gyr.yaml, load: { rate: 1000 } }",
        [Config, Title, Seed, Duration, Workers, ClusterSize, Endpoints, Network, Load, Events],
        reader => new ScenarioConfig
        {
            Config = reader.Get(Config)?.Config!,
            Title = reader.Get(Title),
            Seed = reader.Get(Seed),
            Duration = reader.Get(Duration),
            Workers = reader.Get(Workers),
            ClusterSize = reader.Get(ClusterSize),
            Endpoints = reader.Get(Endpoints),
            Network = reader.Get(Network),
            Load = reader.Get(Load),
            Events = reader.Get(Events),
        });
}
