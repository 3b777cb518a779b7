using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Gyrfalcon.Proxy.Reload;

/// <summary>The last configurations that were in force, so that one can go back to them. Written by one change at a time, read from any thread.</summary>
public sealed class Revisions
{
    /// <summary>So many are kept.</summary>
    public const int Most = 50;

    private volatile ImmutableList<Revision> _all = [];

    /// <summary>The oldest first; the last one is in force.</summary>
    public IReadOnlyList<Revision> All => _all;

    /// <summary>The one in force.</summary>
    public Revision Current => _all[^1];

    /// <summary>The one with that number; null if there is none, or no longer.</summary>
    public Revision? Find(int number) => _all.FirstOrDefault(revision => revision.Number == number);

    internal void Add(Revision revision)
    {
        ImmutableList<Revision> next = _all.Add(revision);
        _all = next.Count > Most ? next.RemoveAt(0) : next;
    }
}
