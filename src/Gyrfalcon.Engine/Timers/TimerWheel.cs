using System;
using System.Numerics;

namespace Gyrfalcon.Engine.Timers;

/// <summary>
/// A hashed timing wheel (Varghese and Lauck, 1987): 512 slots of about 8 ms. Setting a timer is O(1); deadlines are rounded up
/// to the next tick and never fire early. A deadline beyond one revolution is looked at once per revolution.
/// </summary>
public sealed class TimerWheel
{
    private const int TickShift = 23;
    private const int SlotCount = 512;
    private const int SlotMask = SlotCount - 1;

    private readonly WorkerTimer?[] _slots = new WorkerTimer?[SlotCount];
    private readonly ulong[] _occupied = new ulong[SlotCount / 64];
    private long _tick;

    /// <summary>Creates a wheel that stands at <paramref name="now"/> (nanoseconds).</summary>
    public TimerWheel(long now) => _tick = now >> TickShift;

    /// <summary>Nanoseconds in one tick.</summary>
    public static long Resolution => 1L << TickShift;

    /// <summary>Makes sure that <paramref name="timer"/> is looked at no later than its <see cref="WorkerTimer.Due"/> demands.</summary>
    public void Set(WorkerTimer timer)
    {
        ArgumentNullException.ThrowIfNull(timer);
        long due = timer.Due;
        if (due == WorkerTimer.Never) return;
        long tick = Math.Max((due >> TickShift) + 1, _tick + 1);
        if (timer.Tick >= 0)
        {
            if (timer.Tick <= tick) return;
            Unlink(timer);
        }

        Link(timer, Math.Min(tick, _tick + SlotMask));
    }

    /// <summary>Takes <paramref name="timer"/> out for good.</summary>
    public void Remove(WorkerTimer timer)
    {
        ArgumentNullException.ThrowIfNull(timer);
        if (timer.Tick >= 0) Unlink(timer);
    }

    /// <summary>Calls every timer that is due at <paramref name="now"/>.</summary>
    public void Advance(long now)
    {
        long target = now >> TickShift;
        if (target - _tick > SlotCount) _tick = Math.Max(_tick, target - SlotCount);
        while (_tick < target)
        {
            _tick++;
            int slot = (int)(_tick & SlotMask);
            while (_slots[slot] is { } timer)
            {
                Unlink(timer);
                if (timer.Due == WorkerTimer.Never) continue;
                if (timer.Due <= now) timer.OnDue();
                if (timer.Tick < 0) Set(timer);
            }
        }
    }

    /// <summary>The earliest time at which <see cref="Advance"/> may have work, or <see cref="WorkerTimer.Never"/>.</summary>
    public long NextVisit()
    {
        int start = (int)((_tick + 1) & SlotMask);
        for (int step = 0; step <= _occupied.Length; step++)
        {
            int word = ((start >> 6) + step) & (_occupied.Length - 1);
            ulong bits = _occupied[word];
            if (step == 0) bits &= ulong.MaxValue << (start & 63);
            if (step == _occupied.Length) bits &= ~(ulong.MaxValue << (start & 63));
            if (bits == 0) continue;
            int slot = (word << 6) + BitOperations.TrailingZeroCount(bits);
            long distance = (slot - start) & SlotMask;
            return (_tick + 1 + distance) << TickShift;
        }

        return WorkerTimer.Never;
    }

    private void Link(WorkerTimer timer, long tick)
    {
        int slot = (int)(tick & SlotMask);
        timer.Tick = tick;
        timer.Previous = null;
        timer.Following = _slots[slot];
        if (timer.Following is { } following) following.Previous = timer;
        _slots[slot] = timer;
        _occupied[slot >> 6] |= 1UL << (slot & 63);
    }

    private void Unlink(WorkerTimer timer)
    {
        int slot = (int)(timer.Tick & SlotMask);
        if (timer.Following is { } following) following.Previous = timer.Previous;
        if (timer.Previous is { } previous) previous.Following = timer.Following;
        else _slots[slot] = timer.Following;
        if (_slots[slot] is null) _occupied[slot >> 6] &= ~(1UL << (slot & 63));
        timer.Previous = null;
        timer.Following = null;
        timer.Tick = -1;
    }
}
