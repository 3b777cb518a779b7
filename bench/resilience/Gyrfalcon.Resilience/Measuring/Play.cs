using System.Collections.Generic;
using Gyrfalcon.Resilience.Generating;
using Gyrfalcon.Resilience.Scenes;

namespace Gyrfalcon.Resilience.Measuring;

/// <summary>One contestant in one scene, once.</summary>
/// <param name="Scene">The scene.</param>
/// <param name="Script">Its steps in time.</param>
/// <param name="Contestant">The contestant's name.</param>
/// <param name="Round">Counted from 1.</param>
/// <param name="Samples">Its recorded requests in the order in which they were due.</param>
/// <param name="Sent">Requests that clients sent, those of the warm-up included.</param>
/// <param name="Received">Requests that origins received of those.</param>
/// <param name="DoneTwice">POSTs that origins received more than once.</param>
internal sealed record Play(Scene Scene, Script Script, string Contestant, int Round, IReadOnlyList<Sample> Samples, int Sent, long Received, long DoneTwice);
