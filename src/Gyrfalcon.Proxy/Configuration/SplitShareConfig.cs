using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>A cluster's share of a route's requests.</summary>
public sealed record SplitShareConfig
{
    /// <summary>The name of a cluster. (A name; required.)</summary>
    public required string Cluster { get; init; }

    /// <summary>How much of the requests it gets, compared with the others. With 0 it gets none. (A whole number, 0 to 1000; default <c>1</c>.)</summary>
    public int Weight { get; init; } = SplitShareSection.Weight.Default;

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
