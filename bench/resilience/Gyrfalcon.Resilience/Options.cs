using System;
using System.Collections.Generic;

namespace Gyrfalcon.Resilience;

/// <summary>What one run is asked to do.</summary>
public sealed record Options
{
    public required string Repository { get; init; }

    /// <summary>The command line as it was typed, for the report.</summary>
    public required string CommandLine { get; init; }

    public int Rounds { get; init; }

    /// <summary>Length of a scene. The fault begins after a fifth of it and ends after three fifths.</summary>
    public TimeSpan Length { get; init; }

    /// <summary>Load before the scene, which is not recorded.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>Requests per second, open loop.</summary>
    public int Rate { get; init; }

    public bool Quick { get; init; }

    public int ProxyCore { get; init; }

    public int LoadCore { get; init; }

    /// <summary>Names of scenes; empty means all.</summary>
    public IReadOnlyList<string> Scenes { get; init; } = [];

    /// <summary>Names of contestants; empty means all.</summary>
    public IReadOnlyList<string> Contestants { get; init; } = [];

    /// <summary>Built programs to run as gyr, <c>PATH[:label]</c>; empty means publish the repository's own.</summary>
    public IReadOnlyList<string> Gyr { get; init; } = [];

    /// <summary>A configuration of gyr to use instead of contestants/gyr.yaml.</summary>
    public string? GyrConfiguration { get; init; }

    public string? Output { get; init; }

    /// <summary>True when the run covers everything, so that its report may stand as the repository's.</summary>
    public bool IsComplete => !Quick && Scenes.Count == 0 && Contestants.Count == 0 && Gyr.Count == 0 && GyrConfiguration is null;
}
