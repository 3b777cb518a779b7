using System.Collections.Generic;

namespace Gyrfalcon.Load.Contestants;

/// <summary>Where a contestant is to run.</summary>
/// <param name="Port">The loopback port to listen on.</param>
/// <param name="Origins">The loopback ports of the endpoints, to be used in turn.</param>
/// <param name="Directory">A directory of its own, absolute, for its files.</param>
/// <param name="ClientConnections">How many client connections it must be able to hold.</param>
/// <param name="Certificate">What to show to TLS clients.</param>
public sealed record Site(int Port, IReadOnlyList<int> Origins, string Directory, int ClientConnections, Certificate Certificate);
