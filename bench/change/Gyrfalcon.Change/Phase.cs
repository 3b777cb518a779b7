using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace Gyrfalcon.Change;

/// <summary>What clients saw in one kind of phase: while configurations changed, or while none did.</summary>
public sealed class Phase(string name)
{
    private readonly Lock _gate = new();
    private readonly List<float> _milliseconds = [];
    private readonly List<string> _failures = [];

    public string Name => name;

    public int Requests => _milliseconds.Count;

    /// <summary>What went wrong, at most the first hundred.</summary>
    public IReadOnlyList<string> Failures => _failures;

    public long Failed { get; private set; }

    public TimeSpan Duration { get; private set; }

    public void Add(long startedAt)
    {
        var took = (float)Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds;
        lock (_gate) _milliseconds.Add(took);
    }

    public void Fail(string what)
    {
        lock (_gate)
        {
            Failed++;
            if (_failures.Count < 100) _failures.Add(what);
        }
    }

    public void Lasted(TimeSpan time) => Duration += time;

    /// <summary>In milliseconds; sorts what was noted, so it is asked for at the end.</summary>
    /// <param name="share">0 to 1.</param>
    public double Quantile(double share)
    {
        lock (_gate)
        {
            if (_milliseconds.Count == 0) return double.NaN;
            _milliseconds.Sort();
            return _milliseconds[Math.Min((int)(share * _milliseconds.Count), _milliseconds.Count - 1)];
        }
    }
}
