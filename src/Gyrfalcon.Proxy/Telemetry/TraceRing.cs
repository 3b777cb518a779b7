using System;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Exchanges;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// One worker's exchanges on their way to whoever collects traces: those that are recorded from their beginning, and those that turned out to fail by our doing or an endpoint's. Written by that worker, which never waits; read
/// by one reader.
/// </summary>
public sealed class TraceRing
{
    private static readonly AccessLogRules Rules = new(0, AccessLogForm.Json, LogsQuery: false, null);

    private readonly RecordRing _ring = new(20, AccessLogRecord.LongestRecord);

    /// <summary>Exchanges that were lost because nobody took them in time; may be read from any thread.</summary>
    public long Dropped => _ring.Dropped;

    /// <summary>The next exchange; null if there is none now. By the one reader.</summary>
    public TracedExchange? TryRead()
    {
        ReadOnlySpan<byte> record = _ring.Peek();
        if (record.IsEmpty) return null;
        try
        {
            return TracedExchange.Of(new AccessLogRecord(record));
        }
        finally
        {
            _ring.Release();
        }
    }

    /// <summary>Notes an exchange that ends now, if it is one of those; on its worker.</summary>
    internal void Note(Exchange exchange)
    {
        if (!exchange.Trace.IsOn || !(exchange.Trace.IsSampled || HasFailed(exchange))) return;
        Span<byte> room = _ring.Begin();
        if (!room.IsEmpty) _ring.Commit(AccessLogRecord.Write(exchange, Rules, room, withAttempts: true));
    }

    private static bool HasFailed(Exchange exchange)
        => exchange.Status >= 500 || (exchange.Fault != FaultKind.None && FaultTable.Of(exchange.Fault).Side != FaultSide.Client);
}
