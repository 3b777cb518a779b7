using System;
using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>What the clients do.</summary>
public sealed record LoadConfig
{
    /// <summary>.</summary>
    public int? Rate { get; init; }

    /// <summary>.</summary>
    public int? Clients { get; init; }

    /// <summary>.</summary>
    public TimeSpreadConfig ThinkTime { get; init; } = new() { Typical = default };

    /// <summary>.</summary>
    public IReadOnlyList<RequestConfig> Requests { get; init; } = [];

    /// <summary>.</summary>
    public int Users { get; init; } = LoadSection.Users.Default;

    /// <summary>.</summary>
    public HashKey UserKey { get; init; } = LoadSection.UserKey.Default;

    /// <summary>.</summary>
    public TimeSpan Patience { get; init; } = LoadSection.Patience.Default;

    /// <summary>.</summary>
    public int Retries { get; init; } = LoadSection.Retries.Default;

    /// <summary>.</summary>
    public TimeSpan RetryAfter { get; init; } = LoadSection.RetryAfter.Default;
}
