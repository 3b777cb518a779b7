namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>The ways of a scenario.</summary>
public sealed record ScenarioLinksConfig
{
    /// <summary>.</summary>
    public LinkConfig Clients { get; init; } = new();

    /// <summary>.</summary>
    public LinkConfig Endpoints { get; init; } = new();
}
