namespace Gyrfalcon.Admin.Api.Views;

/// <summary>An address that accepts clients.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it really listens.</param>
/// <param name="Tls">TLS is spoken there.</param>
/// <param name="Connections">Open connections.</param>
/// <param name="Accepted">Connections that were let in.</param>
/// <param name="Requests">Requests that came in.</param>
public sealed record ListenerView(string Name, string Address, bool Tls, long Connections, long Accepted, long Requests);
