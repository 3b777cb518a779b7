using System.Globalization;
using System.Threading;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// The most that a cluster may have under way, over all workers. Beyond it the answer is 503 at once: what is overloaded already gets no more. What has no limit is not counted.
/// </summary>
public sealed class CircuitBreaker(BreakerRules rules)
{
    /// <summary>Between two lines of the log, in nanoseconds.</summary>
    private const long WarningPause = 10_000_000_000;

    private int _requests;
    private int _connections;
    private long _refused;
    private long _nextWarning;

    /// <summary>No limits.</summary>
    public static CircuitBreaker None { get; } = new(new BreakerRules(0, 0, 0, 0));

    /// <summary>Its limits.</summary>
    public BreakerRules Rules => rules;

    /// <summary>Requests under way, if they have a limit.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>A further request would be refused.</summary>
    internal bool IsFull => rules.MaxRequests > 0 && Requests >= rules.MaxRequests;

    /// <summary>Connections open or being opened, if they have a limit.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Requests that were answered 503 for one of the limits.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Takes a place among the requests, to be given back by <see cref="EndRequest"/>; false if all are taken.</summary>
    internal bool TryBeginRequest() => rules.MaxRequests == 0 || TryTake(ref _requests, rules.MaxRequests);

    internal void EndRequest()
    {
        if (rules.MaxRequests > 0) Interlocked.Decrement(ref _requests);
    }

    /// <summary>Takes a place among the connections, to be given back by <see cref="EndConnection"/>; false if all are taken.</summary>
    internal bool TryBeginConnection() => rules.MaxConnections == 0 || TryTake(ref _connections, rules.MaxConnections);

    internal void EndConnection()
    {
        if (rules.MaxConnections > 0) Interlocked.Decrement(ref _connections);
    }

    /// <summary>Counts a refusal and says so; at most one line in ten seconds.</summary>
    internal void NoteRefused(string cluster, string limit, long now, OperationalLog log)
    {
        long refused = Interlocked.Increment(ref _refused);
        long due = Volatile.Read(ref _nextWarning);
        if (now < due || Interlocked.CompareExchange(ref _nextWarning, now + WarningPause, due) != due) return;
        log.Warn(string.Create(CultureInfo.InvariantCulture, $"cluster {cluster}: {limit} reached, requests are answered 503; {refused} so far"), "raise circuit-breaker, or give it more endpoints");
    }

    private static bool TryTake(ref int taken, int most)
    {
        // Never one too many, not even for a moment: another who meets that moment would be refused without cause.
        int before = Volatile.Read(ref taken);
        while (before < most)
        {
            int seen = Interlocked.CompareExchange(ref taken, before + 1, before);
            if (seen == before) return true;
            before = seen;
        }

        return false;
    }
}

/// <summary>The limits of a cluster; 0 is none.</summary>
/// <param name="MaxRequests">Requests under way, from the first attempt to the end of the response.</param>
/// <param name="MaxConnections">Connections open or being opened.</param>
/// <param name="MaxPending">Requests that wait for a place at an endpoint.</param>
/// <param name="QueueTimeout">How long one waits at most, in nanoseconds.</param>
public sealed record BreakerRules(int MaxRequests, int MaxConnections, int MaxPending, long QueueTimeout);
