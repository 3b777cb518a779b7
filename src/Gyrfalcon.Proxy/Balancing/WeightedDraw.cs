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
        for (int i = 0; i < endpoints.Length; i++) _upTo[i] = sum += (uint)endpoints[i].Weight;
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

    private int At(uint drawn)
    {
        int found = Array.BinarySearch(_upTo, drawn + 1);
        return found >= 0 ? found : ~found;
    }
}
