using System;
using System.Collections.Generic;
using System.Threading;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Proxy.Snapshots;

/// <summary>Whose requests are explained in their answers, and how many.</summary>
/// <param name="keys">A request must be signed with one of them.</param>
public sealed class ExplainRules(IReadOnlyList<byte[]> keys)
{
    /// <summary>An explanation is made on the worker, and one of many routes and endpoints takes as long as a hundred requests: there is one in 20 ms, over all workers.</summary>
    private const long Interval = 20_000_000;

    /// <summary>Turns that were not taken are kept for this long.</summary>
    private const long Burst = 1_000_000_000;

    private long _next = long.MinValue / 2;

    /// <summary>One of these must have made the signature.</summary>
    public IReadOnlyList<byte[]> Keys => keys;

    /// <summary>Null with a sentence in <paramref name="error"/> if the keys cannot be read.</summary>
    internal static ExplainRules? Compile(ExplainConfig config, out string? error)
    {
        IReadOnlyList<byte[]>? keys = ExplainKeys.ReadFile(config.KeyFile, out string? problem);
        error = keys is null ? $"explain: the file `{config.KeyFile}` {problem}" : null;
        return keys is null ? null : new ExplainRules(keys);
    }

    /// <summary>The same keys, in the same order.</summary>
    internal static bool AreSame(ExplainRules? one, ExplainRules? other)
    {
        if (one is null || other is null || one.Keys.Count != other.Keys.Count) return one == other;
        for (int i = 0; i < one.Keys.Count; i++)
        {
            if (!one.Keys[i].AsSpan().SequenceEqual(other.Keys[i])) return false;
        }

        return true;
    }

    /// <summary>Takes a turn; false if too many have been taken lately.</summary>
    /// <param name="now">Nanoseconds of the workers' clock.</param>
    internal bool TryTakeTurn(long now)
    {
        while (true)
        {
            long next = Volatile.Read(ref _next);
            long turn = Math.Max(next, now - Burst);
            if (turn > now) return false;
            if (Interlocked.CompareExchange(ref _next, turn + Interval, next) == next) return true;
        }
    }
}
