using System;
using System.Buffers.Binary;
using System.Threading;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// Records on their way from a worker to one reader on another thread, which never makes the worker wait: when the ring is full a record is dropped and counted. It takes its memory when it is reserved, or with the first
/// record.
/// </summary>
internal sealed class RecordRing(int capacityBits)
{
    private readonly int _capacity = 1 << capacityBits;

    // Made by the worker before its first record; published to the reader by _head.
    private byte[] _ring = [];

    // Written by the worker; read by the reader.
    private long _head;

    // Written by the reader; read by the worker.
    private long _tail;
    private long _dropped;

    /// <summary>Records that were lost because the reader could not keep up; may be read from any thread.</summary>
    internal long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Takes its memory; on the worker, or before there is one.</summary>
    internal void Reserve()
    {
        if (_ring.Length == 0) _ring = new byte[_capacity];
    }

    /// <summary>False if it was dropped.</summary>
    internal bool TryWrite(ReadOnlySpan<byte> record)
    {
        Reserve();
        long head = _head;
        if (head + record.Length + sizeof(int) - Volatile.Read(ref _tail) > _capacity)
        {
            Volatile.Write(ref _dropped, _dropped + 1);
            return false;
        }

        Span<byte> size = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(size, record.Length);
        Copy(size, head);
        Copy(record, head + sizeof(int));
        Volatile.Write(ref _head, head + sizeof(int) + record.Length);
        return true;
    }

    /// <summary>Takes the next record into <paramref name="destination"/>; its length, or 0 when there is none. By the reader.</summary>
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
        int start = (int)(position & (_capacity - 1));
        int first = Math.Min(source.Length, _capacity - start);
        source[..first].CopyTo(_ring.AsSpan(start));
        source[first..].CopyTo(_ring);
    }

    private void CopyOut(long position, Span<byte> destination)
    {
        int start = (int)(position & (_capacity - 1));
        int first = Math.Min(destination.Length, _capacity - start);
        _ring.AsSpan(start, first).CopyTo(destination);
        _ring.AsSpan(0, destination.Length - first).CopyTo(destination[first..]);
    }
}
