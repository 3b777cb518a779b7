using System;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>Draws endpoints at random, each as likely as its weight says. Immutable.</summary>
internal sealed class WeightedDraw
{
    private readonly Endpoint[] _endpoints;
    private readonly uint[] _upTo;

    internal WeightedDraw(Endpoint[] endpoints)
    {
        _endpoints = endpoints;
        _upTo = new uint[endpoints.Length];
        uint sum = 0;
        for (int i = 0; i < endpoints.Length; i++) _upTo[i] = sum += (uint)endpoints[i].Share;
    }

    internal int Count => _endpoints.Length;

    /// <summary>One that has not been tried; null if there is none.</summary>
    internal Endpoint? Draw(in PickContext context, Endpoint? not = null)
    {
        if (_endpoints.Length == 0) return null;
        int index = At(context.RandomBelow(_upTo[^1]));
        for (int step = 0; step < _endpoints.Length; step++)
        {
            Endpoint endpoint = _endpoints[(index + step) % _endpoints.Length];
            if (!ReferenceEquals(endpoint, not) && (context.IsFirst || !context.HasTried(endpoint))) return endpoint;
        }

        return null;
    }

    /// <summary>One that has a place and has not been tried, beginning anywhere, when those drawn had none.</summary>
    internal Endpoint? TakeAny(in PickContext context)
    {
        if (_endpoints.Length == 0) return null;
        int index = (int)context.RandomBelow((uint)_endpoints.Length);
        for (int step = 0; step < _endpoints.Length; step++)
        {
            Endpoint endpoint = _endpoints[(index + step) % _endpoints.Length];
            if (!context.HasTried(endpoint) && endpoint.TryBegin()) return endpoint;
        }

        return null;
    }

    private int At(uint drawn)
    {
        int found = Array.BinarySearch(_upTo, drawn + 1);
        return found >= 0 ? found : ~found;
    }
}
