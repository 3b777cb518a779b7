using System;
using System.Net;
using System.Text;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Routing;

/// <summary>The conditions of a route; all of those given must hold. Immutable.</summary>
public sealed class RouteMatch
{
    private readonly string[] _listeners;
    private readonly HostPattern[] _hosts;
    private readonly byte[]? _path;
    private readonly bool _isPrefix;
    private readonly byte[][] _methods;

    /// <summary>Creates a match.</summary>
    /// <param name="listeners">Names of the listeners it is for; empty for all.</param>
    /// <param name="hosts">Names in lower case, exact or <c>*.</c> and a domain; empty for any host.</param>
    /// <param name="path">An exact path, or a prefix that ends in <c>/*</c>; null for any.</param>
    /// <param name="methods">Methods; empty for any.</param>
    public RouteMatch(string[] listeners, string[] hosts, string? path, string[] methods)
    {
        _listeners = listeners;
        _hosts = Array.ConvertAll(hosts, static host => new HostPattern(host));
        ExactHosts = hosts.Length == 0 || Array.Exists(hosts, static host => host.StartsWith('*') || host.StartsWith('[')) ? null : Array.ConvertAll(hosts, Encoding.ASCII.GetBytes);
        _isPrefix = path is not null && path.EndsWith("/*", StringComparison.Ordinal);
        PathMarks marks = PathMarks.None;
        _path = path is null ? null : Normal(_isPrefix ? path[..^2] : path, out marks);
        NamesEncodedDelimiter = (marks & PathMarks.EncodedDelimiter) != 0;
        _methods = Array.ConvertAll(methods, Encoding.ASCII.GetBytes);
        if (_path is { Length: > 0 }) FirstSegment = FirstSegmentOf(_path).ToArray();
    }

    /// <summary>The names in lower case, one of which the host must be; null if it may be another.</summary>
    internal byte[][]? ExactHosts { get; }

    /// <summary>The <see cref="FirstSegmentOf"/> every path that is meant; null if they may differ in it.</summary>
    internal byte[]? FirstSegment { get; }

    /// <summary>What stands between the first and the second slash of a path; all of it if there is no second one.</summary>
    internal static ReadOnlySpan<byte> FirstSegmentOf(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty) return path;
        int end = path[1..].IndexOf((byte)'/');
        return end < 0 ? path[1..] : path.Slice(1, end);
    }

    /// <summary>The path holds an encoded slash, backslash, semicolon or percent sign: whoever wrote it knows that its endpoints take that for data.</summary>
    public bool NamesEncodedDelimiter { get; }

    /// <summary>
    /// Whether a request that came in by the listener of this name is meant. <paramref name="path"/> is the normalised path that routing uses; <paramref name="host"/> is compared without regard
    /// to case and to a final dot.
    /// </summary>
    public bool Matches(string listener, ReadOnlySpan<byte> method, ReadOnlySpan<byte> host, ReadOnlySpan<byte> path)
        => MatchesListener(listener) && MatchesHost(host) && MatchesPath(path) && MatchesMethod(method);

    /// <summary>The first condition on which <see cref="Matches"/> fails.</summary>
    internal MatchFailure FirstFailure(string listener, ReadOnlySpan<byte> method, ReadOnlySpan<byte> host, ReadOnlySpan<byte> path)
        => !MatchesListener(listener) ? MatchFailure.Listener
            : !MatchesHost(host) ? MatchFailure.Host
            : !MatchesPath(path) ? MatchFailure.Path
            : !MatchesMethod(method) ? MatchFailure.Method
            : MatchFailure.None;

    /// <summary>Whether a TLS connection that came in by the listener of this name is meant, and asks for <paramref name="name"/>; empty for none.</summary>
    public bool MatchesName(string listener, ReadOnlySpan<byte> name) => MatchesListener(listener) && MatchesHost(name);

    /// <summary>The first condition on which <see cref="MatchesName"/> fails.</summary>
    internal MatchFailure FirstFailure(string listener, ReadOnlySpan<byte> name)
        => !MatchesListener(listener) ? MatchFailure.Listener : !MatchesHost(name) ? MatchFailure.Host : MatchFailure.None;

    // Requests are compared in their normal form, so `/a%2fb` would otherwise match nothing.
    private static byte[] Normal(string path, out PathMarks marks)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(path);
        return bytes.AsSpan(0, RoutingPath.Normalise(bytes, bytes, out marks)).ToArray();
    }

    private bool MatchesListener(string listener)
        => _listeners.Length == 0 || Array.IndexOf(_listeners, listener) >= 0;

    private bool MatchesHost(ReadOnlySpan<byte> host)
    {
        if (_hosts.Length == 0) return true;
        if (host.EndsWith("."u8)) host = host[..^1];
        foreach (HostPattern pattern in _hosts)
        {
            if (pattern.Matches(host)) return true;
        }

        return false;
    }

    // `/shop/*` takes `/shop/` and all below, and `/shop` itself, but not `/shopping`.
    private bool MatchesPath(ReadOnlySpan<byte> path)
    {
        if (_path is null) return true;
        if (!_isPrefix) return path.SequenceEqual(_path);
        return path.StartsWith(_path) && (path.Length == _path.Length || path[_path.Length] == '/');
    }

    private bool MatchesMethod(ReadOnlySpan<byte> method)
    {
        if (_methods.Length == 0) return true;
        foreach (byte[] allowed in _methods)
        {
            if (method.SequenceEqual(allowed)) return true;
        }

        return false;
    }

    private readonly struct HostPattern
    {
        private readonly byte[] _name;
        private readonly bool _isWildcard;
        private readonly IPAddress? _ipv6;

        internal HostPattern(string host)
        {
            _isWildcard = host.StartsWith("*.", StringComparison.Ordinal);
            _name = Encoding.ASCII.GetBytes(_isWildcard ? host[1..] : host);
            _ipv6 = host.StartsWith('[') ? IPAddress.Parse(host) : null;
        }

        // A wildcard stands for one or more labels: `*.example.com` takes `a.example.com` and `a.b.example.com`, not `example.com`.
        internal bool Matches(ReadOnlySpan<byte> host)
        {
            if (_ipv6 is not null) return IsIpv6(host);
            if (!_isWildcard) return FieldSyntax.SameToken(host, _name);
            return host.Length > _name.Length && FieldSyntax.SameToken(host[^_name.Length..], _name);
        }

        // One address has many spellings: [::1], [0:0:0:0:0:0:0:1], [::0001].
        private bool IsIpv6(ReadOnlySpan<byte> host) => host.StartsWith("["u8) && IPAddress.TryParse(host[1..^1], out IPAddress? address) && address.Equals(_ipv6);
    }
}

/// <summary>A condition of a route that does not hold.</summary>
internal enum MatchFailure : byte
{
    /// <summary>All hold.</summary>
    None,

    /// <summary>It is for other listeners.</summary>
    Listener,

    /// <summary>It is for other hosts.</summary>
    Host,

    /// <summary>It is for other paths.</summary>
    Path,

    /// <summary>It is for other methods.</summary>
    Method,
}
