using System;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Copies of a route's requests to another cluster.</summary>
public sealed record MirrorConfig
{
    /// <summary>The name of the cluster that gets the copies. Each has the field <c>X-Gyr-Mirror: 1</c>. (A name; required.)</summary>
    public required string Cluster { get; init; }

    /// <summary>How many of the requests are copied, drawn at random. (A percentage, <c>0%</c> to <c>100%</c>; default <c>100%</c>.)</summary>
    public int Share { get; init; } = MirrorSection.Share.Default;

    /// <summary>How long a copy may take, from the connect to the end of the answer. (A duration, <c>1ms</c> to <c>10m</c>; default <c>10s</c>.)</summary>
    public TimeSpan Timeout { get; init; } = MirrorSection.Timeout.Default;

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
