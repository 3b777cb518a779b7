using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>The thread that turns the workers' records into lines and writes them in large pieces. There is none until there is something to write to.</summary>
public sealed class AccessLogWriter : IDisposable
{
    /// <summary>How long lines may gather before they are written.</summary>
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(8);

    /// <summary>How soon lines that were not taken are offered again.</summary>
    private static readonly TimeSpan RetryTime = TimeSpan.FromMilliseconds(100);

    /// <summary>A bell may be missed when worker and thread pass each other; no line waits longer than this.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(500);

    /// <summary>How often it is looked whether the file is still there.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>How often it is told at most that lines are dropped.</summary>
    private static readonly TimeSpan TellInterval = TimeSpan.FromMinutes(1);

    /// <summary>How long stopping waits for the last lines to be taken, by somebody who blocks, and by somebody who fails.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2), LastChance = TimeSpan.FromMilliseconds(500);

    private readonly OperationalLog _log;
    private readonly TimeProvider _clock;
    private readonly List<AccessLogRing> _rings = [];
    private readonly AutoResetEvent _wake = new(false);
    private readonly ManualResetEventSlim _stopping = new(false);
    private readonly Thread _thread;

    // Replaced as a whole (Replace): longer by whoever changes the log, one at a time, and shorter by the log's thread.
    private AccessLogOutput[] _outputs = [];
    private int _lastOutput;
    private int _reopen;
    private int _asleep;
    private long _dropped;
    private long _lookedAt;
    private long _droppedAndTold;
    private long? _toldAt;
    private int _first;

    /// <summary>Writes nothing yet.</summary>
    public AccessLogWriter(OperationalLog log, TimeProvider? clock = null)
    {
        _log = log;
        _clock = clock ?? TimeProvider.System;
        _lookedAt = _clock.GetTimestamp();
        _thread = new Thread(Run) { IsBackground = true, Name = "gyr-access-log" };
    }

    /// <summary>Lines that were lost, because the thread could not keep up or because they could not be written; may be read from any thread.</summary>
    public long Dropped
    {
        get
        {
            long dropped = Volatile.Read(ref _dropped);
            foreach (AccessLogRing ring in _rings) dropped += ring.Dropped;
            return dropped;
        }
    }

    /// <summary>What workers note; null while the log is off.</summary>
    internal AccessLogRules? Rules => Volatile.Read(ref _outputs) is [.., { IsLeaving: false } last] ? last.Rules : null;

    /// <summary>Opens where a log goes; null with a sentence in <paramref name="error"/>.</summary>
    public AccessLogOutput? TryOpen(AccessLogSettings settings, out string? error)
    {
        ArgumentNullException.ThrowIfNull(settings);
        string? problem = null;
        LogSink? sink = settings.Path is { } path
            ? FileSink.TryOpen(path, settings.Rotation, _log, _clock, out problem)
            : new StandardSink(settings.ToStandardError ? AppendFile.StandardError : AppendFile.StandardOutput);
        error = sink is null ? $"the access log `{settings.Path}` cannot be opened: {problem}" : null;
        return sink is null ? null : OutputTo(sink, settings.Form, settings.LogsQuery, settings.Only);
    }

    /// <summary>Begins with <paramref name="output"/>, which it owns from now on, or off if there is none; before there are workers.</summary>
    public void Begin(AccessLogOutput? output)
    {
        if (output is null) return;
        output.WarmUp();
        _outputs = [output];
        _thread.Start();
    }

    /// <summary>
    /// Goes on with <paramref name="output"/>, or not at all. Records that were noted before are written as they would have been. One at a time, not on a worker; never waits for the log's thread, which
    /// may be blocked by a reader.
    /// </summary>
    /// <param name="output">What it owns from now on.</param>
    /// <param name="tellWorkers">Makes every worker follow the rules, and comes back when all of them do.</param>
    internal void Change(AccessLogOutput? output, Action<AccessLogRules?> tellWorkers)
    {
        output?.WarmUp();
        AccessLogOutput[] before = Volatile.Read(ref _outputs);
        if (output is not null) Replace(outputs => [.. outputs, output]);
        if (output is not null && (_thread.ThreadState & ThreadState.Unstarted) != 0) _thread.Start();
        tellWorkers(output?.Rules);
        foreach (AccessLogOutput one in before) one.IsLeaving = true;
        _wake.Set();
    }

    /// <summary>Somebody has moved the file, and the next line is to go to what lies at its path. Comes back at once.</summary>
    public void Reopen()
    {
        Volatile.Write(ref _reopen, 1);
        _wake.Set();
    }

    /// <summary>Writes what is left and ends the thread.</summary>
    public void Dispose()
    {
        _stopping.Set();
        _wake.Set();
        if (_thread.IsAlive && !_thread.Join(StopLimit))
        {
            // Whoever should read the log does not; the process ends all the same, and the thread with it.
            _log.Warn("the access log's reader does not take what is left; the last lines are lost", "see who should read it (`access-log.output`)");
            return;
        }

        foreach (AccessLogOutput output in Volatile.Read(ref _outputs)) output.Dispose();
    }

    /// <summary>A ring for one more worker; before there are records.</summary>
    internal AccessLogRing AddRing()
    {
        var ring = new AccessLogRing(this);
        _rings.Add(ring);
        return ring;
    }

    /// <summary>Lines that go anywhere.</summary>
    internal AccessLogOutput OutputTo(LogSink sink, AccessLogForm form, bool logsQuery = false, AccessLogCondition? only = null)
        => new(new AccessLogRules(++_lastOutput, form, logsQuery, only), sink, _log, _clock, () => Dropped);

    /// <summary>Called by workers after each record; costs a system call only when the thread sleeps.</summary>
    internal void Wake()
    {
        if (Volatile.Read(ref _asleep) != 0 && Interlocked.Exchange(ref _asleep, 0) != 0) _wake.Set();
    }

    private void Run()
    {
        long? stoppedAt = null;
        while (true)
        {
            bool last = _stopping.IsSet;
            bool isDone = WriteAll(out bool any);
            if (!isDone)
            {
                stoppedAt ??= last ? _clock.GetTimestamp() : null;
                if (stoppedAt is { } since && _clock.GetElapsedTime(since) > LastChance)
                {
                    TellOfTheRest();
                    return;
                }

                _wake.WaitOne(RetryTime);
            }
            else if (any)
            {
                if (!last) _stopping.Wait(GatherTime);
            }
            else
            {
                if (last) return;
                Volatile.Write(ref _asleep, 1);

                // A record written before the flag was seen rings no bell, so the rings are looked at once more.
                if (WriteAll(out any) && !any) _wake.WaitOne(LongestSleep);
                Volatile.Write(ref _asleep, 0);
            }
        }
    }

    /// <summary>Writes what the workers have noted; false if it is not all taken.</summary>
    private bool WriteAll(out bool any)
    {
        any = false;
        AccessLogOutput[] outputs = Volatile.Read(ref _outputs);

        // Asked before the rings are read: what leaves then is noted no more.
        AccessLogOutput[] leaving = Array.FindAll(outputs, static output => output.IsLeaving);
        Attend(outputs);
        if (!TryFlush(outputs, leaving)) return false;
        _first = _rings.Count == 0 ? 0 : (_first + 1) % _rings.Count;
        for (int i = 0; i < _rings.Count; i++)
        {
            RecordRing records = _rings[(_first + i) % _rings.Count].Records;

            // What comes meanwhile has its turn after the other workers': somebody who writes as fast as the lines are taken must not keep them out, nor the signal to open the file again.
            long end = records.Positions.Written;
            while (records.Positions.Released < end && records.Peek() is { IsEmpty: false } bytes)
            {
                any = true;
                var record = new AccessLogRecord(bytes);
                AccessLogOutput output = OutputOf(record.Numbers.Output)!;
                output.Add(record);
                records.Release();
                if (output.IsFull && !output.TryFlush() && !TryLose(output, leaving)) return false;
            }
        }

        if (!TryFlush(Volatile.Read(ref _outputs), leaving)) return false;
        if (leaving.Length > 0) End(leaving);
        return true;
    }

    /// <summary>What is asked for from outside, and what is done now and then.</summary>
    private void Attend(AccessLogOutput[] outputs)
    {
        if (Interlocked.Exchange(ref _reopen, 0) != 0)
        {
            TryFlush(outputs, []);
            foreach (AccessLogOutput output in outputs) output.Reopen();
        }
        else if (_clock.GetElapsedTime(_lookedAt) >= LookInterval)
        {
            _lookedAt = _clock.GetTimestamp();
            foreach (AccessLogOutput output in outputs) output.Look();
            TellOfDropped(outputs);
        }
    }

    /// <summary>Lines that were lost without an error: nobody took them, or not as fast as they came.</summary>
    private void TellOfDropped(AccessLogOutput[] outputs)
    {
        long dropped = Dropped;
        if (Array.Exists(outputs, static output => output.IsFailing)) _droppedAndTold = dropped;
        if (dropped == _droppedAndTold || (_toldAt is { } toldAt && _clock.GetElapsedTime(toldAt) < TellInterval)) return;
        _log.Warn(string.Create(CultureInfo.InvariantCulture, $"{dropped - _droppedAndTold} lines of the access log were dropped, since they were not taken as fast as they came"), "see who should read it or the disk, or log less (`access-log.only`)");
        _droppedAndTold = dropped;
        _toldAt = _clock.GetTimestamp();
    }

    private bool TryFlush(AccessLogOutput[] outputs, AccessLogOutput[] leaving)
    {
        bool isDone = true;
        foreach (AccessLogOutput output in outputs) isDone &= output.TryFlush() || TryLose(output, leaving);
        return isDone;
    }

    /// <summary>One that is left behind has no second chance: it must not hold up the next.</summary>
    private bool TryLose(AccessLogOutput output, AccessLogOutput[] leaving)
    {
        if (Array.IndexOf(leaving, output) < 0) return false;
        Volatile.Write(ref _dropped, _dropped + output.Lose());
        return true;
    }

    private AccessLogOutput? OutputOf(int number)
    {
        foreach (AccessLogOutput output in Volatile.Read(ref _outputs))
        {
            if (output.Rules.Output == number) return output;
        }

        return null;
    }

    /// <summary>All that was noted for them is written.</summary>
    private void End(AccessLogOutput[] leaving)
    {
        Replace(outputs => Array.FindAll(outputs, output => Array.IndexOf(leaving, output) < 0));
        foreach (AccessLogOutput output in leaving) output.Dispose();
    }

    private void Replace(Func<AccessLogOutput[], AccessLogOutput[]> change)
    {
        AccessLogOutput[] before;
        do before = Volatile.Read(ref _outputs);
        while (Interlocked.CompareExchange(ref _outputs, change(before), before) != before);
    }

    private void TellOfTheRest()
    {
        long lost = 0;
        foreach (AccessLogOutput output in Volatile.Read(ref _outputs)) lost += output.Lose();
        foreach (AccessLogRing ring in _rings)
        {
            for (; !ring.Records.Peek().IsEmpty; ring.Records.Release()) lost++;
        }

        Volatile.Write(ref _dropped, _dropped + lost);
        _log.Warn(string.Create(CultureInfo.InvariantCulture, $"the access log could not be written to its end; its last {lost} lines are lost"), "see the disk, or who should read it");
    }
}
