using System;
using System.Threading;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Timers;

namespace Gyrfalcon.Proxy;

/// <summary>Counts what one worker sheds, and sees to it that the operational log hears of it, soon the first time and then not more often than <see cref="ShedReport"/> allows.</summary>
public sealed class ShedCounts : WorkerTimer
{
    private readonly Worker _worker;
    private readonly ShedReport _report;
    private readonly long[] _counts = new long[Enum.GetValues<Shed>().Length];
    private readonly bool[] _described = new bool[Enum.GetValues<Shed>().Length];
    private long _due = Never;

    internal ShedCounts(Worker worker, ShedReport report)
    {
        _worker = worker;
        _report = report;
    }

    /// <inheritdoc/>
    protected override long Due => _due;

    /// <summary>How often it happened on this worker; may be read from any thread.</summary>
    public long Of(Shed kind) => Volatile.Read(ref _counts[(int)kind]);

    /// <summary>Counts one. <paramref name="detail"/> makes the words that the log adds, once per line of the log.</summary>
    internal void Note<T>(Shed kind, T subject, Func<T, string> detail)
    {
        ref long count = ref _counts[(int)kind];
        Volatile.Write(ref count, count + 1);
        if (!_described[(int)kind]) _report.Describe(kind, detail(subject));
        _described[(int)kind] = true;
        if (_due != Never) return;
        _due = Math.Max(_worker.Now, _report.NextLineAt);
        _worker.Timers.Set(this);
    }

    /// <inheritdoc/>
    protected override void OnDue()
    {
        // Whoever comes first reports for all workers; a count that came too late for it is reported next time.
        Array.Clear(_described);
        _due = _report.TryWrite(_worker.Now) ? Never : _report.NextLineAt;
    }
}
