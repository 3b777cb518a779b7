using System;
using System.Collections.Generic;

namespace Gyrfalcon.Admin.Api.Views;

/// <summary>The process at a glance.</summary>
/// <param name="Version">Of the program.</param>
/// <param name="Driver">How workers reach the kernel.</param>
/// <param name="Workers">Worker threads.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Change">The number of the last change; an ETag and If-Match name it.</param>
/// <param name="Revision">The number of the configuration in force.</param>
/// <param name="RevisionAt">Since when it is.</param>
/// <param name="RevisionBy">Who wanted it.</param>
/// <param name="LastReloadSucceeded">False if the last change of the configuration was refused.</param>
/// <param name="Drift">What is in force and does not stand in the configuration file, in sentences.</param>
/// <param name="NotKept">Why the last change could not be kept in the directory of <c>state</c>; null if it is, or if there is none.</param>
/// <param name="Connections">Open connections of clients.</param>
/// <param name="Requests">Requests that have come in.</param>
/// <param name="Tunnels">Tunnels open now.</param>
/// <param name="Faults">Exchanges that went wrong.</param>
/// <param name="EndpointsUp">Endpoints that get requests.</param>
/// <param name="Endpoints">All endpoints.</param>
public sealed record StatusView(
    string Version, string Driver, int Workers, int ProcessId, DateTime StartedAt, long Change, int Revision, DateTime RevisionAt, string RevisionBy, bool LastReloadSucceeded, IReadOnlyList<string> Drift, string? NotKept,
    long Connections, long Requests, long Tunnels, long Faults, int EndpointsUp, int Endpoints);
