using System;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>
/// Picks the endpoint of each attempt. One for each cluster, shared by all workers; picks take no lock that another could hold for long, allocate nothing, and
/// take constant or logarithmic time in the number of endpoints, unless an attempt before has failed.
/// </summary>
public abstract class Balancer
{
    /// <summary>Picks depend on <see cref="PickContext.Key"/>.</summary>
    public virtual bool UsesKey => false;

    /// <summary>
    /// Takes <paramref name="endpoints"/>, those that can be used from now on, each with a weight of 1 to 1000. Called when one comes or goes, on any thread, one call at a time;
    /// picks go on meanwhile.
    /// </summary>
    public abstract void Arrange(Endpoint[] endpoints);

    /// <summary>
    /// The endpoint for an attempt: none of those tried before, and one that has a place for it; null if there is none. The attempt counts as begun until it is given back by <see cref="Release"/>.
    /// </summary>
    public abstract Endpoint? Pick(in PickContext context);

    /// <summary>Takes a place at <paramref name="endpoint"/>, which somebody else has picked; false if it has none.</summary>
    public virtual bool TryTake(Endpoint endpoint) => endpoint.TryBegin();

    /// <summary>An attempt at <paramref name="endpoint"/> has ended after <paramref name="nanoseconds"/>.</summary>
    /// <param name="endpoint">What <see cref="Pick"/> gave, or <see cref="TryTake"/> took.</param>
    /// <param name="nanoseconds">From the pick to the response's header block, or to the failure.</param>
    /// <param name="now">The worker's clock.</param>
    public virtual void Release(Endpoint endpoint, long nanoseconds, long now) => endpoint.Load.End();
}

/// <summary>What a pick may depend on.</summary>
/// <param name="driver">The worker's source of chance.</param>
/// <param name="key">Hash of what the requests of one user have in common; 0 if nobody asked for it.</param>
/// <param name="now">The worker's clock, in nanoseconds.</param>
/// <param name="tried">Endpoints that this exchange has tried.</param>
public readonly ref struct PickContext(IDriver driver, ulong key, long now, ReadOnlySpan<Endpoint> tried)
{
    private readonly ReadOnlySpan<Endpoint> _tried = tried;

    /// <summary>See the constructor.</summary>
    public ulong Key { get; } = key;

    /// <summary>See the constructor.</summary>
    public long Now { get; } = now;

    /// <summary>It is the exchange's first attempt.</summary>
    public bool IsFirst => _tried.IsEmpty;

    /// <summary>A random number, 0 to <paramref name="bound"/> − 1. The bias, below bound / 2^32, is of no account here.</summary>
    public uint RandomBelow(uint bound) => (uint)(((driver.NextRandom() >> 32) * bound) >> 32);

    /// <summary>Whether <paramref name="endpoint"/> has been tried.</summary>
    public bool HasTried(Endpoint endpoint)
    {
        foreach (Endpoint other in _tried)
        {
            if (ReferenceEquals(other, endpoint)) return true;
        }

        return false;
    }
}
