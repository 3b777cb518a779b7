using System;
using System.Collections.Generic;

namespace Gyrfalcon.Admin.Api.Views;

/// <summary>An endpoint.</summary>
/// <param name="Cluster">Whose member it is.</param>
/// <param name="Url">Its name within the cluster.</param>
/// <param name="Addresses">Where it is.</param>
/// <param name="State"><c>up</c> if it gets requests; otherwise what keeps them from it, the gravest first.</param>
/// <param name="Reasons">Everything that speaks against it, with its reason and since when.</param>
/// <param name="Weight">Its share of the requests, compared with the others'.</param>
/// <param name="Backup">It gets requests only when no other can.</param>
/// <param name="MaxRequests">The most under way at a time; null for no limit.</param>
/// <param name="InFlight">Attempts under way.</param>
/// <param name="Requests">Attempts that have ended.</param>
/// <param name="Faults">Those among them that speak against it.</param>
/// <param name="Times">How long attempts took up to the header block of the response or to the failure; null if there were none.</param>
public sealed record EndpointView(
    string Cluster, string Url, IReadOnlyList<string> Addresses, string State, IReadOnlyList<EndpointView.Reason> Reasons, int Weight, bool Backup, int? MaxRequests, long InFlight, long Requests, long Faults,
    QuantilesView? Times)
{
    /// <summary>Something that speaks against it.</summary>
    /// <param name="What">unresolved, unreachable, unhealthy, ejected, drained.</param>
    /// <param name="Why">The reason.</param>
    /// <param name="Since">Since when; null if it has been so from the start.</param>
    public sealed record Reason(string What, string Why, DateTime? Since);
}
