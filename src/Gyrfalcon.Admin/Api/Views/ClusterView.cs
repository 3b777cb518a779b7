using System.Collections.Generic;

namespace Gyrfalcon.Admin.Api.Views;

/// <summary>A cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Balancer">How an endpoint is chosen.</param>
/// <param name="Endpoints">How many members it has.</param>
/// <param name="Usable">How many of them get requests now.</param>
/// <param name="Panicking">So few are well that health is ignored.</param>
/// <param name="Waiting">Requests that wait for an answer.</param>
/// <param name="Pending">Requests that wait for a place at an endpoint.</param>
/// <param name="Retries">Times that a request was sent again.</param>
/// <param name="RetriesDenied">Times that it was not, or was not hedged, for want of budget.</param>
/// <param name="Hedges">Times that a second endpoint was asked beside the first.</param>
/// <param name="HedgesWon">Times that the second answered sooner.</param>
/// <param name="Refused">Requests answered 503 because of a limit.</param>
/// <param name="Requests">Requests that came to it, the refused ones among them.</param>
/// <param name="Failed">Those among them that were answered with a 5xx status, by an endpoint or because none could answer.</param>
/// <param name="Attempts">Attempts at its endpoints that have ended.</param>
/// <param name="Faults">Those among them that speak against the endpoint.</param>
/// <param name="Times">How long attempts took up to the header block of the response or to the failure; null if there were none.</param>
/// <param name="Drift">What operators have changed, in sentences.</param>
public sealed record ClusterView(
    string Name, string Balancer, int Endpoints, int Usable, bool Panicking, long Waiting, long Pending, long Retries, long RetriesDenied, long Hedges, long HedgesWon, long Refused, long Requests, long Failed, long Attempts, long Faults, QuantilesView? Times,
    IReadOnlyList<string> Drift);
