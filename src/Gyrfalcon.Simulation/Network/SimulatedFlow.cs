using System;

namespace Gyrfalcon.Simulation.Network;

/// <summary>One direction of a connection: bytes that the sender's side took and the receiver has not read yet, on their way or arrived.</summary>
internal sealed class SimulatedFlow(SimulatedWorld world, SimulatedConnection connection, LinkProfile link)
{
    private byte[] _ring = [];
    private int _start;
    private int _held;
    private long _lastArrival;

    /// <summary>Who reads.</summary>
    internal SimulatedTransport Receiver { get; set; } = null!;

    /// <summary>Who writes.</summary>
    internal SimulatedTransport Sender { get; set; } = null!;

    /// <summary>Bytes that arrived and were not read.</summary>
    internal int Readable { get; private set; }

    /// <summary>Bytes that have arrived since the connection began.</summary>
    internal long Arrived { get; private set; }

    /// <summary>Takes as much as the window has room for; returns how much that was.</summary>
    internal int Write(ReadOnlySpan<byte> bytes)
    {
        int count = Math.Min(bytes.Length, link.Window - _held);
        Enqueue(bytes[..count]);
        for (int rest = count; rest > 0;)
        {
            int segment = Math.Min(rest, 1 + connection.Random.Below(link.LargestSegment));
            rest -= segment;
            long at = NextArrival(segment);
            if (connection.Carries(segment)) world.Schedule(at, Receiver.Driver, () => Arrive(segment));
        }

        return count;
    }

    /// <summary>Tells the receiver, behind everything written, that nothing more comes.</summary>
    internal void End()
    {
        long at = NextArrival(0);
        if (connection.Carries(0)) world.Schedule(at, Receiver.Driver, () => Receiver.OnEnd());
    }

    /// <summary>Tells the receiver that the connection is gone.</summary>
    internal void Reset()
    {
        long at = NextArrival(0);
        if (connection.Carries(0)) world.Schedule(at, Receiver.Driver, () => Receiver.OnReset());
    }

    /// <summary>Reads what has arrived; the sender learns of the room a while later.</summary>
    internal int Read(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, Readable);
        Dequeue(destination[..count]);
        Readable -= count;
        if (connection.Carries(0)) world.Schedule(world.Now + link.Latency, Sender.Driver, () => Sender.OnRoom());
        return count;
    }

    /// <summary>Forgets what was not read.</summary>
    internal void Drop()
    {
        _held = 0;
        Readable = 0;
        _ring = [];
        _start = 0;
    }

    private void Arrive(int count)
    {
        // What the receiver dropped meanwhile is not there any more.
        Readable = Math.Min(Readable + count, _held);
        Arrived += count;
        Receiver.OnArrived();
    }

    private long NextArrival(int bytes)
    {
        long at = world.Now + link.Latency + (link.Jitter > 0 ? connection.Random.Between(0, link.Jitter) : 0);
        at += bytes * 1_000_000_000L / link.Bandwidth;
        return _lastArrival = Math.Max(at, _lastArrival);
    }

    private void Enqueue(ReadOnlySpan<byte> bytes)
    {
        if (_held + bytes.Length > _ring.Length) Grow(_held + bytes.Length);
        int end = (_start + _held) % Math.Max(1, _ring.Length);
        int first = Math.Min(bytes.Length, _ring.Length - end);
        bytes[..first].CopyTo(_ring.AsSpan(end));
        bytes[first..].CopyTo(_ring);
        _held += bytes.Length;
    }

    private void Dequeue(Span<byte> destination)
    {
        int first = Math.Min(destination.Length, _ring.Length - _start);
        _ring.AsSpan(_start, first).CopyTo(destination);
        _ring.AsSpan(0, destination.Length - first).CopyTo(destination[first..]);
        _held -= destination.Length;
        _start = _held == 0 ? 0 : (_start + destination.Length) % _ring.Length;
    }

    private void Grow(int wanted)
    {
        var larger = new byte[Math.Max(1024, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)wanted))];
        int first = Math.Min(_held, _ring.Length - _start);
        _ring.AsSpan(_start, first).CopyTo(larger);
        _ring.AsSpan(0, _held - first).CopyTo(larger.AsSpan(first));
        _ring = larger;
        _start = 0;
    }
}
