using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Resilience.Origins;

namespace Gyrfalcon.Resilience.Scenes;

/// <summary>The steps of a scene in time: the fault begins after a fifth of its length and ends after three fifths.</summary>
internal sealed record Script(TimeSpan Length)
{
    public IReadOnlyList<Step> Steps { get; private init; } = [];

    public TimeSpan Fault => Length / 5;

    public TimeSpan Return => Length * 3 / 5;

    /// <summary>From when on it is asked whether clients still notice: the fault, or the last of several.</summary>
    public TimeSpan RecoveryFrom { get => field == default ? Fault : field; init; }

    /// <summary>When the last step is done; null when there is none.</summary>
    public TimeSpan? LastStep => Steps.Count == 0 ? null : Steps.Max(step => step.At);

    public Script AtFault(Action<Farm> action) => Then(Fault, action);

    public Script AtReturn(Action<Farm> action) => Then(Return, action);

    public Script Then(TimeSpan at, Action<Farm> action) => this with { Steps = [.. Steps, new Step(at, action)] };
}
