using System;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>What keeps new requests from an endpoint. Several may hold at once, and each is taken away by whoever put it there.</summary>
[Flags]
public enum Obstacles : byte
{
    /// <summary>Nothing: it is used.</summary>
    None = 0,

    /// <summary>Its name has no address yet.</summary>
    Unresolved = 1,

    /// <summary>It refused or did not answer connections, and is being tried again in the background.</summary>
    Unreachable = 2,

    /// <summary>Its health checks fail.</summary>
    Unhealthy = 4,

    /// <summary>Its answers to requests were out of line, so it has to sit out for a while.</summary>
    Ejected = 8,

    /// <summary>An operator wants it to get no new requests; sessions that stick to it go on.</summary>
    Drained = 16,

    /// <summary>It is no longer a member of its cluster.</summary>
    Removed = 32,
}

/// <summary>One obstacle and why it is there.</summary>
/// <param name="Obstacle">Exactly one.</param>
/// <param name="Reason">What an operator is told: "3 probes timed out after 2 s".</param>
/// <param name="Since">When it came, in UTC.</param>
public sealed record Condition(Obstacles Obstacle, string Reason, DateTime Since)
{
    /// <summary>The obstacle in lower case, as in logs and metrics.</summary>
    public string Word => Obstacle switch
    {
        Obstacles.Unresolved => "unresolved",
        Obstacles.Unreachable => "unreachable",
        Obstacles.Unhealthy => "unhealthy",
        Obstacles.Ejected => "ejected",
        Obstacles.Drained => "drained",
        _ => "removed",
    };

    /// <summary>"unhealthy since 12:03:05: 3 probes timed out after 2 s".</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Word} since {Since:HH:mm:ss}: {Reason}");
}
