using System;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Downstream;

namespace Gyrfalcon.Proxy.Routing;

/// <summary>The routes in their order: the first that matches is taken. Immutable.</summary>
public sealed class Router(Route[] routes)
{
    /// <summary>Paths up to this length are normalised without allocation; no head may hold a longer one by default.</summary>
    private const int StackLimit = 1024;

    /// <summary>The routes, in order.</summary>
    public ReadOnlySpan<Route> Routes => routes;

    /// <summary>The first route that matches; null if none does.</summary>
    public Route? Match(Listener listener, RequestHead request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ReadOnlySpan<byte> path = request.Path;
        if (RoutingPath.IsNormal(path)) return First(listener, request, path);
        Span<byte> room = path.Length <= StackLimit ? stackalloc byte[StackLimit] : new byte[path.Length];
        return First(listener, request, room[..RoutingPath.Normalise(path, room)]);
    }

    private Route? First(Listener listener, RequestHead request, ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> method = request.MethodToken;
        ReadOnlySpan<byte> host = request.Host;
        foreach (Route route in routes)
        {
            if (route.Match.Matches(listener, method, host, path)) return route;
        }

        return null;
    }
}
