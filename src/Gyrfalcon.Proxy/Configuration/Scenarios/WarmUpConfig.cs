using System;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>How an endpoint that has just started gets faster.</summary>
public sealed record WarmUpConfig
{
    /// <summary>.</summary>
    public int Factor { get; init; } = WarmUpSection.Factor.Default;

    /// <summary>.</summary>
    public TimeSpan Over { get; init; } = WarmUpSection.Over.Default;

    /// <summary>.</summary>
    public int? Requests { get; init; }
}
