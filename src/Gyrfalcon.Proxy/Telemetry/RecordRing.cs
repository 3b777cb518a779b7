using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// Records on their way from a worker to one reader on another thread, which never makes the worker wait: when the ring is full a record is dropped and counted. Each lies in one piece, at a place divisible by 8, and is
/// written and read where it lies. The ring takes its memory when it is reserved, or with the first record, and while it
/// is not full uses little more of it than the reader lets gather.
/// </summary>
/// <param name="capacityBits">It has two to this power bytes.</param>
/// <param name="longest">No record is longer, and it is full when there is no room for one of these; at most a half of the capacity.</param>
internal sealed class RecordRing(int capacityBits, int longest)
{
    /// <summary>What is in front of each record, in bytes: its length.</summary>
    private const int FrameSize = sizeof(long);

    private readonly int _capacity = 1 << capacityBits;
    private readonly int _room = FrameSize + Aligned(longest);

    // Made by the worker before its first record; published to the reader by _head.
    private byte[] _ring = [];

    // Written by the worker; read by the reader.
    private long _head;

    // Where records go on elsewhere, and where that is: at the ring's beginning. Published by _head, and written anew only when the reader has passed.
    private long _jumpFrom = -1;
    private long _jumpTo;

    // Written by the reader; read by the worker.
    private long _tail;
    private long _dropped;

    // The worker's own: where the record lies that it is writing.
    private long _begun;

    /// <summary>Records that were lost because the reader could not keep up; may be read from any thread.</summary>
    internal long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Where the last record that was written ends, and the last that was released. By the reader.</summary>
    internal (long Written, long Released) Positions => (Volatile.Read(ref _head), _tail);

    /// <summary>Takes its memory; on the worker, or before there is one.</summary>
    internal void Reserve()
    {
        if (_ring.Length == 0) _ring = new byte[_capacity];
    }

    /// <summary>Room for the longest record, to be written and then committed; empty if the record is dropped. On the worker.</summary>
    internal Span<byte> Begin()
    {
        Reserve();
        long head = _head;
        int start = PlaceOf(head);
        long tail = Volatile.Read(ref _tail);
        bool isEmpty = tail == head;

        // A reader that keeps up finds the next record where the last ones were: that memory is in the core's cache, and the rest of the ring would push out what serves requests.
        bool jumps = _capacity - start < _room || (isEmpty && start >= _room);
        long begun = jumps ? head + _capacity - start : head;

        // Nothing lies between the ends of a jump, of this one or the last.
        if (jumps && isEmpty) tail = begun;
        else if (tail == _jumpFrom) tail = _jumpTo;
        if (begun + _room - tail > _capacity)
        {
            Volatile.Write(ref _dropped, _dropped + 1);
            return default;
        }

        if (jumps)
        {
            _jumpTo = begun;
            _jumpFrom = head;
        }

        _begun = begun;
        return _ring.AsSpan(PlaceOf(begun) + FrameSize, longest);
    }

    /// <summary>Hands the record that was begun to the reader; its <paramref name="length"/> is at least 1.</summary>
    internal void Commit(int length)
    {
        Debug.Assert(length > 0 && length <= longest, "a record has the room that it was given");
        Frame(PlaceOf(_begun)) = length;
        Volatile.Write(ref _head, _begun + FrameSize + Aligned(length));
    }

    /// <summary>The next record, which stays where it is until it is released; empty if there is none. By the reader.</summary>
    internal ReadOnlySpan<byte> Peek()
    {
        if (_tail == Volatile.Read(ref _head)) return default;
        if (_tail == _jumpFrom) Volatile.Write(ref _tail, _jumpTo);
        int start = PlaceOf(_tail);
        return _ring.AsSpan(start + FrameSize, (int)Frame(start));
    }

    /// <summary>Gives back the room of the record that was seen last. By the reader.</summary>
    internal void Release() => Volatile.Write(ref _tail, _tail + FrameSize + Aligned((int)Frame(PlaceOf(_tail))));

    private static int Aligned(int length) => (length + FrameSize - 1) & -FrameSize;

    private int PlaceOf(long position) => (int)(position & (_capacity - 1));

    private ref long Frame(int place) => ref MemoryMarshal.AsRef<long>(_ring.AsSpan(place, FrameSize));
}
