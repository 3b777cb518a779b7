using System.Collections.Generic;

namespace Gyrfalcon.Admin.Api.Views;

/// <summary>Open connections of clients.</summary>
/// <param name="Total">So many there are, over all workers.</param>
/// <param name="Connections">The newest of them, the newest first.</param>
public sealed record ConnectionsView(long Total, IReadOnlyList<ConnectionView> Connections);

/// <summary>A client's connection.</summary>
/// <param name="Listener">Where it came in.</param>
/// <param name="Client">The client's address and port.</param>
/// <param name="Worker">The worker that serves it, from 0.</param>
/// <param name="AgeSeconds">Since it was let in.</param>
/// <param name="Tls">TLS is spoken there.</param>
/// <param name="ServerName">The name that the client asked for when TLS began; null for none.</param>
/// <param name="Requests">Requests so far, the one under way included.</param>
/// <param name="Doing"><c>idle</c>; <c>request</c> until the response begins, then <c>response</c>; <c>tunnel</c>; <c>closing</c> after the last answer.</param>
/// <param name="RequestId">The id of the request under way; null for none.</param>
/// <param name="Route">The route of that; null if it has none yet.</param>
/// <param name="Endpoint">The endpoint that is asked; null for none.</param>
/// <param name="BytesIn">Body bytes of that request from the client; of a tunnel, none before it has ended.</param>
/// <param name="BytesOut">Body bytes of its response to the client; of a tunnel, none before it has ended.</param>
public sealed record ConnectionView(
    string Listener, string Client, int Worker, double AgeSeconds, bool Tls, string? ServerName, long Requests, string Doing, string? RequestId, string? Route, string? Endpoint, long BytesIn, long BytesOut);
