namespace Gyrfalcon.Proxy.Configuration;

/// <summary>The hosts a route matches. Hosts are compared without regard to case, and without the port.</summary>
/// <param name="Name">A name or an IP address in lower case; an IPv6 address in brackets, as it stands in a Host field.</param>
/// <param name="AnySubdomain">False: the host is <paramref name="Name"/>. True (<c>*.name</c>): the host ends in <c>.</c> and
/// <paramref name="Name"/>, with one or more labels before it; <paramref name="Name"/> itself does not match.</param>
public sealed record HostPattern(string Name, bool AnySubdomain)
{
    /// <summary>The form in which it is configured.</summary>
    public override string ToString() => AnySubdomain ? "*." + Name : Name;

    /// <summary>Whether every host that <paramref name="other"/> matches is matched by this pattern too.</summary>
    /// <param name="other">The pattern that may be the narrower one.</param>
    public bool Covers(HostPattern other)
    {
        System.ArgumentNullException.ThrowIfNull(other);
        if (!AnySubdomain)
            return !other.AnySubdomain && Name == other.Name;
        return (other.AnySubdomain && Name == other.Name) || other.Name.EndsWith("." + Name, System.StringComparison.Ordinal);
    }
}
