using System;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>Something that happens: to endpoints, to the ways to them, or to the load.</summary>
public sealed record EventConfig
{
    /// <summary>.</summary>
    public TimeSpan At { get; init; }

    /// <summary>.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>.</summary>
    public TimeSpan Over { get; init; }

    /// <summary>What happens.</summary>
    public EventKind Kind { get; init; }

    /// <summary>The group that it happens to; null for the load.</summary>
    public string? Group { get; init; }

    /// <summary>Percent of the load that there is otherwise.</summary>
    public int Load { get; init; }

    /// <summary>.</summary>
    public int Factor { get; init; } = EventSection.Factor.Default;

    /// <summary>.</summary>
    public int Share { get; init; } = EventSection.Share.Default;

    /// <summary>.</summary>
    public TimeSpan By { get; init; } = EventSection.By.Default;

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}

/// <summary>Kinds of events.</summary>
public enum EventKind
{
    /// <summary>Endpoints die: connections are reset, new ones refused.</summary>
    Kill,

    /// <summary>Endpoints stop in order: new connections are refused, requests under way are answered.</summary>
    Stop,

    /// <summary>Endpoints that died or stopped are there again, cold.</summary>
    Start,

    /// <summary>Endpoints accept and answer nothing.</summary>
    Hang,

    /// <summary>Endpoints take longer.</summary>
    Slow,

    /// <summary>Endpoints answer errors.</summary>
    Fail,

    /// <summary>The way to endpoints takes longer.</summary>
    Delay,

    /// <summary>Nothing gets through to endpoints or from them.</summary>
    CutOff,

    /// <summary>The load changes.</summary>
    Load,
}
