using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>Some endpoints and how they behave. Null is what an earlier group said, or the default.</summary>
public sealed record EndpointGroupConfig
{
    /// <summary>The name under which it is declared.</summary>
    public required string Name { get; init; }

    /// <summary>.</summary>
    public IReadOnlyList<EndpointSelector> Members { get; init; } = [];

    /// <summary>.</summary>
    public TimeSpreadConfig? ServiceTime { get; init; }

    /// <summary>.</summary>
    public int? Concurrency { get; init; }

    /// <summary>.</summary>
    public int? Queue { get; init; }

    /// <summary>.</summary>
    public long? ResponseSize { get; init; }

    /// <summary>.</summary>
    public int? Errors { get; init; }

    /// <summary>.</summary>
    public WarmUpConfig? WarmUp { get; init; }

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
