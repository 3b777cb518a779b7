using System;
using Gyrfalcon.Resilience.Origins;

namespace Gyrfalcon.Resilience.Scenes;

/// <summary>Something that is done to the origins at a time of the scene.</summary>
internal sealed record Step(TimeSpan At, Action<Farm> Do);
