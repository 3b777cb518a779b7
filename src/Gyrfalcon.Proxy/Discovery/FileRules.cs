using System;
using System.Collections.Generic;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Discovery;

/// <summary>Which file holds a cluster's endpoints, and how it is read.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Read">Reads it.</param>
public sealed record FileRules(string Path, Func<string, FileReading> Read);

/// <summary>What came of reading a file of endpoints.</summary>
/// <param name="Text">What stood in it; null if it could not be read.</param>
/// <param name="Members">The whole list; null if there are mistakes.</param>
/// <param name="Mistakes">Each with its place, a line each.</param>
public sealed record FileReading(string? Text, IReadOnlyList<EndpointSpec>? Members, IReadOnlyList<string> Mistakes);
