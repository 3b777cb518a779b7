using System.Text;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>The paths a route matches. Paths are compared byte by byte, without the query.</summary>
/// <param name="Path">Begins with <c>/</c>; where <paramref name="IsPrefix"/>, ends with <c>/</c> too.</param>
/// <param name="IsPrefix">False: the request's path is <paramref name="Path"/>. True (<c>/v1/*</c>): it begins with
/// <paramref name="Path"/> (<c>/v1/</c>), or is <paramref name="Path"/> without its last slash (<c>/v1</c>).</param>
public sealed record PathPattern(string Path, bool IsPrefix)
{
    /// <summary>Matches every path.</summary>
    public static PathPattern Any { get; } = new("/", true);

    /// <summary>The form in which it is configured.</summary>
    public override string ToString() => IsPrefix ? Path + "*" : Path;

    /// <summary>The same in the form in which requests are compared with it (<see cref="RoutingPath"/>).</summary>
    internal PathPattern Normal()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(IsPrefix ? Path[..^1] : Path);
        if (RoutingPath.IsNormal(bytes))
            return this;
        string normal = Encoding.ASCII.GetString(bytes, 0, RoutingPath.Normalise(bytes, bytes, out _));
        return this with { Path = IsPrefix ? normal + "/" : normal };
    }

    /// <summary>Whether every path that <paramref name="other"/> matches is matched by this pattern too.</summary>
    /// <param name="other">The pattern that may be the narrower one.</param>
    public bool Covers(PathPattern other)
    {
        System.ArgumentNullException.ThrowIfNull(other);
        if (!IsPrefix)
            return !other.IsPrefix && Path == other.Path;
        return other.Path.StartsWith(Path, System.StringComparison.Ordinal) || (!other.IsPrefix && other.Path == Path[..^1]);
    }
}
