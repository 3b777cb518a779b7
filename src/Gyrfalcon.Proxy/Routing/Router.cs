using System;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Routing;

/// <summary>The routes in their order: the first that matches is taken, of those for requests or of those for TLS connections. Immutable.</summary>
public sealed class Router(Route[] routes)
{
    /// <summary>Paths up to this length are normalised without allocation; no head may hold a longer one by default.</summary>
    private const int StackLimit = 1024;

    /// <summary>Of so few routes each is asked sooner than an index.</summary>
    private const int MostAsked = 16;

    private readonly Route[] _requests = Array.FindAll(routes, static route => !route.IsPassthrough);
    private readonly Route[] _passthrough = Array.FindAll(routes, static route => route.IsPassthrough);

    private readonly RouteIndex? _index = routes.Length > MostAsked ? new RouteIndex(Array.FindAll(routes, static route => !route.IsPassthrough)) : null;

    /// <summary>The routes, in order.</summary>
    public ReadOnlySpan<Route> Routes => routes;

    /// <summary>
    /// The first route that takes a request which came in by the listener of this name; null if none does, or, with the violation, if the path is spelled so
    /// that readers could take it for resources of different routes.
    /// </summary>
    public Route? Match(string listener, RequestHead request, out Violation? violation)
    {
        ArgumentNullException.ThrowIfNull(request);
        violation = null;
        ReadOnlySpan<byte> path = request.Path;
        if (RoutingPath.IsNormal(path)) return First(listener, request, path);
        Span<byte> room = path.Length <= StackLimit ? stackalloc byte[StackLimit] : new byte[path.Length];
        Route? route = First(listener, request, room[..RoutingPath.Normalise(path, room, out PathMarks marks)]);
        if ((marks & (PathMarks.DotSegment | PathMarks.EncodedDelimiter)) != 0) violation = Check(listener, request, route, marks, room);
        return violation is null ? route : null;
    }

    /// <summary>Whether those who read the path in another way than we do are led to the same route.</summary>
    private Violation? Check(string listener, RequestHead request, Route? route, PathMarks marks, Span<byte> room)
    {
        if ((marks & PathMarks.AboveRoot) != 0) return Violation.PathAboveRoot;
        int length;
        if ((marks & PathMarks.DotSegment) != 0)
        {
            // What `..` removes depends on whether empty segments count and encoded slashes separate.
            if ((marks & (PathMarks.EmptySegment | PathMarks.EncodedDelimiter)) != 0) return Violation.AmbiguousPath;
            length = RoutingPath.KeepDots(request.Path, room);
        }
        else
        {
            length = RoutingPath.DecodeAll(request.Path, room, removeDots: false, out PathMarks hidden);
            if ((hidden & PathMarks.DotSegment) == 0)
            {
                if (route is { Match.NamesEncodedDelimiter: true }) return null;
            }
            else
            {
                if (First(listener, request, room[..length]) != route) return Violation.AmbiguousPath;
                length = RoutingPath.DecodeAll(request.Path, room, removeDots: true, out hidden);
                if ((hidden & PathMarks.AboveRoot) != 0) return Violation.PathAboveRoot;
            }
        }

        return First(listener, request, room[..length]) == route ? null : Violation.AmbiguousPath;
    }

    /// <summary>The first route that passes TLS connections on which came in by the listener of this name and ask for <paramref name="name"/>, in lower case, empty for none; null if they end here.</summary>
    public Route? MatchName(string listener, ReadOnlySpan<byte> name)
    {
        foreach (Route route in _passthrough)
        {
            if (route.Match.MatchesName(listener, name)) return route;
        }

        return null;
    }

    private Route? First(string listener, RequestHead request, ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> method = request.MethodToken;
        ReadOnlySpan<byte> host = request.Host;
        if (_index is not null) return _index.First(listener, method, host, path);
        foreach (Route route in _requests)
        {
            if (route.Match.Matches(listener, method, host, path)) return route;
        }

        return null;
    }
}
