using System.Threading;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// The requests of all workers that wait for a place at an endpoint of a cluster, first come first served. Whoever frees a place wakes the first that may take it. One that was woken
/// keeps its turn until it has its place, and whoever comes meanwhile goes behind it. Who waits for a certain endpoint holds up those alone who wait for the same.
/// </summary>
public sealed class PendingQueue(int most)
{
    private readonly Lock _gate = new();
    private PendingRequest? _first;
    private PendingRequest? _last;
    private int _count;

    /// <summary>Those among them that do not take any place.</summary>
    private int _choosy;

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
            if (!request.TakesAny) _choosy++;
            Interlocked.Increment(ref _count);
            return true;
        }
    }

    /// <summary>Somebody waits who would take a place at <paramref name="wanted"/>, or, if that is null, any place: a newcomer goes behind him.</summary>
    internal bool IsAwaited(Endpoint? wanted)
    {
        lock (_gate) return IsAwaitedBefore(null, wanted);
    }

    /// <summary>Nobody waits before it for what it waits for.</summary>
    internal bool IsNext(PendingRequest request)
    {
        lock (_gate) return !IsAwaitedBefore(request, request.Wanted);
    }

    /// <summary>
    /// Leaves, with a place or without. It may have been the one that was woken for several places, and others have joined since: so whoever is next for a place looks.
    /// </summary>
    internal void Leave(PendingRequest request)
    {
        lock (_gate)
        {
            if (request.Previous is { } previous) previous.Following = request.Following;
            else _first = request.Following;
            if (request.Following is { } following) following.Previous = request.Previous;
            else _last = request.Previous;
            request.Previous = request.Following = null;
            Interlocked.Decrement(ref _count);
            if (!request.TakesAny) _choosy--;
            WakeNext();
        }
    }

    /// <summary>It is about to look for a place. What comes free from now on wakes it again.</summary>
    /// <param name="request">Who looks.</param>
    /// <param name="wanted">The endpoint that its session sticks to still, or null.</param>
    internal void Look(PendingRequest request, Endpoint? wanted)
    {
        lock (_gate)
        {
            request.IsWoken = false;
            if (wanted == request.Wanted) return;
            if (!request.TakesAny) _choosy--;
            request.Wanted = wanted;
            if (!request.TakesAny) _choosy++;
        }
    }

    /// <summary>A place at <paramref name="endpoint"/> has come free.</summary>
    internal void WakeFirst(Endpoint endpoint)
    {
        lock (_gate)
        {
            for (PendingRequest? request = _first; request is not null; request = request.Following)
            {
                if (request.IsWoken || !request.Takes(endpoint)) continue;
                Wake(request);
                return;
            }
        }
    }

    /// <summary>Endpoints have come or gone: everybody looks again.</summary>
    internal void WakeAll()
    {
        lock (_gate)
        {
            for (PendingRequest? request = _first; request is not null; request = request.Following)
            {
                if (!request.IsWoken) Wake(request);
            }
        }
    }

    private static void Wake(PendingRequest request)
    {
        request.IsWoken = true;
        request.Wake();
    }

    private bool IsAwaitedBefore(PendingRequest? end, Endpoint? wanted)
    {
        for (PendingRequest? request = _first; request is not null && request != end; request = request.Following)
        {
            if (request.TakesAny || (wanted is not null && request.Wanted == wanted)) return true;
        }

        return false;
    }

    /// <summary>Wakes the first who takes any place, and of those who do not each for whom there may be one.</summary>
    private void WakeNext()
    {
        int choosy = _choosy;
        bool found = false;
        for (PendingRequest? request = _first; request is not null && (choosy > 0 || !found); request = request.Following)
        {
            bool looks = request.TakesAny ? !found : request.Wanted is not { IsFull: true };
            if (request.TakesAny) found = true;
            else choosy--;
            if (looks && !request.IsWoken) Wake(request);
        }
    }
}
