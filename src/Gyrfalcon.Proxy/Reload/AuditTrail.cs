using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Reload;

/// <summary>One change that was asked for.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="By">Who asked: <c>HUP</c>, <c>USR2</c>, <c>file</c> that is watched, <c>certificates</c> likewise, or a client of the admin address.</param>
/// <param name="What">What was asked for, in a sentence.</param>
/// <param name="Applied">It is in force.</param>
/// <param name="Outcome">What came of it, in a few words.</param>
public sealed record AuditEntry(DateTime At, string By, string What, bool Applied, string Outcome);

/// <summary>Who has changed what: the last entries for whoever asks, each of them in the operational log. From any thread.</summary>
public sealed class AuditTrail(OperationalLog log)
{
    /// <summary>So many entries are kept to be read; the log has all.</summary>
    public const int Most = 500;

    private ImmutableList<AuditEntry> _last = [];

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<AuditEntry> Last => _last;

    /// <summary>Writes it down.</summary>
    public void Add(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entry = entry with { By = OperationalLog.OneLine(entry.By), What = OperationalLog.OneLine(entry.What), Outcome = OperationalLog.OneLine(entry.Outcome) };
        ImmutableInterlocked.Update(ref _last, static (all, one) => all.Count < Most ? all.Add(one) : all.RemoveAt(0).Add(one), entry);
        log.Info($"audit: {entry.By}: {entry.What}: {entry.Outcome}");
    }
}
