using System.Threading;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// The requests of all workers that wait for a place at an endpoint of a cluster, first come first served. Whoever frees a place wakes the first that may take it. One that was woken
/// keeps its turn until it has its place, and whoever comes meanwhile goes behind it. As long as somebody waits and a place is free that he may take, somebody is about to look.
/// </summary>
public sealed class PendingQueue(int most)
{
    private readonly Lock _gate = new();
    private PendingRequest? _first;
    private PendingRequest? _last;
    private int _count;

    /// <summary>How often places may have come free that nobody was woken for: while nobody waited, or with endpoints that have come.</summary>
    private int _news;

    /// <summary>The news of which all is known: somebody who would take any place has looked in vain since.</summary>
    private int _known;

    /// <summary>So many can wait.</summary>
    public int Most => most;

    /// <summary>Requests that wait now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Nobody waits, so a newcomer may take a place at once.</summary>
    internal bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>
    /// Joins at the end; false if the queue is full. Afterwards <see cref="Look"/> once before waiting: a place may have come free just before, or those who wait already would not take it.
    /// </summary>
    internal bool TryJoin(PendingRequest request)
    {
        lock (_gate)
        {
            if (_count >= most) return false;
            PendingRequest? ahead = _first;
            while (ahead is { IsPicky: true, IsWoken: false }) ahead = ahead.Following;
            request.IsWoken = ahead is null;
            if (_first is null) _news++;
            request.Previous = _last;
            if (_last is null) _first = request;
            else _last.Following = request;
            _last = request;
            Interlocked.Increment(ref _count);
            return true;
        }
    }

    /// <summary>The endpoint that it waits for is no longer the one: another will do.</summary>
    internal void WantAny(PendingRequest request)
    {
        lock (_gate)
        {
            request.Wanted = null;

            // A place may have come free meanwhile that was not for it.
            request.IsWoken = true;
        }
    }

    /// <summary>It is about to look for a place: true if it is its turn. What comes free from now on wakes it again.</summary>
    internal bool Look(PendingRequest request)
    {
        lock (_gate)
        {
            bool isItsTurn = request.IsWoken;
            request.IsWoken = false;
            request.News = _news;
            return isItsTurn;
        }
    }

    /// <summary>It has looked and there was no place for it. There may be one for those behind it if it would not take any.</summary>
    internal void LookedInVain(PendingRequest request)
    {
        PendingRequest? woken;
        lock (_gate)
        {
            if (!request.IsPicky) _known = request.News;
            woken = request.IsPicky ? Turn(request.Following, null) : null;
        }

        woken?.Wake();
    }

    /// <summary>Leaves, with a place or without. Was it woken since it last looked, the next gets its turn.</summary>
    internal void Leave(PendingRequest request)
    {
        PendingRequest? woken;
        lock (_gate)
        {
            if (request.Previous is { } previous) previous.Following = request.Following;
            else _first = request.Following;
            if (request.Following is { } following) following.Previous = request.Previous;
            else _last = request.Previous;
            request.Previous = request.Following = null;
            Interlocked.Decrement(ref _count);
            woken = request.IsWoken || _news != _known ? Turn(_first, null) : null;
            request.IsWoken = false;
        }

        woken?.Wake();
    }

    /// <summary>A place at <paramref name="endpoint"/> has come free.</summary>
    internal void WakeFirst(Endpoint endpoint)
    {
        PendingRequest? woken;
        lock (_gate) woken = Turn(_first, endpoint);
        woken?.Wake();
    }

    /// <summary>Endpoints have come or gone: everybody gets his turn, one after the other while there are places; those that do not take any, at once.</summary>
    internal void WakeAll()
    {
        lock (_gate)
        {
            _news++;
            Turn(_first, null)?.Wake();
            for (PendingRequest? request = _first; request is not null; request = request.Following)
            {
                if (!request.IsPicky || request.IsWoken) continue;
                request.IsWoken = true;
                request.Wake();
            }
        }
    }

    /// <summary>Gives the turn to the first from <paramref name="request"/> on that has none yet and may want a place at <paramref name="endpoint"/>, null for any. To be woken.</summary>
    private static PendingRequest? Turn(PendingRequest? request, Endpoint? endpoint)
    {
        for (; request is not null; request = request.Following)
        {
            if (request.IsWoken || (endpoint is not null && request.Wanted is { } wanted && wanted != endpoint)) continue;
            request.IsWoken = true;
            return request;
        }

        return null;
    }
}
