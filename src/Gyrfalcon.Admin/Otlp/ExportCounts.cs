using System.Collections.Generic;
using System.Threading;

namespace Gyrfalcon.Admin.Otlp;

/// <summary>What came of sending telemetry to a collector. From any thread.</summary>
public sealed class ExportCounts
{
    private static readonly string[] Signals = ["metrics", "traces"];
    private static readonly string[] Outcomes = ["sent", "failed", "refused"];

    private readonly long[] _counts = new long[Signals.Length * Outcomes.Length];
    private long _tracesDropped;

    /// <summary>Exchanges that were taken from the workers and then lost.</summary>
    public long TracesDropped => Volatile.Read(ref _tracesDropped);

    /// <summary>Messages by signal and outcome.</summary>
    public IReadOnlyList<(string Signal, string Outcome, long Count)> Read()
    {
        var found = new List<(string Signal, string Outcome, long Count)>();
        for (int i = 0; i < _counts.Length; i++) found.Add((Signals[i / Outcomes.Length], Outcomes[i % Outcomes.Length], Volatile.Read(ref _counts[i])));
        return found;
    }

    internal void Note(Signal signal, ExportOutcome outcome) => Interlocked.Increment(ref _counts[((int)signal * Outcomes.Length) + (int)outcome]);

    internal void NoteDropped(int exchanges) => Interlocked.Add(ref _tracesDropped, exchanges);
}

/// <summary>What is sent, in the order of the counts.</summary>
internal enum Signal
{
    /// <summary>All metrics.</summary>
    Metrics,

    /// <summary>Spans.</summary>
    Traces,
}

/// <summary>What came of it, in the order of the counts.</summary>
internal enum ExportOutcome
{
    /// <summary>The collector took it.</summary>
    Sent,

    /// <summary>It may be sent again.</summary>
    Failed,

    /// <summary>The collector will never take it.</summary>
    Refused,
}
