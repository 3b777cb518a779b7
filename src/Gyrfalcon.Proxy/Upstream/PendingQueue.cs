using System.Threading;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// The requests of all workers that wait for a place at an endpoint of a cluster, first come first served. Whoever frees a place wakes the first that may take it. One that was woken
/// keeps its turn until it has its place, and whoever comes meanwhile goes behind it.
/// </summary>
public sealed class PendingQueue(int most)
{
    private readonly Lock _gate = new();
    private PendingRequest? _first;
    private PendingRequest? _last;
    private int _count;

    /// <summary>Requests that wait now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Nobody waits, so a newcomer may take a place at once.</summary>
    internal bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>Joins at the end; false if the queue is full. Afterwards look for a place once more before waiting: one may have come free just before.</summary>
    internal bool TryJoin(PendingRequest request)
    {
        lock (_gate)
        {
            if (_count >= most) return false;
            request.Previous = _last;
            if (_last is null) _first = request;
            else _last.Following = request;
            _last = request;
            request.IsWoken = false;
            Interlocked.Increment(ref _count);
            return true;
        }
    }

    /// <summary>Nobody waits before it.</summary>
    internal bool IsFirst(PendingRequest request)
    {
        lock (_gate) return _first == request;
    }

    /// <summary>Leaves, with a place or without. Was it woken since it last looked, the next gets its turn.</summary>
    internal void Leave(PendingRequest request)
    {
        bool passOn;
        lock (_gate)
        {
            if (request.Previous is { } previous) previous.Following = request.Following;
            else _first = request.Following;
            if (request.Following is { } following) following.Previous = request.Previous;
            else _last = request.Previous;
            request.Previous = request.Following = null;
            passOn = request.IsWoken;
            Interlocked.Decrement(ref _count);
        }

        if (passOn) WakeFirst(null);
    }

    /// <summary>It is about to look for a place. What comes free from now on wakes it again.</summary>
    internal void Look(PendingRequest request)
    {
        lock (_gate) request.IsWoken = false;
    }

    /// <summary>A place at <paramref name="endpoint"/> has come free.</summary>
    internal void WakeFirst(Endpoint? endpoint)
    {
        PendingRequest? woken = null;
        lock (_gate)
        {
            for (PendingRequest? request = _first; request is not null; request = request.Following)
            {
                if (request.IsWoken || (endpoint is not null && request.Wanted is { } wanted && wanted != endpoint)) continue;
                woken = request;
                request.IsWoken = true;
                break;
            }
        }

        woken?.Wake();
    }

    /// <summary>Endpoints have come or gone: everybody looks again.</summary>
    internal void WakeAll()
    {
        lock (_gate)
        {
            for (PendingRequest? request = _first; request is not null; request = request.Following)
            {
                if (request.IsWoken) continue;
                request.IsWoken = true;
                request.Wake();
            }
        }
    }
}
