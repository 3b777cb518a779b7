using System;
using System.Collections.Generic;
using System.Linq;

namespace Gyrfalcon.Proxy.Configuration.Checks;

/// <summary>
/// Finds earlier routes that take everything a later one would. Indexed by path and host: to compare every pair
/// would take minutes with ten thousand routes.
/// </summary>
/// <param name="listeners">The names of the listeners that routes without listeners are for; none where they are not all known.</param>
internal sealed class EarlierRoutes(IReadOnlyList<string> listeners)
{
    // A route of more is not taken apart.
    private const int MostParts = 256;

    private static readonly HostPattern AnyHost = new("", true);

    private readonly Dictionary<(PathPattern Path, HostPattern Host), List<RouteConfig>> _routes = [];

    public void Add(RouteConfig route)
    {
        route = Normal(route);
        IEnumerable<HostPattern> hosts = route.Match.Host.Count == 0 ? [AnyHost] : route.Match.Host.Distinct();
        foreach (HostPattern host in hosts)
        {
            (PathPattern, HostPattern) key = (route.Match.Path, host);
            if (!_routes.TryGetValue(key, out List<RouteConfig>? routes))
                _routes[key] = routes = [];
            routes.Add(route);
        }
    }

    /// <summary>The earlier routes that together cover this one; none when they do not.</summary>
    public IReadOnlyList<RouteConfig> Cover(RouteConfig route)
    {
        route = Normal(route);
        if (CoverAlone(route) is { } one)
            return [one];
        var found = new List<RouteConfig>();
        foreach (RouteConfig part in Parts(route))
        {
            if (CoverAlone(part) is not { } wider)
                return [];
            if (!found.Contains(wider))
                found.Add(wider);
        }

        return found;
    }

    /// <summary>With its path as requests are compared with it: one path has many spellings.</summary>
    private static RouteConfig Normal(RouteConfig route) => route with { Match = route.Match with { Path = route.Match.Path.Normal() } };

    /// <summary>Routes of one listener, host and method each that are together this one; none when it cannot be taken apart.</summary>
    private IEnumerable<RouteConfig> Parts(RouteConfig route)
    {
        IReadOnlyList<string>[] ofListeners = Single(route.Listeners.Count > 0 ? route.Listeners : listeners);
        IReadOnlyList<HostPattern>[] ofHosts = Single(route.Match.Host);
        IReadOnlyList<string>[] ofMethods = Single(route.Match.Methods);
        return (long)ofListeners.Length * ofHosts.Length * ofMethods.Length is 1 or > MostParts
            ? []
            : from listener in ofListeners
              from host in ofHosts
              from method in ofMethods
              select route with { Listeners = listener, Match = route.Match with { Host = host, Methods = method } };
    }

    private static IReadOnlyList<T>[] Single<T>(IReadOnlyList<T> list) => list.Count == 0 ? [list] : [.. list.Select(static item => (IReadOnlyList<T>)[item])];

    private RouteConfig? CoverAlone(RouteConfig route)
    {
        // Whatever covers the route covers its first host, so looking under that host's wider patterns finds it.
        HostPattern[] hosts = [AnyHost, .. route.Match.Host.Take(1).SelectMany(Wider)];
        foreach (PathPattern path in Wider(route.Match.Path))
        {
            foreach (HostPattern host in hosts)
            {
                if (_routes.TryGetValue((path, host), out List<RouteConfig>? candidates) && candidates.Find(wider => Covers(wider, route)) is { } found)
                    return found;
            }
        }

        return null;
    }

    private static bool Covers(RouteConfig wider, RouteConfig route) =>
        CoversList(wider.Listeners, route.Listeners, (a, b) => a == b)
        && CoversList(wider.Match.Host, route.Match.Host, (a, b) => a.Covers(b))
        && wider.Match.Path.Covers(route.Match.Path)
        && CoversList(wider.Match.Methods, route.Match.Methods, (a, b) => a == b);

    // An empty list means everything.
    private static bool CoversList<T>(IReadOnlyList<T> wider, IReadOnlyList<T> narrower, Func<T, T, bool> covers) =>
        wider.Count == 0 || (narrower.Count > 0 && narrower.All(b => wider.Any(a => covers(a, b))));

    private static IEnumerable<PathPattern> Wider(PathPattern path)
    {
        yield return path;
        for (int slash = 0; slash >= 0; slash = path.Path.IndexOf('/', slash + 1))
        {
            var prefix = new PathPattern(path.Path[..(slash + 1)], true);
            if (prefix != path)
                yield return prefix;
        }

        if (!path.IsPrefix)
            yield return new PathPattern(path.Path + "/", true);
    }

    private static IEnumerable<HostPattern> Wider(HostPattern host)
    {
        yield return host;
        for (int dot = host.Name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = host.Name.IndexOf('.', dot + 1))
            yield return new HostPattern(host.Name[(dot + 1)..], true);
    }
}
