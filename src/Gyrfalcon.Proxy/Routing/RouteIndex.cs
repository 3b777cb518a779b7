using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;

namespace Gyrfalcon.Proxy.Routing;

/// <summary>
/// Finds the first route that matches without asking all of them: routes stand on shelves by the host and by the first path segment that they name. A request looks at the shelves that it may be meant by,
/// four at most, in the order of the routes. Immutable.
/// </summary>
internal sealed class RouteIndex
{
    /// <summary>The longest host name that is looked up; longer ones are no host names (RFC 1035 §2.3.4).</summary>
    private const int LongestHost = 255;

    private static readonly List<Place> None = [];

    private readonly Dictionary<byte[], Shelves> _byHost = new(ByteKeys.Instance);
    private readonly Shelves _ofAnyHost = new();

    internal RouteIndex(Route[] routes)
    {
        for (int order = 0; order < routes.Length; order++)
        {
            RouteMatch match = routes[order].Match;
            if (match.ExactHosts is not { } hosts) _ofAnyHost.Put(order, routes[order]);
            else foreach (byte[] host in hosts) Of(host).Put(order, routes[order]);
        }
    }

    /// <summary>See <see cref="RouteMatch.Matches"/>.</summary>
    internal Route? First(string listener, ReadOnlySpan<byte> method, ReadOnlySpan<byte> host, ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> segment = RouteMatch.FirstSegmentOf(path);
        Shelves? own = Find(host);
        List<Place> a = own?.Of(segment) ?? None;
        List<Place> b = own?.Any ?? None;
        List<Place> c = _ofAnyHost.Of(segment);
        List<Place> d = _ofAnyHost.Any;
        int i = 0, j = 0, k = 0, l = 0;
        while (true)
        {
            int first = Math.Min(Math.Min(OrderAt(a, i), OrderAt(b, j)), Math.Min(OrderAt(c, k), OrderAt(d, l)));
            if (first == int.MaxValue) return null;
            Route route = OrderAt(a, i) == first ? a[i++].Route : OrderAt(b, j) == first ? b[j++].Route : OrderAt(c, k) == first ? c[k++].Route : d[l++].Route;
            if (route.Match.Matches(listener, method, host, path)) return route;
        }
    }

    private static int OrderAt(List<Place> places, int index) => index < places.Count ? places[index].Order : int.MaxValue;

    private Shelves Of(byte[] host)
    {
        if (!_byHost.TryGetValue(host, out Shelves? shelves)) _byHost.Add(host, shelves = new Shelves());
        return shelves;
    }

    private Shelves? Find(ReadOnlySpan<byte> host)
    {
        if (host.EndsWith("."u8)) host = host[..^1];
        if (host.Length > LongestHost || _byHost.Count == 0) return null;
        Span<byte> lower = stackalloc byte[LongestHost];
        if (Ascii.ToLower(host, lower, out int length) != OperationStatus.Done) return null;
        return _byHost.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(lower[..length], out Shelves? shelves) ? shelves : null;
    }

    /// <summary>A route and its place among all.</summary>
    private readonly record struct Place(int Order, Route Route);

    /// <summary>The routes for one host, or for hosts that cannot be looked up, by the first path segment that they name.</summary>
    private sealed class Shelves
    {
        private readonly Dictionary<byte[], List<Place>> _bySegment = new(ByteKeys.Instance);

        /// <summary>Those that name no segment.</summary>
        internal List<Place> Any { get; } = [];

        internal List<Place> Of(ReadOnlySpan<byte> segment) => _bySegment.Count > 0 && _bySegment.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(segment, out List<Place>? places) ? places : None;

        internal void Put(int order, Route route)
        {
            List<Place>? places = Any;
            if (route.Match.FirstSegment is { } segment && !_bySegment.TryGetValue(segment, out places)) _bySegment.Add(segment, places = []);
            places.Add(new Place(order, route));
        }
    }

    private sealed class ByteKeys : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        internal static readonly ByteKeys Instance = new();

        public bool Equals(byte[]? one, byte[]? other) => one.AsSpan().SequenceEqual(other);

        public bool Equals(ReadOnlySpan<byte> one, byte[] other) => one.SequenceEqual(other);

        public int GetHashCode(byte[] key) => GetHashCode(key.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> key)
        {
            // With a seed of the process: clients choose paths and hosts.
            var hash = default(HashCode);
            hash.AddBytes(key);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> key) => key.ToArray();
    }
}
