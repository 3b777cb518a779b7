using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Admin.Tests.Live;

/// <summary>A clock that goes on when it is told to, with timers that go off then, on the thread that told it.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private long _now = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Worlds.Start).AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        lock (_gate) _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Advance(TimeSpan time)
    {
        Interlocked.Add(ref _now, time.Ticks);
        Timer[] timers;
        lock (_gate) timers = [.. _timers];
        foreach (Timer timer in timers.Where(each => each.IsDue(GetTimestamp()))) timer.Fire();
    }

    private sealed class Timer(SteppedTime time, Action fire) : ITimer
    {
        private long _due = long.MaxValue;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Interlocked.Exchange(ref _due, dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : time.GetTimestamp() + dueTime.Ticks);
            return true;
        }

        public void Dispose()
        {
            lock (time._gate) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal bool IsDue(long now) => Interlocked.Read(ref _due) <= now;

        internal void Fire()
        {
            Interlocked.Exchange(ref _due, _period == Timeout.InfiniteTimeSpan ? long.MaxValue : time.GetTimestamp() + _period.Ticks);
            fire();
        }
    }
}
