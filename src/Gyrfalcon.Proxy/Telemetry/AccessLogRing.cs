using System;
using Gyrfalcon.Proxy.Exchanges;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>One worker's way to the access log, whose thread reads it. The worker copies what the line needs and never waits; when the ring is full the line is dropped and counted.</summary>
public sealed class AccessLogRing
{
    private readonly byte[] _record = new byte[AccessLogRecord.LongestRecord];
    private readonly RecordRing _ring = new(20);
    private readonly AccessLogWriter _writer;

    // The worker's own.
    private AccessLogRules? _rules;

    internal AccessLogRing(AccessLogWriter writer) => _writer = writer;

    /// <summary>Lines that were lost because the log could not keep up; may be read from any thread.</summary>
    internal long Dropped => _ring.Dropped;

    /// <summary>What is noted from now on; on the worker, or before there is one.</summary>
    internal void Follow(AccessLogRules rules)
    {
        _rules = rules;
        _ring.Reserve();
    }

    /// <summary>Notes an exchange that has ended, if it is one of those that are logged.</summary>
    internal void Write(Exchange exchange)
    {
        AccessLogRules rules = _rules!;
        if (rules.Only is { } only && !only.Wants(exchange)) return;
        Write(_record.AsSpan(0, AccessLogRecord.Write(exchange, rules, _record)));
    }

    internal void Write(ReadOnlySpan<byte> record)
    {
        if (_ring.TryWrite(record)) _writer.Wake();
    }

    /// <summary>Takes the next record into <paramref name="destination"/>; its length, or 0 when there is none. On the log's thread.</summary>
    internal int TryRead(Span<byte> destination) => _ring.TryRead(destination);
}
