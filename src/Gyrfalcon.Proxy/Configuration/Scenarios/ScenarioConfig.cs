using System;
using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>What <c>gyr simulate</c> runs: a configuration, the endpoints and clients around it, and what happens to them. Inert.</summary>
public sealed record ScenarioConfig
{
    /// <summary>.</summary>
    public required ProxyConfig Config { get; init; }

    /// <summary>.</summary>
    public string Title { get; init; } = ScenarioSection.Title.Default;

    /// <summary>.</summary>
    public long Seed { get; init; } = ScenarioSection.Seed.Default;

    /// <summary>.</summary>
    public TimeSpan Duration { get; init; } = ScenarioSection.Duration.Default;

    /// <summary>.</summary>
    public int Workers { get; init; } = ScenarioSection.Workers.Default;

    /// <summary>.</summary>
    public int? ClusterSize { get; init; }

    /// <summary>.</summary>
    public IReadOnlyList<EndpointGroupConfig> Endpoints { get; init; } = [];

    /// <summary>.</summary>
    public ScenarioLinksConfig Network { get; init; } = new();

    /// <summary>.</summary>
    public required LoadConfig Load { get; init; }

    /// <summary>.</summary>
    public IReadOnlyList<EventConfig> Events { get; init; } = [];
}
