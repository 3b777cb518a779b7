using System;
using System.Collections.Generic;

namespace Gyrfalcon.Simulation.Network;

/// <summary>One direction of a connection: bytes that the sender's side took and the receiver has not read yet, on their way or arrived.</summary>
internal sealed class SimulatedFlow
{
    private readonly SimulatedWorld _world;
    private readonly SimulatedConnection _connection;
    private readonly LinkProfile _link;
    private readonly Disturbance? _disturbance;

    /// <summary>Lengths of the segments on their way, which arrive in their order.</summary>
    private readonly Queue<int> _onTheWay = new();

    // Made once: a delegate for each segment would be half of what the simulator allocates.
    private readonly Action _arrive;
    private readonly Action _makeRoom;
    private byte[] _ring = [];
    private int _start;
    private int _held;
    private long _lastArrival;

    internal SimulatedFlow(SimulatedWorld world, SimulatedConnection connection, LinkProfile link, Disturbance? disturbance)
    {
        _world = world;
        _connection = connection;
        _link = link;
        _disturbance = disturbance;
        _arrive = Arrive;
        _makeRoom = () => Sender.OnRoom();
    }

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
        int count = Math.Min(bytes.Length, _link.Window - _held);
        Enqueue(bytes[..count]);
        for (int rest = count; rest > 0;)
        {
            int segment = Math.Min(rest, 1 + _connection.Random.Below(_link.LargestSegment));
            rest -= segment;
            long at = NextArrival(segment);
            if (!_connection.Carries(segment)) continue;
            _onTheWay.Enqueue(segment);
            _world.Schedule(at, Receiver.Driver, _arrive);
        }

        return count;
    }

    /// <summary>Tells the receiver, behind everything written, that nothing more comes.</summary>
    internal void End()
    {
        long at = NextArrival(0);
        if (_connection.Carries(0)) _world.Schedule(at, Receiver.Driver, TellEnd);
    }

    /// <summary>Tells the receiver that the connection is gone.</summary>
    internal void Reset()
    {
        long at = NextArrival(0);
        if (_connection.Carries(0)) _world.Schedule(at, Receiver.Driver, TellReset);
    }

    /// <summary>Reads what has arrived; the sender learns of the room a while later.</summary>
    internal int Read(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, Readable);
        Dequeue(destination[..count]);
        Readable -= count;
        // A sender that has nothing unsent now will see the room when it has.
        if (Sender.HasUnsent && _connection.Carries(0)) _world.Schedule(_world.Now + _link.Latency, Sender.Driver, _makeRoom);
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

    private void Arrive()
    {
        if (IsHeld(_arrive)) return;
        int count = _onTheWay.Dequeue();

        // What the receiver dropped meanwhile is not there any more.
        Readable = Math.Min(Readable + count, _held);
        Arrived += count;
        Receiver.OnArrived();
    }

    private void TellEnd()
    {
        if (!IsHeld(TellEnd)) Receiver.OnEnd();
    }

    private void TellReset()
    {
        if (!IsHeld(TellReset)) Receiver.OnReset();
    }

    private bool IsHeld(Action arrival)
    {
        if (_disturbance is not { IsCut: true }) return false;
        _disturbance.Hold(Receiver.Driver, arrival);
        return true;
    }

    private long NextArrival(int bytes)
    {
        long at = _world.Now + _link.Latency + (_link.Jitter > 0 ? _connection.Random.Between(0, _link.Jitter) : 0);
        at += bytes * 1_000_000_000L / _link.Bandwidth;
        if (_link.Loss > 0 && _connection.Random.Chance(_link.Loss)) at += _link.RetransmissionTime;
        if (_disturbance is not null) at += _disturbance.Delay;
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
