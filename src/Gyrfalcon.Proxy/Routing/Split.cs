using System;
using System.Collections.Generic;
using Gyrfalcon.Proxy.Balancing;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Routing;

/// <summary>
/// Clusters that share a route's requests by weight. With a key by weighted rendezvous hashing (Wang, Ravishankar et al., Weighted Distributed Hash Tables, 2005): each cluster draws a number from the key and its
/// name, and the best of those that the weights have stretched wins. So a key's cluster is the same everywhere and always, and when a weight grows, keys move to that cluster only. Immutable.
/// </summary>
public sealed class Split
{
    private readonly SplitShare[] _shares;
    private readonly ulong[] _names;
    private readonly uint[] _upTo;

    /// <summary>Creates a split; at least one weight is over 0.</summary>
    /// <param name="shares">The clusters.</param>
    /// <param name="key">What requests have in common that are to go to the same cluster; null for none.</param>
    public Split(SplitShare[] shares, BalancingKey? key)
    {
        ArgumentNullException.ThrowIfNull(shares);
        _shares = shares;
        Key = key;
        _names = new ulong[shares.Length];
        _upTo = new uint[shares.Length];
        uint sum = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            _names[i] = KeyHash.Of(shares[i].Cluster.NameBytes);
            _upTo[i] = sum += (uint)shares[i].Weight;
        }
    }

    /// <summary>What requests have in common that are to go to the same cluster; null for none.</summary>
    public BalancingKey? Key { get; }

    /// <summary>The clusters that share the requests, by weight.</summary>
    internal IReadOnlyList<SplitShare> Shares => _shares;

    /// <summary>Any cluster, each as likely as its weight says.</summary>
    public Cluster Draw(ulong random)
    {
        uint drawn = (uint)(((random >> 32) * _upTo[^1]) >> 32);
        int index = 0;
        while (drawn >= _upTo[index]) index++;
        return _shares[index].Cluster;
    }

    /// <summary>The cluster of a key.</summary>
    public Cluster Of(ulong key)
    {
        Cluster? best = null;
        double bestScore = double.NegativeInfinity;
        for (int i = 0; i < _shares.Length; i++)
        {
            if (_shares[i].Weight == 0) continue;

            // Uniform over (0, 1]: the time until a cluster would come by, at a rate of its weight; the first one wins.
            double uniform = ((Mix(key ^ _names[i]) >> 11) + 1) * (1.0 / (1UL << 53));
            double score = Math.Log(uniform) / _shares[i].Weight;
            if (best is not null && score <= bestScore) continue;
            best = _shares[i].Cluster;
            bestScore = score;
        }

        return best!;
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

/// <summary>A cluster's share of a route's requests.</summary>
/// <param name="Cluster">Which.</param>
/// <param name="Weight">0 to 1000.</param>
public sealed record SplitShare(Cluster Cluster, int Weight);
