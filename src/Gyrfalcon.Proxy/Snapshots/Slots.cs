using System;
using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Snapshots;

/// <summary>The places of names in the workers' counters, from 1: who keeps its name over a change of the configuration keeps its counts. The place of a name that was in force is never given to another.</summary>
internal sealed class Slots
{
    private readonly Dictionary<string, int> _byName;

    /// <summary>Begins with the places of <paramref name="before"/>, if there is any. A snapshot has its own: what it adds is forgotten with it if it is only planned, or refused.</summary>
    internal Slots(Slots? before = null) => _byName = before is null ? new(StringComparer.Ordinal) : new(before._byName, StringComparer.Ordinal);

    /// <summary>The highest place that was given.</summary>
    internal int Last => _byName.Count;

    /// <summary>The place of that name.</summary>
    internal int Of(string name)
    {
        if (!_byName.TryGetValue(name, out int slot)) _byName.Add(name, slot = _byName.Count + 1);
        return slot;
    }
}
