using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Gyrfalcon.Soak;

/// <summary>What happened, counted by kind, and what should not have happened.</summary>
public sealed class Tally
{
    private const int MostFailures = 20;

    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly ConcurrentQueue<string> _failures = new();

    /// <summary>Each kind of event and its number.</summary>
    public IEnumerable<KeyValuePair<string, long>> Counts => _counts.OrderBy(count => count.Key, StringComparer.Ordinal);

    /// <summary>The first things that should not have happened.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>All events.</summary>
    public long Total => _counts.Values.Sum();

    internal void Count(string kind) => _counts.AddOrUpdate(kind, 1, static (_, count) => count + 1);

    internal void Fail(string what, Exception exception)
    {
        Count("FAILED");
        if (_failures.Count < MostFailures)
            _failures.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss} {what}: {exception.GetType().Name} {exception.Message}"));
    }
}
