namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>The ways of a scenario.</summary>
public sealed record ScenarioLinksConfig
{
    /// <summary>The ways between clients and the proxy. (A section; optional.)</summary>
    public LinkConfig Clients { get; init; } = new();

    /// <summary>The ways between the proxy and its endpoints. (A section; optional.)</summary>
    public LinkConfig Endpoints { get; init; } = new();
}
