using System;
using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Snapshots;

/// <summary>The places of names in the workers' counters, from 1: who keeps its name over a change of the configuration keeps its counts. A name's place is never given to another.</summary>
internal sealed class Slots
{
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);

    /// <summary>The highest place that was given.</summary>
    internal int Last => _byName.Count;

    /// <summary>The place of that name.</summary>
    internal int Of(string name)
    {
        if (!_byName.TryGetValue(name, out int slot)) _byName.Add(name, slot = _byName.Count + 1);
        return slot;
    }
}
