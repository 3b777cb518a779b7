using System;
using Gyrfalcon.Engine.Timers;

namespace Gyrfalcon.Engine.Transport;

/// <summary>
/// Holds one direction of a connection to a <see cref="MinimumRate"/>. Waiting for the peer uses up an allowance, and bytes earn it back. The kernel is asked
/// how many bytes there were only when the allowance is used up, so a peer that is fast enough costs a subtraction per wait.
/// </summary>
internal sealed class PeerPace(MinimumRate rate)
{
    private const long NotCounted = -1;

    private long _allowance = rate.Grace;
    private long _bytes = NotCounted;
    private long _waitBegan;
    private long _deadline;

    internal MinimumRate Rate => rate;

    /// <summary>Whether the bytes so far are known; without them nothing is earned.</summary>
    internal bool IsCounting => _bytes != NotCounted;

    /// <summary>Begins anew. The grace begins now, or at the end of the first wait.</summary>
    internal void Restart(bool afterFirstWait)
    {
        _allowance = afterFirstWait ? WorkerTimer.Never : rate.Grace;
        _bytes = NotCounted;
    }

    /// <summary>The peer's bytes up to now, which earn nothing.</summary>
    internal void BeginCounting(long bytes) => _bytes = bytes;

    /// <summary>Somebody waits for the peer from now on; returns the time at which <see cref="Extend"/> is wanted.</summary>
    internal long BeginWait(long now, long deadline)
    {
        _waitBegan = now;
        return Limit(deadline);
    }

    /// <summary>The wait under way has another deadline; returns the time at which <see cref="Extend"/> is wanted.</summary>
    internal long Limit(long deadline)
    {
        _deadline = deadline;
        return _allowance == WorkerTimer.Never ? deadline : Math.Min(deadline, _waitBegan + Math.Max(_allowance, 0));
    }

    /// <summary>Nobody waits any longer.</summary>
    internal void EndWait(long now)
    {
        if (_allowance == WorkerTimer.Never) _allowance = rate.Grace;
        else _allowance -= now - _waitBegan;
    }

    /// <summary>Counts what the peer has earned; returns until when the wait may go on, which is not after <paramref name="now"/> when it is over.</summary>
    internal long Extend(long now, long bytes)
    {
        long earned = (long)Math.Min((bytes - _bytes) * 1e9 / rate.BytesPerSecond, rate.MostCredit);
        _bytes = bytes;
        _allowance = Math.Min(_allowance - (now - _waitBegan) + earned, rate.MostCredit);
        _waitBegan = now;
        return _deadline <= now || _allowance < TimerWheel.Resolution ? now : Math.Min(_deadline, now + _allowance);
    }
}
