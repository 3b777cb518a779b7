using System;
using Gyrfalcon.Proxy.Exchanges;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>One worker's way to the access log, whose thread reads it. The worker writes down what the line needs and never waits; when the ring is full the line is dropped and counted.</summary>
public sealed class AccessLogRing
{
    private readonly AccessLogWriter _writer;

    // The worker's own.
    private AccessLogRules? _rules;

    internal AccessLogRing(AccessLogWriter writer) => _writer = writer;

    /// <summary>Lines that were lost because the log could not keep up; may be read from any thread.</summary>
    internal long Dropped => Records.Dropped;

    /// <summary>What is noted; the worker writes, the log's thread reads.</summary>
    internal RecordRing Records { get; } = new(20, AccessLogRecord.LongestRecord);

    /// <summary>What is noted from now on; on the worker, or before there is one.</summary>
    internal void Follow(AccessLogRules rules)
    {
        _rules = rules;
        Records.Reserve();
    }

    /// <summary>Notes an exchange that has ended, if it is one of those that are logged.</summary>
    internal void Write(Exchange exchange)
    {
        AccessLogRules rules = _rules!;
        if (rules.Only is { } only && !only.Wants(exchange)) return;
        Span<byte> room = Records.Begin();
        if (room.IsEmpty) return;
        Records.Commit(AccessLogRecord.Write(exchange, rules, room));
        _writer.Wake();
    }
}
