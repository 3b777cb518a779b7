using System;
using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>What <c>gyr simulate</c> runs: a configuration, the endpoints and clients around it, and what happens to them. Inert.</summary>
public sealed record ScenarioConfig
{
    /// <summary>The configuration under test: the path of a file, from the scenario's directory, or the configuration itself. Its clients reach the first of its listeners; <c>workers</c>, <c>driver</c>, <c>memory</c> and <c>access-log</c> are not used, and <c>https://</c> endpoints are spoken to without TLS. (The path of a file, or a section; required.)</summary>
    public required ProxyConfig Config { get; init; }

    /// <summary>What the reports are headed with. Without it, the file's name. (Text; default empty.)</summary>
    public string Title { get; init; } = ScenarioSection.Title.Default;

    /// <summary>Where all chance comes from: the same scenario with the same seed gives the same result to the last digit. <c>--seed</c> overrides it. (A whole number; default <c>1</c>.)</summary>
    public long Seed { get; init; } = ScenarioSection.Seed.Default;

    /// <summary>How long the load lasts, in simulated time. <c>--duration</c> overrides it. (A duration, <c>1s</c> to <c>24h</c>; default <c>1m</c>.)</summary>
    public TimeSpan Duration { get; init; } = ScenarioSection.Duration.Default;

    /// <summary>How many workers the proxy has. (A whole number, 1 to 64; default <c>2</c>.)</summary>
    public int Workers { get; init; } = ScenarioSection.Workers.Default;

    /// <summary>How many endpoints every cluster gets, made up in place of those in the configuration, with the first one's weight. Without it the configuration's own are simulated. <c>--endpoints</c> overrides it, and scales the load along. (A whole number, 1 to 10000; optional.)</summary>
    public int? ClusterSize { get; init; }

    /// <summary>Groups of endpoints, by names of your choice: who belongs to them and how they behave. An endpoint may be in several groups; each key that a later group sets overrides what an earlier one said. <c>all</c> is everybody, also when it is not written. (Sections by name; optional.)</summary>
    public IReadOnlyList<EndpointGroupConfig> Endpoints { get; init; } = [];

    /// <summary>What the ways are like. (A section; optional.)</summary>
    public ScenarioLinksConfig Network { get; init; } = new();

    /// <summary>What the clients do. (A section; required.)</summary>
    public required LoadConfig Load { get; init; }

    /// <summary>What happens, and when. (A list of sections; optional.)</summary>
    public IReadOnlyList<EventConfig> Events { get; init; } = [];
}
