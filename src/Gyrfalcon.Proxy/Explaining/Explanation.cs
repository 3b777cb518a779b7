using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>What would become of a request, and why.</summary>
/// <param name="Listener">Where it comes in.</param>
/// <param name="Routes">Each route that is asked, in order, with the first condition on which it fails.</param>
/// <param name="Answer">What is answered without asking an endpoint, such as <c>404 no-route</c>; null if an endpoint is asked. In a running process also what is answered while no endpoint can be asked. Of a connection that is passed on unopened, <c>relayed by</c> and its route.</param>
/// <param name="Route">The route that it takes; null for none.</param>
/// <param name="Policies">What is changed on the way, in the order of the way.</param>
/// <param name="Clusters">Where it goes: one cluster, or several with their shares.</param>
/// <param name="Decisions">How long it may take, when it is tried again, hedged, copied.</param>
public sealed record Explanation(
    string Listener, IReadOnlyList<RouteTrial> Routes, string? Answer, string? Route, IReadOnlyList<string> Policies, IReadOnlyList<ClusterChance> Clusters, IReadOnlyList<string> Decisions)
{
    /// <summary>So many routes and endpoints are not told.</summary>
    internal int Untold { get; init; }
}

/// <summary>A route that was asked.</summary>
/// <param name="Route">Its name.</param>
/// <param name="Matches">It takes the request.</param>
/// <param name="Why">The first condition on which it fails; empty if it matches.</param>
public sealed record RouteTrial(string Route, bool Matches, string Why);

/// <summary>A cluster that the request may go to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Chosen">Why this one: <c>the only one</c>, or a share.</param>
/// <param name="Balancer">How an endpoint is chosen.</param>
/// <param name="Session">What the session says; null if the cluster keeps none.</param>
/// <param name="Endpoints">All of them.</param>
public sealed record ClusterChance(string Name, string Chosen, string Balancer, string? Session, IReadOnlyList<EndpointChance> Endpoints)
{
    /// <summary>So many endpoints are not told.</summary>
    internal int Untold { get; init; }
}

/// <summary>An endpoint that the request may go to, or not.</summary>
/// <param name="Url">Its name within the cluster.</param>
/// <param name="IsCandidate">It may be chosen.</param>
/// <param name="Why">What speaks for it, or why it is out.</param>
public sealed record EndpointChance(string Url, bool IsCandidate, string Why);
