using System;
using System.Runtime.InteropServices;
using System.Threading;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// A cluster's requests that wait for a response, the retries among them, and how many there may be. Each worker counts its own requests, on its own cache
/// line; they are summed up when a retry is wanted, which is the only time that workers meet here.
/// </summary>
public sealed class ClusterLoad(int workers)
{
    /// <summary>So many retries may be under way however few requests there are.</summary>
    public const int LeastRetries = 3;

    /// <summary>Between two lines of the log about the budget, in nanoseconds.</summary>
    private const long WarningPause = 10_000_000_000;

    private readonly WorkerShare[] _shares = new WorkerShare[workers];
    private long _retrying;
    private long _retries;
    private long _denied;
    private long _hedges;
    private long _hedgesWon;
    private long _nextWarning;

    /// <summary>Requests that wait for a response; may be read from any thread.</summary>
    public long Waiting
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < _shares.Length; i++) sum += Volatile.Read(ref _shares[i].Waiting);
            return sum;
        }
    }

    /// <summary>Requests that came to the cluster, those refused for its limits among them; may be read from any thread.</summary>
    public long Requests
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < _shares.Length; i++) sum += Volatile.Read(ref _shares[i].Came);
            return sum;
        }
    }

    /// <summary>Those among them that have ended and failed: answered with a 5xx status, by an endpoint or because none could answer; may be read from any thread.</summary>
    public long Failed
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < _shares.Length; i++) sum += Volatile.Read(ref _shares[i].Failed);
            return sum;
        }
    }

    /// <summary>Retries under way.</summary>
    public long Retrying => Volatile.Read(ref _retrying);

    /// <summary>Times that a request was sent again; one more to a stale kept connection's endpoint is no retry.</summary>
    public long Retries => Volatile.Read(ref _retries);

    /// <summary>Times that a request was not sent again because the budget was used up.</summary>
    public long RetriesDenied => Volatile.Read(ref _denied);

    /// <summary>Times that a second endpoint was asked beside the first.</summary>
    public long Hedges => Volatile.Read(ref _hedges);

    /// <summary>Times that the second answered sooner.</summary>
    public long HedgesWon => Volatile.Read(ref _hedgesWon);

    /// <summary>Counts a request of that worker's that has come, to be served or refused; on that worker.</summary>
    internal void CountRequest(int worker)
    {
        ref long came = ref _shares[worker].Came;
        Volatile.Write(ref came, came + 1);
    }

    /// <summary>Counts one of these that has failed; on that worker.</summary>
    internal void CountFailed(int worker)
    {
        ref long failed = ref _shares[worker].Failed;
        Volatile.Write(ref failed, failed + 1);
    }

    /// <summary>A request of that worker's begins to wait; on that worker.</summary>
    internal void Enter(int worker)
    {
        ref long waiting = ref _shares[worker].Waiting;
        Volatile.Write(ref waiting, waiting + 1);
    }

    /// <summary>It waits no more.</summary>
    internal void Leave(int worker)
    {
        ref long waiting = ref _shares[worker].Waiting;
        Volatile.Write(ref waiting, waiting - 1);
    }

    /// <summary>Takes a place among the retries under way, to be given back by <see cref="EndRetry"/>; false if the budget is used up.</summary>
    internal bool TryBeginRetry(int budgetPercent)
    {
        long most = Math.Max(LeastRetries, Waiting * budgetPercent / 100);
        if (Interlocked.Increment(ref _retrying) <= most) return true;
        Interlocked.Decrement(ref _retrying);
        return false;
    }

    internal void EndRetry() => Interlocked.Decrement(ref _retrying);

    /// <summary>Counts a request that is sent again.</summary>
    internal void CountRetry() => Interlocked.Increment(ref _retries);

    /// <summary>Counts a request that is not sent again, or not hedged, for want of budget.</summary>
    internal void CountDenied() => Interlocked.Increment(ref _denied);

    internal void CountHedge() => Interlocked.Increment(ref _hedges);

    internal void CountHedgeWon() => Interlocked.Increment(ref _hedgesWon);

    /// <summary>Says that retries are denied; at most one line in ten seconds.</summary>
    internal void Warn(string cluster, int budgetPercent, long now, OperationalLog log)
    {
        long due = Volatile.Read(ref _nextWarning);
        if (now < due || Interlocked.CompareExchange(ref _nextWarning, now + WarningPause, due) != due) return;
        log.Warn($"cluster {cluster}: requests are not sent again, for the retries under way are {budgetPercent} % of those that wait, and at least {LeastRetries}; {RetriesDenied} denied so far", "see what its endpoints fail (`gyr endpoints`), or raise retry.budget");
    }

    /// <summary>On cache lines that no other worker writes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct WorkerShare
    {
        [FieldOffset(0)]
        internal long Waiting;

        [FieldOffset(8)]
        internal long Came;

        [FieldOffset(16)]
        internal long Failed;
    }
}
