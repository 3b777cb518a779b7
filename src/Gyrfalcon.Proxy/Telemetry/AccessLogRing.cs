using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Threading;
using Gyrfalcon.Http.Semantics;
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

    /// <summary>Longest piece of a client's text that a line carries.</summary>
    private const int TextLimit = 2048;

    private readonly byte[] _ring = new byte[Capacity];
    private readonly byte[] _record = new byte[16 * 1024];
    private readonly AccessLogWriter _writer;

    // Written by the worker; read by the log's thread.
    private long _head;

    // Written by the log's thread; read by the worker.
    private long _tail;
    private long _dropped;

    internal AccessLogRing(AccessLogWriter writer) => _writer = writer;

    /// <summary>Lines that were lost because the log could not keep up; may be read from any thread.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Notes an exchange that has ended.</summary>
    internal void Write(Exchange exchange)
    {
        int length = Encode(exchange);
        long head = _head;
        if (head + length + sizeof(int) - Volatile.Read(ref _tail) > Capacity)
        {
            Volatile.Write(ref _dropped, _dropped + 1);
            return;
        }

        Span<byte> size = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(size, length);
        Copy(size, head);
        Copy(_record.AsSpan(0, length), head + sizeof(int));
        Volatile.Write(ref _head, head + sizeof(int) + length);
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

    private int Encode(Exchange exchange)
    {
        RequestHead request = exchange.Request;
        long now = exchange.Worker.Worker.Now;
        var numbers = new AccessLogNumbers
        {
            TimeTicks = exchange.Worker.Worker.Driver.UtcNow.Ticks,
            Status = exchange.Status,
            Fault = exchange.Fault,
            Attempts = exchange.Attempts,
            IsHttp10 = request.Version == HttpVersion.Http10,
            BytesIn = exchange.BytesIn,
            BytesOut = exchange.BytesOut,
            RequestTime = Span(exchange.StartedAt, exchange.HeadAt),
            QueueTime = Span(exchange.HeadAt, exchange.AttemptAt),
            ConnectTime = Span(exchange.AttemptAt, exchange.ConnectedAt),
            ResponseTime = Span(exchange.ConnectedAt, exchange.ResponseAt),
            TotalTime = now - exchange.StartedAt,
        };
        var output = new RecordWriter(_record);
        MemoryMarshal.Write(output.Reserve(AccessLogNumbers.Size), numbers);
        output.Text(exchange.RequestId);
        Span<byte> address = stackalloc byte[64];
        output.Text(address[..exchange.Client.Address.FormatIp(address)]);
        output.Text(exchange.Client.Listener.NameBytes);
        output.Text(exchange.Route is { } route ? route.NameBytes : default);
        output.Text(exchange.Cluster is { } cluster ? cluster.NameBytes : default);
        output.Text(exchange.Endpoint is { } endpoint ? endpoint.NameBytes : default);
        output.Text(request.HasRequestLine ? request.MethodToken : default);
        output.Text(request.IsComplete ? request.Authority : default);
        output.Text(request.HasRequestLine ? request.Path : default);
        output.Text(exchange.Violation is null ? default : exchange.Violation.SentenceBytes);
        return output.Length;
    }

    private static long Span(long from, long to) => from == 0 || to == 0 ? 0 : to - from;

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

    private ref struct RecordWriter(Span<byte> destination)
    {
        private readonly Span<byte> _destination = destination;

        internal int Length { get; private set; }

        internal Span<byte> Reserve(int count)
        {
            Span<byte> room = _destination.Slice(Length, count);
            Length += count;
            return room;
        }

        internal void Text(scoped ReadOnlySpan<byte> text)
        {
            if (text.Length > TextLimit) text = text[..TextLimit];
            BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), (ushort)text.Length);
            text.CopyTo(Reserve(text.Length));
        }
    }
}
