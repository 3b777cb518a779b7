using System;
using System.Linq;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Scenarios;

/// <summary>Balancers by the words of the configuration.</summary>
public static class BalancerName
{
    /// <summary>Every balancer, in the order of the documentation.</summary>
    public static BalancerKind[] All { get; } = Enum.GetValues<BalancerKind>();

    /// <summary>The word for a balancer, such as <c>power-of-two</c>.</summary>
    public static string Of(BalancerKind kind) => string.Concat(kind.ToString().Select(static (letter, at) => char.IsUpper(letter) ? (at > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    /// <summary>The balancer that a word names; null for none.</summary>
    public static BalancerKind? Parse(string word)
    {
        foreach (BalancerKind kind in All)
        {
            if (Of(kind) == word) return kind;
        }

        return null;
    }
}
