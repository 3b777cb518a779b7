using System;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// An endpoint's way from a tenth of its weight to all of it, after it has come back or joined. Written under its cluster's gate.
/// </summary>
internal sealed class SlowStart
{
    /// <summary>Steps from nothing to the whole weight.</summary>
    internal const int Steps = 20;

    private const int FirstStep = 2;

    /// <summary>Steps taken, 1 to <see cref="Steps"/>; the last means that it has its whole weight.</summary>
    internal int Step { get; private set; } = Steps;

    internal bool IsRunning => Step < Steps;

    /// <summary>When it began, in nanoseconds of the workers' clock; 0 until a clock has been seen.</summary>
    private long BeganAt { get; set; }

    internal void Begin()
    {
        Step = FirstStep;
        BeganAt = 0;
    }

    /// <summary>Goes on where <paramref name="predecessor"/> is.</summary>
    internal void Succeed(SlowStart predecessor) => (Step, BeganAt) = (predecessor.Step, predecessor.BeganAt);

    internal void End() => Step = Steps;

    /// <summary>Takes the steps that are due; true if the weight has changed.</summary>
    internal bool Advance(long now, long window)
    {
        if (!IsRunning) return false;
        if (BeganAt == 0) BeganAt = now;
        int step = (int)Math.Clamp(Steps * (double)(now - BeganAt) / window, FirstStep, Steps);
        if (step == Step) return false;
        Step = step;
        return true;
    }
}
