using System;
using System.Buffers.Binary;
using System.Threading;
using Gyrfalcon.Proxy.Exchanges;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// One worker's way to the access log: a ring of bytes with one writer (the worker) and one reader (the log's thread). The worker copies what the
/// line needs and never waits; when the ring is full the line is dropped and counted.
/// </summary>
public sealed class AccessLogRing
{
    private const int Capacity = 1 << 20;
    private const int Mask = Capacity - 1;

    private readonly byte[] _record = new byte[AccessLogRecord.LongestRecord];
    private readonly AccessLogWriter _writer;

    // Made by the worker before its first record; published to the log's thread by _head.
    private byte[] _ring = [];

    // The worker's own.
    private AccessLogRules? _rules;

    // Written by the worker; read by the log's thread.
    private long _head;

    // Written by the log's thread; read by the worker.
    private long _tail;
    private long _dropped;

    internal AccessLogRing(AccessLogWriter writer) => _writer = writer;

    /// <summary>Lines that were lost because the log could not keep up; may be read from any thread.</summary>
    internal long Dropped => Volatile.Read(ref _dropped);

    /// <summary>What is noted from now on; on the worker, or before there is one.</summary>
    internal void Follow(AccessLogRules rules)
    {
        _rules = rules;
        if (_ring.Length == 0) _ring = new byte[Capacity];
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
        long head = _head;
        if (head + record.Length + sizeof(int) - Volatile.Read(ref _tail) > Capacity)
        {
            Volatile.Write(ref _dropped, _dropped + 1);
            return;
        }

        Span<byte> size = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(size, record.Length);
        Copy(size, head);
        Copy(record, head + sizeof(int));
        Volatile.Write(ref _head, head + sizeof(int) + record.Length);
        _writer.Wake();
    }

    /// <summary>Takes the next record into <paramref name="destination"/>; its length, or 0 when there is none. On the log's thread.</summary>
    internal int TryRead(Span<byte> destination)
    {
        long tail = _tail;
        if (tail == Volatile.Read(ref _head)) return 0;
        Span<byte> size = stackalloc byte[sizeof(int)];
        CopyOut(tail, size);
        int length = BinaryPrimitives.ReadInt32LittleEndian(size);
        CopyOut(tail + sizeof(int), destination[..length]);
        Volatile.Write(ref _tail, tail + sizeof(int) + length);
        return length;
    }

    private void Copy(ReadOnlySpan<byte> source, long position)
    {
        int start = (int)(position & Mask);
        int first = Math.Min(source.Length, Capacity - start);
        source[..first].CopyTo(_ring.AsSpan(start));
        source[first..].CopyTo(_ring);
    }

    private void CopyOut(long position, Span<byte> destination)
    {
        int start = (int)(position & Mask);
        int first = Math.Min(destination.Length, Capacity - start);
        _ring.AsSpan(start, first).CopyTo(destination);
        _ring.AsSpan(0, destination.Length - first).CopyTo(destination[first..]);
    }
}
