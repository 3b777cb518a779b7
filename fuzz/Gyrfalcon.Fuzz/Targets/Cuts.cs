using System;
using System.Collections.Generic;

namespace Gyrfalcon.Fuzz.Targets;

/// <summary>Ways to divide an input into pieces: ascending offsets at which a new piece begins.</summary>
internal static class Cuts
{
    /// <summary>One piece.</summary>
    internal static readonly int[] None = [];

    /// <summary>A piece for every byte.</summary>
    internal static int[] Everywhere(int length)
    {
        var cuts = new int[Math.Max(length - 1, 0)];
        for (int i = 0; i < cuts.Length; i++)
            cuts[i] = i + 1;
        return cuts;
    }

    /// <summary>A few cuts that depend on the input's bytes alone, so that a failure repeats.</summary>
    internal static int[] Scattered(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2)
            return None;
        uint hash = 2166136261;
        foreach (byte value in input)
            hash = (hash ^ value) * 16777619;
        var cuts = new SortedSet<int>();
        for (int i = 0; i < 4; i++)
        {
            hash = (hash * 1664525) + 1013904223;
            cuts.Add(1 + (int)((hash >> 8) % (uint)(input.Length - 1)));
        }
        return [.. cuts];
    }
}
