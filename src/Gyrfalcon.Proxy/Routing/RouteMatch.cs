using System;
using System.Text;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Downstream;

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
        _isPrefix = path is not null && path.EndsWith("/*", StringComparison.Ordinal);
        _path = path is null ? null : Encoding.ASCII.GetBytes(_isPrefix ? path[..^2] : path);
        _methods = Array.ConvertAll(methods, Encoding.ASCII.GetBytes);
    }

    /// <summary>
    /// Whether a request is meant. <paramref name="path"/> is the normalised path that routing uses; <paramref name="host"/> is compared without regard
    /// to case and to a final dot.
    /// </summary>
    public bool Matches(Listener listener, ReadOnlySpan<byte> method, ReadOnlySpan<byte> host, ReadOnlySpan<byte> path)
        => MatchesListener(listener) && MatchesHost(host) && MatchesPath(path) && MatchesMethod(method);

    private bool MatchesListener(Listener listener)
        => _listeners.Length == 0 || Array.IndexOf(_listeners, listener.Name) >= 0;

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

        internal HostPattern(string host)
        {
            _isWildcard = host.StartsWith("*.", StringComparison.Ordinal);
            _name = Encoding.ASCII.GetBytes(_isWildcard ? host[1..] : host);
        }

        // A wildcard stands for one or more labels: `*.example.com` takes `a.example.com` and `a.b.example.com`, not `example.com`.
        internal bool Matches(ReadOnlySpan<byte> host)
        {
            if (!_isWildcard) return FieldSyntax.SameToken(host, _name);
            return host.Length > _name.Length && FieldSyntax.SameToken(host[^_name.Length..], _name);
        }
    }
}
