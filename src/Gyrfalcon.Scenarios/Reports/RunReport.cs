using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Scenarios.Recording;

namespace Gyrfalcon.Scenarios.Reports;

/// <summary>What came of a scenario. Everything in it follows from the scenario and its seed.</summary>
public sealed class RunReport
{
    /// <summary>The scenario's title.</summary>
    public required string Title { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>How long the load lasted.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The proxy's workers.</summary>
    public required int Workers { get; init; }

    /// <summary>The balancers in use, such as <c>round-robin</c>, each once.</summary>
    public required IReadOnlyList<string> Balancers { get; init; }

    /// <summary>The endpoints, in the order of the configuration.</summary>
    public required IReadOnlyList<EndpointReport> Endpoints { get; init; }

    /// <summary>The groups that the scenario declares.</summary>
    public required IReadOnlyList<GroupReport> Groups { get; init; }

    /// <summary>How long a slice is.</summary>
    public required TimeSpan SliceLength { get; init; }

    /// <summary>What happened in each slice, by when requests began.</summary>
    public required IReadOnlyList<Counts> Slices { get; init; }

    /// <summary>Requests that reached each endpoint, by slice and endpoint.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Received { get; init; }

    /// <summary>The scenario's events, in words.</summary>
    public required IReadOnlyList<Moment> Events { get; init; }

    /// <summary>What the proxy said.</summary>
    public required IReadOnlyList<Moment> Log { get; init; }

    /// <summary>All slices together.</summary>
    public Counts Total => Sum(0, Slices.Count);

    /// <summary>Some slices together.</summary>
    public Counts Sum(int from, int count)
    {
        var sum = new Counts();
        for (int i = from; i < from + count; i++) sum.Add(Slices[i]);
        return sum;
    }

    /// <summary>Requests that reached each endpoint in some slices.</summary>
    public IReadOnlyList<long> ReceivedIn(int from, int count)
        => [.. Enumerable.Range(0, Endpoints.Count).Select(endpoint => Enumerable.Range(from, count).Sum(slice => (long)Received[slice][endpoint]))];

    /// <summary>How many slices make a row of a table of at most so many rows.</summary>
    public int SlicesPerRow(int mostRows) => (Slices.Count + mostRows - 1) / mostRows;
}

/// <summary>An endpoint of a run.</summary>
/// <param name="Cluster">The name of its cluster.</param>
/// <param name="Url">Its URL.</param>
public sealed record EndpointReport(string Cluster, string Url);

/// <summary>A group of endpoints.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Members">The indices of its endpoints.</param>
public sealed record GroupReport(string Name, IReadOnlyList<int> Members)
{
    /// <summary>Whether the endpoint of this index belongs to it.</summary>
    public bool Contains(int endpoint) => Members.Contains(endpoint);
}

/// <summary>Something that happened at some time.</summary>
/// <param name="At">From the beginning.</param>
/// <param name="Text">What.</param>
/// <param name="Until">When it was over; null if it lasted, or took no time.</param>
public sealed record Moment(TimeSpan At, string Text, TimeSpan? Until = null);
