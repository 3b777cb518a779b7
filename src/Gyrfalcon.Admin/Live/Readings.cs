using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Admin.Live;

/// <summary>What was counted up to a moment.</summary>
/// <param name="Version">The number of the last change: when it moves, more than numbers may be new.</param>
/// <param name="LastReloadSucceeded">False if the last change of the configuration was refused, which does not move the version.</param>
/// <param name="Listeners">In the order of the configuration.</param>
/// <param name="Routes">In the order of the configuration; the last is for requests that took none.</param>
/// <param name="Clusters">In the order of the configuration.</param>
/// <param name="Whole">The process.</param>
internal sealed record Reading(long Version, bool LastReloadSucceeded, IReadOnlyList<NamedCounts> Listeners, IReadOnlyList<NamedCounts> Routes, IReadOnlyList<ClusterReading> Clusters, ProcessReading Whole)
{
    internal IEnumerable<EndpointReading> Endpoints => Clusters.SelectMany(static cluster => cluster.Endpoints);
}

/// <summary>Counts of something that has a name.</summary>
internal readonly record struct NamedCounts(string Name, Counts Counts);

/// <summary>A cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsPanicking">So few of its endpoints are well that health is ignored.</param>
/// <param name="Requests">Those that came, with an endpoint to ask or without.</param>
/// <param name="Failed">Those among them that failed.</param>
/// <param name="Endpoints">In the order of the configuration.</param>
internal sealed record ClusterReading(string Name, bool IsPanicking, long Requests, long Failed, IReadOnlyList<EndpointReading> Endpoints);

/// <summary>An endpoint: its counts and how it stands.</summary>
/// <param name="Name">Its URL, unique in its cluster.</param>
/// <param name="Counts">Attempts.</param>
/// <param name="Weight">Its share.</param>
/// <param name="Conditions">What speaks against it.</param>
internal sealed record EndpointReading(string Name, Counts Counts, int Weight, Condition[] Conditions)
{
    /// <summary>Says the same about where it stands.</summary>
    internal bool StandsLike(EndpointReading other) => Weight == other.Weight && Conditions.AsSpan().SequenceEqual(other.Conditions);

    internal bool IsUp => Weight > 0 && Conditions.Length == 0;
}

/// <summary>What is known of the process alone.</summary>
internal readonly record struct ProcessReading(long Connections, long Tunnels, long Faults, long Requests);

/// <summary>Counts since the start.</summary>
/// <param name="Requests">Requests, exchanges or attempts.</param>
/// <param name="Failed">Those among them that were answered with 5xx (routes and clusters) or speak against the endpoint (endpoints).</param>
/// <param name="InFlight">Under way now; connections of listeners.</param>
/// <param name="Durations">How long they took; null where nobody measures.</param>
internal readonly record struct Counts(long Requests, long Failed, long InFlight, Durations? Durations = null);
